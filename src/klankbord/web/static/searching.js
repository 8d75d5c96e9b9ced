// What is not asked does not stand in the address.
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (!sourceElement.matches(".searching")) return;
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(sourceElement)) if (value) asked.append(name, value);
  request.body = new FormData();
  request.action = `/gesprekken?${asked}`;
});
