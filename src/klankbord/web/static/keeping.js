// Forms open under their turn without leaving the page, so that the recording plays on; and a clip
// plays from its beginning to its end. Without this script the same links open the same forms.
(() => {
  const talk = document.getElementById("gesprek");
  const audio = document.querySelector("#tijdlijn audio");

  // A link to a form, or away from it: only the desk of its turn is fetched and put in place.
  async function open(address, desk) {
    await htmx.ajax("GET", address, { target: desk, select: desk, swap: "outerHTML" });
    document.querySelector(`${desk} textarea, ${desk} select, ${desk} .do`)?.focus();
  }

  // The tools of a turn are made when it is pointed at or focused: a long call has thousands.
  const kit = document.getElementById("gereedschap").innerHTML;
  function tools(row) {
    const plain = row?.querySelector(".desk > .do");
    if (!plain) return;
    const focused = plain === document.activeElement;
    plain.insertAdjacentHTML("afterend", kit.replaceAll("{n}", row.id.slice(1)));
    const made = plain.nextElementSibling;
    if (!row.dataset.start) made.querySelector("[data-timed]")?.remove();
    plain.remove();
    if (focused) made.querySelector("a").focus();
  }
  for (const name of ["pointerover", "focusin"]) talk.addEventListener(name, (event) => tools(event.target.closest(".say")));
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest(".desk a:not([data-leave], .do)"), desk = link?.closest(".desk");
    if (!desk) return;
    event.preventDefault();
    open(link.href, `#${desk.id}`);
  });

  // Words that are selected within a turn are what is commented on: the turn's link then says so.
  const write = document.getElementById("schrijf");
  let worded = null;
  function selected() {
    const picked = getSelection(), node = picked.anchorNode;
    const row = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".say");
    const said = row?.querySelector(":scope > div > p");
    if (!said || !String(picked).trim() || !said.contains(node) || !said.contains(picked.focusNode)) return null;
    const range = picked.getRangeAt(0), before = document.createRange();
    before.selectNodeContents(said);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...String(before)].length; // letters as the server counts them
    return { row, start, end: start + [...String(range)].length };
  }
  function point() {
    const now = selected();
    if (worded && worded.row !== now?.row) tell(worded, null);
    worded = now && tell(now, now);
  }
  function tell({ row, link }, words) {
    tools(row);
    link ??= row.querySelector(".tools a");
    if (!link) return null;
    link.dataset.plain ??= link.textContent;
    const number = row.id.slice(1);
    link.textContent = words ? write.dataset.words : link.dataset.plain;
    link.href = `${talk.dataset.address}?opmerking=${number}${words ? `&van=${words.start}&tot=${words.end}` : ""}#t${number}`;
    return { row, link };
  }
  // Pressing the link takes the selection away before it is clicked: it stays as it was till then.
  let pressing = false;
  document.addEventListener("pointerdown", (event) => { pressing = Boolean(event.target.closest(".tools a")); });
  document.addEventListener("click", () => { pressing = false; });
  document.addEventListener("selectionchange", () => { if (!pressing) point(); });

  // f: write at the words that are selected, or at the turn that sounds, else the one that was gone to, else the first one in sight.
  write.addEventListener("click", () => {
    const written = document.getElementById("opmerking");
    if (written) return written.focus();
    if (worded) return worded.link.click();
    const first = () => [...talk.querySelectorAll(".say")].find((row) => row.getBoundingClientRect().top > 80);
    const row = talk.querySelector(".say.now, .say:target") ?? first() ?? talk.querySelector(".say");
    if (row) open(`${talk.dataset.address}?opmerking=${row.id.slice(1)}`, `#bij${row.id.slice(1)}`);
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
    if (start) audio.play().catch((fault) => { if (fault.name !== "AbortError") throw fault; });  // paused before it began
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
