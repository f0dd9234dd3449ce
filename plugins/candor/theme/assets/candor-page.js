// Shows times in the reader's own zone and language; the time in UTC, as printed, stays beside it as the title.
// A time keeps the room it had, so that nothing on the page moves; where no form of it fits, it stays as it is.
(() => {
  const near = navigator.languages.filter((tag) => tag.startsWith(document.documentElement.lang));  // of one who reads both
  const formats = (withClock) => ["long", "medium", "short"].map((dateStyle) =>
    new Intl.DateTimeFormat(near.length ? near : navigator.languages, withClock ? { dateStyle, timeStyle: "short" } : { dateStyle }));
  const days = formats(false), moments = formats(true);
  const pen = document.createElement("canvas").getContext("2d");

  const localize = (times) => {
    for (const [element, width, font] of times) {
      const printed = element.textContent, withClock = printed.includes(":"), moment = new Date(element.dateTime);
      pen.font = font;
      const measure = (text) => pen.measureText(text).width, room = measure(printed);
      const local = (withClock ? moments : days)
        .map((format) => format.format(moment))
        .find((text) => measure(text) <= room + measure("0"));
      if (!local) continue;
      const excess = measure(local) - room;
      if (excess > 0) element.style.letterSpacing = `${-excess / local.length}px`;  // a comma more: hardly to be seen
      element.textContent = local;
      element.title = withClock ? printed : `${printed} (UTC)`;
      element.style.width = `${width}px`;
      element.classList.add("candor-local");
    }
  };

  const settle = (elements) => localize(elements
    .filter((element) => element.getClientRects().length === 1)  // not broken over two lines
    .map((element) => [element, element.getBoundingClientRect().width, getComputedStyle(element).font]));
  const waiting = () => [...document.querySelectorAll(".candor time[datetime*=T]:not(.candor-local)")];

  // Only what comes into sight is measured, when the browser has laid it out anyway; on paper all of it is seen.
  const sight = new IntersectionObserver((entries) => {
    const seen = entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
    seen.forEach((element) => sight.unobserve(element));
    settle(seen);
  }, { rootMargin: "200px" });
  addEventListener("beforeprint", () => settle(waiting()));

  const enhance = () => {
    requestAnimationFrame(reach);  // once the theme has wrapped its tables
    for (const element of waiting()) sight.observe(element);
  };

  // A table that is wider than its place can be scrolled by keyboard too.
  const reach = () => {
    for (const place of document.querySelectorAll(".md-typeset__scrollwrap, .candor-scroll"))
      if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
  };
  let breadth = innerWidth;
  addEventListener("resize", () => {
    reach();
    if (innerWidth === breadth) return;  // a phone's bar of addresses comes and goes
    breadth = innerWidth;
    for (const element of document.querySelectorAll(".candor-local[style]")) {
      element.removeAttribute("style");
      element.classList.add("candor-free");
    }
  });

  if (typeof document$ === "undefined") addEventListener("DOMContentLoaded", enhance);
  else document$.subscribe(enhance);
})();

// The choice of colours. It is kept where the theme keeps it and looks for it, and for the other languages of the site;
// as long as there is none, or it says so, the system decides.
(() => {
  const form = document.querySelector("[data-candor-palette]");
  if (!form) return;
  const inputs = [...form.querySelectorAll("input")], dark = matchMedia("(prefers-color-scheme: dark)");
  const system = "(prefers-color-scheme)";
  const find = (media) => inputs.find((input) => input.dataset.mdColorMedia === media);
  const followed = () => inputs.find(({ dataset: { mdColorMedia: media } }) => media !== system && matchMedia(media).matches) ?? inputs[0];
  const colours = ({ dataset }) =>
    ({ media: dataset.mdColorMedia, scheme: dataset.mdColorScheme, primary: dataset.mdColorPrimary, accent: dataset.mdColorAccent });
  let chosen = inputs[__md_get("__palette")?.index];

  const show = () => {
    const input = chosen ?? find(system) ?? followed();
    const { media, ...colour } = colours(input.dataset.mdColorMedia === system ? followed() : input);
    for (const [name, value] of Object.entries(colour)) document.body.setAttribute(`data-md-color-${name}`, value);
    document.body.toggleAttribute("data-md-color-media", !!chosen && input.dataset.mdColorMedia !== system);
    input.checked = true;
    for (const each of inputs) if (each.nextElementSibling?.matches("label")) each.nextElementSibling.hidden = each !== input;
  };
  const choose = (input) => {
    chosen = input;
    show();
    const homes = [...document.querySelectorAll("[data-candor-home]")].map((link) => new URL(link.dataset.candorHome, location));
    for (const home of [__md_scope, ...homes])
      __md_set("__palette", { index: inputs.indexOf(input), color: colours(input) }, localStorage, home);
  };
  form.addEventListener("change", ({ target }) => choose(target));
  form.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Enter") return;
    const next = inputs[(inputs.indexOf(target) + 1) % inputs.length];
    choose(next);
    next.focus();
  });
  dark.addEventListener("change", show);
  show();
})();
