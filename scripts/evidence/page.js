"use strict";
(() => {
  const form = document.querySelector("form");
  const search = document.getElementById("search");
  const level = document.getElementById("level");
  const shown = document.getElementById("shown");
  const toggle = document.getElementById("toggle");
  const lines = [...document.querySelectorAll("details.line")];
  const buttons = [...document.querySelectorAll("button[data-status]")];
  const texts = new Map(lines.map((line) => [line, line.textContent.toLowerCase()]));
  form.hidden = false;

  function apply() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = buttons.filter((b) => b.getAttribute("aria-pressed") === "true").map((b) => b.dataset.status);
    let visible = 0;
    for (const line of lines) {
      const fits = (!wanted.length || wanted.includes(line.dataset.status)) && (!level.value || line.dataset.level === level.value)
        && words.every((word) => texts.get(line).includes(word));
      line.hidden = !fits;
      visible += fits;
    }
    for (const area of document.querySelectorAll("section.area")) {
      area.hidden = !area.querySelector("details.line:not([hidden])");
    }
    document.getElementById("nothing").hidden = visible > 0;
    shown.textContent = `${visible} of ${lines.length} commitments shown`;
  }

  function open(id) {
    const line = document.getElementById(id);
    if (line && line.matches("details.line")) { line.open = true; line.scrollIntoView(); line.querySelector("summary").focus(); }
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => { buttons.forEach((b) => b.setAttribute("aria-pressed", "false")); setTimeout(apply); });
  search.addEventListener("input", apply);
  level.addEventListener("change", apply);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  toggle.addEventListener("click", () => {
    const all = lines.some((line) => !line.hidden && !line.open);
    for (const line of lines) if (!line.hidden) line.open = all;
    toggle.textContent = all ? "Close all" : "Open all";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !["INPUT", "SELECT"].includes(document.activeElement.tagName)) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape" && document.activeElement === search) { form.reset(); }
  });
  addEventListener("hashchange", () => open(location.hash.slice(1)));
  let before = [];
  addEventListener("beforeprint", () => { before = lines.filter((line) => !line.open); before.forEach((line) => { line.open = true; }); });
  addEventListener("afterprint", () => before.forEach((line) => { line.open = false; }));
  apply();
  if (location.hash) open(location.hash.slice(1));
})();
