"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// The filter by chapter; the address remembers it.
const filters = all("nav button");
function show(chapter) {
  for (const button of filters) button.setAttribute("aria-pressed", button.dataset.chapter === chapter);
  for (const section of all("main section")) section.hidden = chapter !== "all" && section.dataset.chapter !== chapter;
  scrollTo(0, 0);
}
for (const button of filters) {
  button.addEventListener("click", () => {
    show(button.dataset.chapter);
    history.replaceState(null, "", button.dataset.chapter === "all" ? "#" : "#chapter-" + button.dataset.chapter);
  });
}
const asked = location.hash.match(/^#chapter-(\d)$/);
if (asked && filters.some((button) => button.dataset.chapter === asked[1])) show(asked[1]);

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

// Digits and 0 choose a chapter from the keyboard.
document.addEventListener("keydown", (event) => {
  if (dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
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
