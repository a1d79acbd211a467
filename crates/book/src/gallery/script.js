"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// What is shown: a chapter or all of them, and what has every word of the search. The address remembers the chapter.
const filters = all("nav button");
const search = document.querySelector("nav input");
let chapter = "all";
function show() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const button of filters) button.setAttribute("aria-pressed", button.dataset.chapter === chapter);
  for (const article of all("article")) article.hidden = !words.every((word) => article.dataset.words.includes(word));
  for (const best of all(".best")) best.hidden = words.length > 0;
  for (const section of all("main section")) {
    const chosen = chapter === "all" || section.dataset.chapter === chapter;
    section.hidden = !chosen || !section.querySelector("article:not([hidden])");
  }
  document.querySelector(".nothing").hidden = all("main section").some((section) => !section.hidden);
}
function choose(wanted) {
  chapter = wanted;
  show();
  scrollTo(0, 0);
}
for (const button of filters) {
  button.addEventListener("click", () => {
    choose(button.dataset.chapter);
    history.replaceState(null, "", chapter === "all" ? "#" : "#chapter-" + chapter);
  });
}
search.addEventListener("input", show);
search.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  search.value = "";
  show();
  search.blur();
});
const asked = location.hash.match(/^#chapter-(\d)$/);
if (asked && filters.some((button) => button.dataset.chapter === asked[1])) choose(asked[1]);

// Where there is no room beside the figures, the code waits until it is asked for.
if (matchMedia("(max-width: 63.99rem)").matches) for (const source of all("details.source")) source.open = false;

// The enlarged figure: arrow keys go to the next and the previous one, a click on it enlarges it again, Escape closes.
const dialog = document.querySelector("dialog");
const picture = dialog.querySelector("img");
let current = null;
const visible = () => all("[data-zoom]").filter((button) => !button.closest("[hidden]"));
function zoom(button) {
  current = button;
  picture.classList.remove("large");
  picture.src = button.dataset.zoom;
  picture.alt = button.querySelector("img").alt;
  dialog.querySelector("p").textContent = picture.alt;
  if (!dialog.open) dialog.showModal();
}
function step(by) {
  const buttons = visible();
  const next = buttons[buttons.indexOf(current) + by];
  if (next) zoom(next);
}
picture.addEventListener("click", () => picture.classList.toggle("large"));
for (const button of all("[data-zoom]")) button.addEventListener("click", () => zoom(button));
for (const button of all("[data-step]", dialog)) button.addEventListener("click", () => step(Number(button.dataset.step)));
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") step(1);
  if (event.key === "ArrowLeft") step(-1);
});
dialog.addEventListener("close", () => current && current.focus());

// Digits choose a chapter from the keyboard, 0 all of them; a slash begins a search.
document.addEventListener("keydown", (event) => {
  if (dialog.open || event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
  }
  const wanted = event.key === "0" ? "all" : event.key;
  const button = filters.find((button) => button.dataset.chapter === wanted);
  if (button) button.click();
});

for (const button of all("[data-copy]")) {
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
    }
  });
}
