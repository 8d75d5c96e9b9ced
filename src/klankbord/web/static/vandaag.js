// Action mode: f, one line, enter, and on. What is kept goes to the outbox first, so that it works
// without a connection; the questions are asked at once. Without this script the forms do the same.
(() => {
  const shell = document.getElementById("vandaag");
  const questions = document.getElementById("vragen");
  const told = document.getElementById("wacht");
  const keeping = document.querySelector(".holds");

  // ── keeping and sending ─────────────────────────────────────────────────────────────────────
  let draw = false;
  for (const form of document.querySelectorAll("form[data-uit]"))
    form.addEventListener("submit", (event) => {
      const fields = Object.fromEntries(new FormData(form));
      delete fields.form_token;
      if (form.dataset.uit === "vragen") fields.key = form.elements.key.value;
      else fields.key = outbox.newKey();
      if (form.dataset.uit !== "vragen") fields.at = new Date().toISOString();
      try {
        if (form.dataset.uit !== "vragen" || answered(fields)) outbox.add(form.getAttribute("action"), fields);
      } catch {
        return; // this device keeps nothing: the form goes as it would without this script
      }
      event.preventDefault();
      form.reset();
      clearHints(form);
      form.closest("details")?.removeAttribute("open");
      if (form.dataset.uit === "later") ask(fields.key, fields.note);
      else goOn(form.dataset.uit === "lijst" ? form.elements.text : null);
      draw = true;
      send().then(() => (outbox.waiting().length ? send() : null));
    });
  const answered = (fields) => ["permanent", "pervasive", "personal"].some((name) => fields[name]);

  let timer = 0;
  async function send() {
    clearTimeout(timer);
    const why = await outbox.send();
    told.hidden = !why;
    const refused = outbox.waiting().filter((one) => one.refused).map((one) => one.fields.note || one.fields.text || "…");
    if (why) told.firstElementChild.textContent = told.dataset[why] + (why === "mis" ? ` ${refused.join(" · ")}` : "");
    told.lastElementChild.hidden = why !== "mis";
    if (!why && draw && (await redraw())) draw = false;
    if (why === "wacht") timer = setTimeout(send, 5000);
  }
  addEventListener("online", send);
  told.lastElementChild.addEventListener("click", () => { outbox.dropRefused(); send(); });

  // The lists of the page as they are now, without touching what somebody is writing.
  async function redraw() {
    try {
      const answer = await fetch("/vandaag", { redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of ["#vandaag-lijst", "#volgende"]) {
        const [now, then] = [page.querySelector(part), document.querySelector(part)];
        if (now && then && !then.contains(document.activeElement)) then.replaceWith(now);
      }
      return true;
    } catch { return false; }
  }

  // ── the three questions ─────────────────────────────────────────────────────────────────────
  function ask(key, note) {
    questions.querySelector("input[name=key]").value = key;
    questions.querySelector("h2").textContent = note ? `‘${note}’` : shell.dataset.bewaard;
    questions.hidden = false;
    keeping.dataset.asked = "";
    questions.querySelector("input[data-woorden]").focus();
  }
  function goOn(focus) {
    questions.hidden = true;
    delete keeping.dataset.asked;
    (focus || keeping.querySelector("summary")).focus({ preventScroll: !focus });
    if (!focus) scrollTo({ top: 0 });
  }
  document.getElementById("overslaan").addEventListener("click", (event) => {
    event.preventDefault();
    history.replaceState(null, "", "/vandaag");
    goOn();
  });
  // Escape leaves a question and skips them all: one key.
  questions.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    document.getElementById("overslaan").click();
  });
  questions.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-voor]");
    if (!button) return;
    const field = document.getElementById(button.dataset.voor);
    field.value = button.textContent;
    const fields = [...questions.querySelectorAll("input[data-woorden]")];
    (fields[fields.indexOf(field) + 1] || questions.querySelector("button.lead")).focus();
  });
  for (const details of document.querySelectorAll("details.hold")) {
    const call = details.querySelector("select[name=call]");
    const unknown = details.querySelector(".unknown");
    const toggle = () => { unknown.hidden = Boolean(call) && call.value !== "0"; };
    toggle();
    call?.addEventListener("change", toggle);
    // Opened at once, not after this event: what is typed right after f belongs in the field.
    details.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      for (const other of document.querySelectorAll("details.hold")) other.open = other === details && !details.open;
      if (details.open) details.querySelector("input[name=note]").focus();
    });
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary").focus();
    });
  }
  if (!questions.hidden) questions.querySelector("input[data-woorden]").focus();

  // ── wording, found here and told to nobody ──────────────────────────────────────────────────
  let wording = null;
  fetch(shell.dataset.words).then((answer) => answer.json()).then((words) => { wording = words; }).catch(() => {});
  const fold = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().replace(/[’‘`´]/g, "'");
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\\\*/g, "\\w*");
  function found(text) {
    const said = fold(text);
    for (const [kind, { phrases, patterns }] of Object.entries(wording || {})) {
      const tries = [...phrases.map((phrase) => `(?<!\\w)${escaped(fold(phrase))}(?!\\w)`), ...patterns];
      for (const pattern of tries) {
        const hit = said.match(new RegExp(pattern));
        if (hit && hit[0].trim()) return [kind, hit[0].trim()];
      }
    }
    return null;
  }
  document.addEventListener("input", (event) => {
    if (!event.target.matches("input[data-woorden]")) return;
    const place = event.target.closest("form, .field").querySelector(".wording") || event.target.form.querySelector(".wording");
    const hit = found(event.target.value);
    place.textContent = hit ? shell.dataset[hit[0]].replace("{words}", hit[1]) : "";
  });
  const clearHints = (form) => { for (const place of form.querySelectorAll(".wording")) place.textContent = ""; };

  // ── opening this page without a connection ──────────────────────────────────────────────────
  if ("serviceWorker" in navigator)
    navigator.serviceWorker.register("/vandaag/werker.js", { scope: "/vandaag" }).then(() => navigator.serviceWorker.ready).then((ready) => {
      const files = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((one) => one.src || one.href);
      ready.active.postMessage({ keep: [shell.dataset.los, shell.dataset.words, ...files] });
    }).catch(() => {});
  send();
})();
