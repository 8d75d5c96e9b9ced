// Opens /vandaag where there is no connection, or one that answers too late or with a fault of the
// server's: a page without anybody's calls, and its files.
const CACHE = "vandaag", SHELL = "/vandaag/los", PATIENCE_MS = 4000;
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keep(event.data.keep)));
async function keep(addresses) {
  const cache = await caches.open(CACHE);
  const wanted = new Set(addresses.map((each) => new URL(each, location).href));
  for (const old of await cache.keys()) if (!wanted.has(old.url)) await cache.delete(old);
  for (const address of wanted) {
    const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) await cache.put(address, answer);
  }
}
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(request.mode === "navigate" ? opened(request) : fetch(request).catch(async () => (await kept(request)) || Response.error()));
});
const kept = async (request) => (await caches.open(CACHE)).match(request);
async function opened(request) {
  const shell = await kept(SHELL);
  if (!shell) return fetch(request);
  // Given up for real: a request that goes on would let the next one for this page wait for it.
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const answer = await fetch(request, { signal: patience.signal }).catch(() => null);
  clearTimeout(timer);
  return answer && answer.status < 500 ? answer : shell;
}
