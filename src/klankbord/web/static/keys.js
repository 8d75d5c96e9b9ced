// One key goes to whatever carries it: an element with data-key="/" is focused or pressed.
// Typing in a field, or with Ctrl, Alt or Meta held down, is left alone. Who switched letters off
// (Instellingen) keeps only the space bar, which plays as everywhere.
const off = document.body.dataset.shortcuts === "off";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (off && event.key.length === 1 && event.key !== " ") return;
  // What has the focus goes before: space presses a button, which is its own key.
  if (event.key === " " && event.target.closest("button, summary, audio, [role=button]")) return;
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input, textarea, select")) wanted.focus();
  else wanted.click();
});

// The menu closes with Escape, and when something else is pressed or focused.
const menu = document.querySelector("details.me");
if (menu) {
  const leave = (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; };
  document.addEventListener("click", leave);
  document.addEventListener("focusin", leave);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
