// The date on which a step closes, by this phone's own clock and calendar; the server wrote it by its own.
export function paintMoments(stage) {
  for (const time of stage.querySelectorAll("time[data-moment]")) {
    const at = new Date(Number(time.dataset.moment) * 1000);
    const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
    time.textContent = `${day}, ${at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
  }
}
