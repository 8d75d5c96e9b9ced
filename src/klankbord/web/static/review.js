// A review: what is typed is kept while one types, a moment plays from its beginning to its end,
// and the page follows when the other is done. Without this script there is a button to keep it,
// the moments lead to the call, and the browser's own player plays the recording.
(() => {
  // Drafts: only the fields that changed are sent, so that an older window takes nothing back.
  for (const form of document.querySelectorAll("form[data-draft]")) keepDrafts(form);

  function keepDrafts(form) {
    const status = form.querySelector(".saved");
    const fields = [...form.querySelectorAll("textarea, select[name=turned]")];
    const kept = new Map(fields.map((field) => [field, field.value]));
    const changed = () => fields.filter((field) => field.value !== kept.get(field));
    let timer = 0, sending = false, sent = false;

    async function send(leaving) {
      clearTimeout(timer);
      timer = 0;
      const now = changed().map((field) => [field, field.value]);
      if (!now.length || (sending && !leaving) || sent) return;
      sending = true;
      const body = new FormData();
      for (const name of ["form_token", "seen"]) if (form.elements[name]) body.append(name, form.elements[name].value);
      for (const [field, value] of now) body.append(field.name, value);
      try {
        // A change is answered by leading on to a page; that it does is all we need to know.
        const answer = await fetch(form.dataset.draft, { method: "POST", body, redirect: "manual", keepalive: leaving });
        if (answer.type !== "opaqueredirect") throw new Error(answer.status);
        for (const [field, value] of now) kept.set(field, value);
        status.textContent = form.dataset.bewaard;
      } catch {
        status.textContent = form.dataset.mis;
        timer = setTimeout(send, 5000);
      }
      sending = false;
      if (changed().length && !timer) timer = setTimeout(send, 800);
    }
    form.addEventListener("input", () => {
      clearTimeout(timer);
      status.textContent = "";
      timer = setTimeout(send, 800);
    });
    form.addEventListener("change", () => send());
    form.addEventListener("submit", () => { sent = true; clearTimeout(timer); });
    addEventListener("pageshow", () => { sent = false; });
    addEventListener("pagehide", () => send(true));
    addEventListener("online", () => send());
    addEventListener("beforeunload", (event) => {
      if (!sent && changed().length && status.textContent === form.dataset.mis) event.preventDefault();
    });
  }

  // The other: whether they are done, and nothing else. Who waits goes on by themselves.
  const stand = document.querySelector("[data-stand]");
  if (stand) {
    const ask = async () => {
      if (!document.hidden) {
        try {
          const answer = await fetch(stand.dataset.stand, { redirect: "error" });
          if (answer.ok && (await answer.text()) === "klaar") {
            if ("volg" in stand.dataset) return void location.reload();
            if (stand.textContent !== stand.dataset.klaar) stand.textContent = stand.dataset.klaar;
            return;
          }
        } catch { /* without a connection: later */ }
      }
      setTimeout(ask, 4000);
    };
    setTimeout(ask, 4000);
  }

  // Moments play in place.
  const audio = document.getElementById("opname");
  if (!audio) return;
  let end = null, playing = null;
  audio.controls = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-from]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (playing === link && !audio.paused) return audio.pause();
    playing = link;
    end = link.dataset.to ? link.dataset.to / 1000 : null;
    audio.currentTime = link.dataset.from / 1000;
    audio.play().catch((fault) => { if (fault.name !== "AbortError") throw fault; });  // paused before it began
  });
  audio.addEventListener("timeupdate", () => { if (end !== null && audio.currentTime >= end) audio.pause(); });
  for (const name of ["play", "pause"])
    audio.addEventListener(name, () => {
      for (const link of document.querySelectorAll("a[data-from]")) link.classList.toggle("on", link === playing && !audio.paused);
    });
})();
