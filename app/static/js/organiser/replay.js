// Plays a finished board: swaps the picture inside its frame, moment by moment, at the pace of the day or faster.
const replay = document.getElementById("replay");
const LONGEST_WAIT = 2 ** 31 - 1; // what a timer can hold

if (replay) {
  const links = [...replay.querySelectorAll(".replay-line a")];
  const frame = replay.querySelector("iframe");
  const play = document.getElementById("replay-play");
  const slider = document.getElementById("replay-step");
  const speeds = replay.querySelector(".replay-speed");
  const [told, when, words] = ["data-n", "data-at", "data-words"].map((name) => replay.querySelector(`#replay-now [${name}]`));
  const at = links.map((link) => Number(link.dataset.at) * 1000);
  let step = Number(replay.dataset.step);
  let timer = null;
  let asked = null;

  const address = (n) => `${replay.dataset.picture}?step=${n}`;

  const paint = async (n) => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address(n), { signal: asked.signal });
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
      const old = frame.contentDocument?.getElementById("board");
      if (drawn && old && n === step) old.replaceWith(frame.contentDocument.adoptNode(drawn));
      else if (n === step) frame.contentWindow.location.replace(address(n));
    } catch (error) {
      if (error.name !== "AbortError") frame.contentWindow.location.replace(address(n));
    }
  };

  const steps = (by) => replay.querySelectorAll(`[data-go="${by}"]`);

  const show = (n) => {
    step = Math.min(Math.max(n, 1), links.length);
    links.forEach((link, place) => {
      if (place === step - 1) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    const link = links[step - 1];
    const list = link.closest("nav");
    list.scrollTop += link.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 2;
    told.textContent = replay.dataset.of.replace("{n}", step);
    when.dateTime = link.querySelector("time").dateTime;
    when.textContent = link.querySelector("time").textContent;
    words.textContent = link.querySelector("span").textContent;
    slider.value = step;
    slider.setAttribute("aria-valuetext", `${when.textContent} ${words.textContent}`);
    for (const back of steps(-1)) back.href = `?step=${Math.max(step - 1, 1)}`;
    for (const on of steps(1)) on.href = `?step=${Math.min(step + 1, links.length)}`;
    history.replaceState(null, "", `?step=${step}`);
    paint(step);
  };

  const speed = () => Number(speeds.querySelector("input:checked").value);

  const label = (playing) => {
    play.querySelector("span").textContent = playing ? play.dataset.pause : play.dataset.play;
    play.classList.toggle("playing", playing);
  };

  const pause = () => {
    clearTimeout(timer);
    timer = null;
    label(false);
  };

  const goOn = () => {
    if (step >= links.length) return pause();
    const wait = Math.min((at[step] - at[step - 1]) / speed(), LONGEST_WAIT);
    timer = setTimeout(() => { show(step + 1); goOn(); }, Math.max(wait, 100));
    label(true);
  };

  const toggle = () => {
    if (timer !== null) return pause();
    if (step >= links.length) show(1);
    goOn();
  };

  const go = (n) => {
    const playing = timer !== null;
    clearTimeout(timer);
    show(n);
    if (playing) goOn();
  };

  replay.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const by = Number(link.dataset.go ?? 0);
    const place = links.indexOf(link);
    if (!by && place < 0) return;
    event.preventDefault();
    go(by ? step + by : place + 1);
  });
  slider.addEventListener("input", () => go(Number(slider.value)));
  slider.form.addEventListener("submit", (event) => event.preventDefault());
  play.addEventListener("click", toggle);
  speeds.addEventListener("change", () => { if (timer !== null) { clearTimeout(timer); goOn(); } });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    if (event.key === " " && !event.target.closest("a, button")) toggle();
    else if (event.key === "ArrowLeft") go(step - 1);
    else if (event.key === "ArrowRight") go(step + 1);
    else if (event.key === "Home") go(1);
    else if (event.key === "End") go(links.length);
    else return;
    event.preventDefault();
  });

  for (const hidden of replay.querySelectorAll("#replay-play, .replay-speed, .replay-keys")) hidden.hidden = false;
  replay.querySelector(".replay-go").hidden = true;
}
