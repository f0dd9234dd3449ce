// Counts the silence of what is open, from the times that stand on the page. Nothing is sent or fetched.
(() => {
  const language = document.documentElement.lang || "en";
  const words = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "long" });
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const relative = (then, now) => {
    const minutes = Math.round((then - now) / 6e4);
    if (Math.abs(minutes) < 120) return words.format(minutes, "minute");
    return Math.abs(minutes) < 2880 ? words.format(Math.round(minutes / 60), "hour") : words.format(Math.round(minutes / 1440), "day");
  };
  const shown = (then, now) => (now - then < 72e6 ? clock : day).format(then);
  const count = () => {
    const now = new Date();
    for (const box of document.querySelectorAll("[data-silence][data-last]")) {
      const line = box.querySelector(".count");
      const last = new Date(box.dataset.last);
      const due = box.dataset.due && new Date(box.dataset.due);
      const missed = due && due <= now && !("told" in box.dataset);
      if (missed) box.classList.add("missed");
      line.hidden = false;
      line.textContent = missed
        ? box.dataset.broken.replace("{due}", shown(due, now)).replace("{last}", shown(last, now))
        : [box.dataset.said.replace("{ago}", relative(last, now)), ...(due && due > now ? [box.dataset.next.replace("{ahead}", relative(due, now))] : [])].join(" · ");
    }
  };
  count();
  setInterval(count, 15000);
})();
