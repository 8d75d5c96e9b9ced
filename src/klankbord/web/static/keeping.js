// Forms open under their turn without leaving the page, so that the recording plays on; and a clip
// plays from its beginning to its end. Without this script the same links open the same forms.
(() => {
  const talk = document.getElementById("gesprek");
  const audio = document.querySelector("#tijdlijn audio");

  // A link to a form, or away from it: only the desk of its turn is fetched and put in place.
  async function open(address, desk) {
    await htmx.ajax("GET", address, { target: desk, select: desk, swap: "outerHTML" });
    document.querySelector(`${desk} textarea, ${desk} select, ${desk} .tools a`)?.focus();
  }
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest(".desk a"), desk = link?.closest(".desk");
    if (!desk) return;
    event.preventDefault();
    open(link.href, `#${desk.id}`);
  });

  // f: write at the turn that sounds, else the one that was gone to, else the first one in sight.
  document.getElementById("schrijf").addEventListener("click", () => {
    const written = document.getElementById("opmerking");
    if (written) return written.focus();
    const first = () => [...talk.querySelectorAll(".say")].find((row) => row.getBoundingClientRect().top > 80);
    const row = talk.querySelector(".say.now, .say:target") ?? first() ?? talk.querySelector(".say");
    if (row) open(`${location.pathname}?opmerking=${row.id.slice(1)}`, `#bij${row.id.slice(1)}`);
  });

  // Split where the caret is, unless the mark already stands somewhere.
  document.addEventListener("click", (event) => {
    const field = event.target.closest("[data-split]")?.form.elements.text;
    const cut = field?.dataset.cut;
    if (!field || field.value.includes(cut)) return;
    const at = field.selectionStart;
    if (at > 0 && at < field.value.length) field.setRangeText(cut, at, at, "end");
  });

  // A clip: to its start, and no further than its end.
  if (!audio) return;
  let end = null;
  function play(link, start) {
    audio.currentTime = link.dataset.from / 1000;
    end = link.dataset.to / 1000;
    if (start) audio.play();
  }
  audio.addEventListener("timeupdate", () => {
    if (end === null || audio.currentTime < end) return;
    audio.pause();
    end = null;
  });
  audio.addEventListener("seeking", () => { if (end !== null && audio.currentTime > end + 1) end = null; });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-from]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.href);
    play(link, true);
    document.querySelector(new URL(link.href).hash)?.scrollIntoView({ block: "center" });
  });
  const chosen = document.querySelector("a[data-from][aria-current]");
  if (chosen) play(chosen, false);
})();
