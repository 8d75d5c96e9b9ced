// Opens /vandaag where there is no connection: a page without anybody's calls, and its files.
const CACHE = "vandaag", SHELL = "/vandaag/los";
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
  const kept = request.mode === "navigate" ? SHELL : request;
  event.respondWith(fetch(request).catch(async () => (await (await caches.open(CACHE)).match(kept)) || Response.error()));
});
