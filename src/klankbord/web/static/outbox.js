// What somebody wrote while there was no connection waits on this device, under their own number,
// and is sent in order once there is one; each thing carries its own key, so twice is once.
const outbox = (() => {
  const name = (person) => `klankbord-uit-${person}`;
  const read = (person) => JSON.parse(localStorage.getItem(name(person)) || "[]");
  const write = (person, waiting) => localStorage.setItem(name(person), JSON.stringify(waiting));
  const me = document.body.dataset.person;
  let running = null;

  // A token goes out of date with its session; a fresh page has the one of now.
  async function freshToken() {
    const page = await fetch("/instellingen", { redirect: "manual" });
    if (!page.ok) return "";
    const html = new DOMParser().parseFromString(await page.text(), "text/html");
    if (html.body.dataset.person !== me) return "";
    return html.querySelector("input[name=form_token]")?.value || "";
  }

  async function post(one, token) {
    const body = new URLSearchParams(one.fields);
    const headers = { "X-Form-Token": token };
    return fetch(one.url, { method: "POST", body, headers });
  }
  // A change is answered by leading on to a page of ours. Whatever else comes back (the sign-in of
  // a proxy, a hotel's wifi) has not kept it; one that leads elsewhere is not even let through.
  const isKept = (answer) => answer.ok && answer.redirected && new URL(answer.url).pathname === "/vandaag";
  const isOurs = (answer) => (answer.headers.get("content-security-policy") || "").includes("nonce-");

  // Sends what waits, once at a time; "" when all is gone, else why not: wacht, inloggen or mis.
  function send() {
    running ||= sendAll().finally(() => { running = null; });
    return running;
  }
  async function sendAll() {
    let stopped = "";
    try {
      let token = document.querySelector("input[name=form_token]")?.value || "";
      let renewed = false;
      for (let one; (one = read(me).find((each) => !each.refused)); ) {
        const answer = await post(one, token);
        if (isKept(answer)) { leave(one); continue; }
        if ([401, 403].includes(answer.status)) {
          if (!renewed && (token = await freshToken())) { renewed = true; continue; }
          stopped = "inloggen";
          break;
        }
        if (![400, 404, 409, 422].includes(answer.status) || !isOurs(answer)) { stopped = "wacht"; break; }
        if (one.fields.call && one.fields.call !== "0") one.fields.call = "0"; // that call is not there
        else one.refused = true;
        change(one);
      }
    } catch { stopped = "wacht"; }
    return stopped || (read(me).length ? "mis" : "");
  }

  const leave = (one) => write(me, read(me).filter((each) => each.id !== one.id));
  const change = (one) => write(me, read(me).map((each) => (each.id === one.id ? one : each)));
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  const add = (url, fields) => write(me, [...read(me), { id: newKey(), url, fields }]);
  const dropRefused = () => write(me, read(me).filter((each) => !each.refused));

  // Who signs out takes the kept page off this device; what was not sent yet stays, for them alone.
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") !== "/uitloggen" || !("caches" in window)) return;
    caches.delete("vandaag");
  });
  return { add, send, newKey, dropRefused, waiting: () => (me ? read(me) : []) };
})();
if (outbox.waiting().length) outbox.send();
