// Says when the line is down, and starts anew when it only looks alive: a board has to last a whole day by itself.
(() => {
  const LOOK_EVERY = 20000;
  const SAY_AFTER = 4000;
  const main = document.getElementById("main");
  const notice = document.getElementById("connection");
  let down = null;
  let behind = null;

  const version = () => Number(document.getElementById("board").dataset.version);

  const lost = () => {
    down ??= setTimeout(() => { notice.textContent = notice.dataset.words; }, SAY_AFTER);
  };

  const back = () => {
    clearTimeout(down);
    down = null;
    notice.textContent = "";
  };

  const look = async () => {
    const painted = version();
    try {
      const answer = await fetch(main.dataset.versionAt, { cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (!answer.ok) return;
      const saved = (await answer.json()).version;
      const stuck = saved > painted && version() === painted;
      if (stuck && behind === painted) location.reload();
      behind = stuck ? painted : null;
    } catch {
      lost();
    }
  };

  document.addEventListener("htmx:ws:close", lost);
  document.addEventListener("htmx:ws:after:connection", back);
  document.addEventListener("htmx:ws:after:message:incoming", back);
  setInterval(look, LOOK_EVERY);
})();
