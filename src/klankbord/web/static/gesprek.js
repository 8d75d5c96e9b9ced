// A call: its recording, the transcript that follows it, and the moments one can step through.
// Without this script the page reads the same, and the browser's own player plays the recording.
(() => {
  const one = (id) => document.getElementById(id);
  const sheet = one("tijdlijn");
  if (!sheet) return;
  const audio = sheet.querySelector("audio"), talk = one("gesprek");
  const head = sheet.querySelector(".head line"), play = sheet.querySelector(".play");
  const tracks = [...sheet.querySelectorAll(".track")];
  const turns = [...talk.querySelectorAll(".say[data-start]")]
    .map((row) => ({ row, start: row.dataset.start / 1000, end: (row.dataset.end ?? row.dataset.start) / 1000 }));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let until = 0, now = null, following = true;
  play.hidden = false;

  // Moments: every turn that the lanes mark, in order; n goes to the next one.
  const marked = [...new Set([...sheet.querySelectorAll(".marks a, .curve a")].map((a) => a.getAttribute("href")))]
    .map((hash) => document.querySelector(hash)).filter(Boolean)
    .sort((a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  let at = null;
  one("volgende").addEventListener("click", () => {
    const from = audio && (now ?? (audio.currentTime > 0 ? turns[0]?.row : null)) || at;
    const next = marked.find((row) => !from || from.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING) ?? marked[0];
    if (next) go(at = next, false);
  });
  one("volgende").hidden = marked.length === 0;

  // Paused before it began is no fault.
  function sound() { audio.play().catch((fault) => { if (fault.name !== "AbortError") throw fault; }); }

  // To a turn: show it, and with a recording go to its second; `start` plays it too.
  function go(row, start) {
    show(row);
    if (!audio) return void (location.hash = row.id);
    following = true;
    if (row.dataset.start) seek(row.dataset.start / 1000);
    if (start) sound();
  }
  function show(row) {
    row.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest('a[href^="#t"]');
    const row = link ? document.querySelector(link.hash) : audio && event.target.closest(".say[data-start]");
    if (!row?.matches?.(".say") || (!link && (String(getSelection()) || event.target.closest("a, button, form, input, textarea, details")))) return;
    if (!audio) return;
    event.preventDefault();
    history.replaceState(null, "", `#${row.id}`);
    if (!link || link.matches(".at")) {
      if (row.dataset.start) seek(row.dataset.start / 1000);
      following = true;
    } else go(row, true);
  });
  if (!audio) return;

  const clock = (s) => {
    const whole = Math.floor(s), two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  };
  const last = Math.max(0, ...turns.map((turn) => turn.end));
  const length = () => Number.isFinite(audio.duration) ? audio.duration : until;
  // Time as it is drawn: the recording, or the transcript where that goes on longer.
  const drawn = () => Math.max(length(), last) || 1;
  function seek(second) {
    audio.currentTime = Math.max(0, Math.min(second, (length() || second) - 0.05));
    tell();
  }

  // What else sounds in the recording: a press goes there and plays it.
  for (const place of document.querySelectorAll("button[data-seek]")) {
    place.disabled = false;
    place.addEventListener("click", () => { seek(place.dataset.seek / 1000); sound(); });
  }

  // The player
  const button = one("speel"), tempo = one("tempo"), tempos = [1, 1.25, 1.5, 2, 0.75];
  const toggle = () => (audio.paused ? sound() : audio.pause());
  button.addEventListener("click", () => { following = true; toggle(); });
  one("pauze").addEventListener("click", () => audio.pause());
  one("terug").addEventListener("click", () => seek(audio.currentTime - 5));
  one("vooruit").addEventListener("click", () => seek(audio.currentTime + 5));
  tempo.addEventListener("click", () => {
    audio.playbackRate = tempos[(tempos.indexOf(audio.playbackRate) + 1) % tempos.length];
    tempo.textContent = `${audio.playbackRate.toLocaleString(document.documentElement.lang)}×`;
    tempo.setAttribute("aria-label", `${tempo.textContent} ${tempo.dataset.tempo}`);
  });
  for (const name of ["play", "pause"]) {
    audio.addEventListener(name, () => {
      button.classList.toggle("on", !audio.paused);
      button.setAttribute("aria-label", audio.paused ? button.dataset.speel : button.dataset.pauze);
      if (!audio.paused) tick();
    });
  }
  audio.addEventListener("loadedmetadata", () => { one("lengte").textContent = clock(length()); tell(); });
  for (const name of ["timeupdate", "seeked"]) audio.addEventListener(name, tell);
  const tick = () => { tell(); if (!audio.paused) requestAnimationFrame(tick); };

  // Where it sounds: the clock, the line over the lanes, the turn.
  function tell() {
    const second = audio.currentTime, share = `${Math.min(100, (second / drawn()) * 100)}%`;
    one("nu").textContent = clock(second);
    head?.setAttribute("opacity", second ? 1 : 0);
    head?.setAttribute("x1", share);
    head?.setAttribute("x2", share);
    const row = audio.paused && second === 0 ? null : sounding(second);
    if (row === now) return;
    now?.classList.remove("now");
    now?.removeAttribute("aria-current");
    now = row;
    if (!now) return;
    now.classList.add("now");
    now.setAttribute("aria-current", "true");
    if (following && !audio.paused) show(now);
  }
  // Of turns that overlap, the one that began last and still sounds; between turns, the last one.
  function sounding(second) {
    let low = 0, high = turns.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (turns[middle].start <= second) low = middle + 1; else high = middle;
    }
    for (let place = low - 1; place >= Math.max(0, low - 6); place--)
      if (turns[place].end > second) return turns[place].row;
    return turns[low - 1]?.row ?? null;
  }

  // Whoever scrolls reads on by themselves, until they ask to be taken back.
  const follow = one("volg");
  const leave = () => { if (!audio.paused && now) { following = false; follow.hidden = false; } };
  for (const name of ["wheel", "touchmove"]) addEventListener(name, leave, { passive: true });
  addEventListener("keydown", (event) => { if (["PageUp", "PageDown", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) leave(); });
  follow.addEventListener("click", () => { following = true; follow.hidden = true; if (now) show(now); });
  audio.addEventListener("pause", () => { follow.hidden = true; });

  // Once the lanes are scrolled out of sight, the player comes along.
  const room = play.parentElement;
  new IntersectionObserver(([seen]) => {
    play.classList.toggle("afloat", !seen.isIntersecting && seen.boundingClientRect.top < 0 && (audio.currentTime > 0 || !audio.paused));
  }).observe(room);

  // The lanes: a click goes to that second; the waves come over the turns.
  for (const track of tracks) {
    track.addEventListener("click", (event) => {
      if (event.target.closest("a")) return;
      const box = track.getBoundingClientRect();
      seek(((event.clientX - box.left) / box.width) * drawn());
    });
  }
  const failed = () => { one("geen-geluid").hidden = false; };
  audio.addEventListener("error", failed);
  audio.controls = false;
  const colour = (track) => getComputedStyle(track).getPropertyValue("--side").trim();
  fetch(audio.dataset.peaks).then((answer) => (answer.ok ? answer.json() : Promise.reject())).then((lanes) => {
    until = lanes.length_ms / 1000;
    one("lengte").textContent = clock(length());
    const waves = lanes.peaks.map((peaks, place) => {
      const own = lanes.sides[place] ? tracks.find((one) => one.dataset.side === lanes.sides[place]) : lanes.placed && tracks[place];
      const track = own || lane(place, lanes.peaks.length);
      const room = track.appendChild(document.createElement("div"));
      room.className = "wave";
      room.style.width = `${Math.min(100, (until / Math.max(until, last)) * 100)}%`;
      track.classList.add("waved");
      const wave = WaveSurfer.create({
        container: room, media: audio, peaks: [peaks.map((peak) => peak / 127)], duration: until,
        height: room.clientHeight || 44, interact: false, cursorWidth: 0, barWidth: 2, barGap: 1, barRadius: 1,
        cspNonce: audio.dataset.nonce, waveColor: fainter(colour(track)), progressColor: colour(track),
      });
      return [wave, track];
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      for (const [wave, track] of waves) wave.setOptions({ waveColor: fainter(colour(track)), progressColor: colour(track) });
    });
  }).catch(failed);
  function fainter(hex) { return `${hex}b0`; }
  // Where sides are not known, a lane of its own for each channel.
  function lane(place, many) {
    const lanes = sheet.querySelector(".lanes") ?? sheet.insertBefore(Object.assign(document.createElement("div"), { className: "lanes" }), audio);
    const who = document.createElement("div"), track = document.createElement("div");
    who.className = "who unknown";
    who.textContent = many > 1 ? `${sheet.dataset.kanaal} ${place + 1}` : sheet.dataset.opname;
    track.className = "track unknown alone";
    const before = lanes.querySelector(".curve")?.previousElementSibling ?? lanes.querySelector(".axis")?.previousElementSibling ?? null;
    lanes.insertBefore(who, before);
    lanes.insertBefore(track, before);
    track.addEventListener("click", (event) => {
      const box = track.getBoundingClientRect();
      seek(((event.clientX - box.left) / box.width) * drawn());
    });
    return track;
  }
})();
