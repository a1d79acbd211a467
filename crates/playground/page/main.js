// What is common to all pages: which one is open, the language, light and dark.

import * as descend from "./descend.js";
import * as draw from "./draw.js";
import * as inside from "./inside.js";
import { keep, kept, onLanguage, switchLanguage, text, translate } from "./text.js";
import * as train from "./train.js";

const PAGES = { draw, train, descend, inside };
const root = document.documentElement;
const theme = document.getElementById("theme");
const dark = matchMedia("(prefers-color-scheme: dark)");
let open;

function paint() {
  root.dataset.theme = kept("theme") ?? (dark.matches ? "dark" : "light");
  theme.textContent = text(root.dataset.theme === "dark" ? "light" : "dark");
  Object.values(PAGES).forEach((page) => page.repaint());
}

function openPage() {
  const name = location.hash.slice(1) in PAGES ? location.hash.slice(1) : "draw";
  if (open === name) return;
  if (open) PAGES[open].close?.();
  open = name;
  for (const other in PAGES) document.getElementById(other).hidden = other !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  PAGES[name].open();
  scrollTo(0, 0);
}

document.getElementById("language").addEventListener("click", switchLanguage);
theme.addEventListener("click", () => {
  keep("theme", root.dataset.theme === "dark" ? "light" : "dark");
  paint();
});
dark.addEventListener("change", paint);
addEventListener("hashchange", openPage);
addEventListener("resize", () => PAGES[open].repaint());
onLanguage(() => {
  document.getElementById("language").textContent = text("otherLanguage");
  paint();
});
translate();
openPage();
