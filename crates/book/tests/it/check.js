// Runs inside the gallery after its own script, uses it as a reader does, and leaves what is wrong in the title of the page around it.
// The page has every picture before it tells `load`.
addEventListener("load", () => {
  const wrong = [];
  const expect = (holds, what) => { if (!holds) wrong.push(what); };
  const press = (key, on = document.body) => on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const shown = () => all("main section").filter((section) => !section.hidden).map((section) => section.dataset.chapter).join("");
  const pressed = () => filters.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.dataset.chapter).join("");

  for (const picture of all(".best img")) expect(picture.complete && picture.naturalWidth > 0, `${picture.getAttribute("src")} does not load`);
  for (const best of all(".best a")) expect(document.querySelector(best.getAttribute("href")), `${best.getAttribute("href")} leads nowhere`);
  for (const picture of all("figure img")) {
    expect(picture.complete && picture.naturalWidth > 0, `${picture.getAttribute("src")} does not load`);
    expect(picture.alt, `${picture.getAttribute("src")} has no caption`);
  }
  expect(document.documentElement.scrollWidth <= innerWidth, `${document.documentElement.scrollWidth} pixels wide in a window of ${innerWidth}`);

  expect(shown() === "12345678" && pressed() === "all", `at first shown: ${shown()}`);
  filters.find((button) => button.dataset.chapter === "6").click();
  expect(shown() === "6" && pressed() === "6" && location.hash === "#chapter-6", `after a click on 6: ${shown()} ${location.hash}`);
  press("3");
  expect(shown() === "3" && pressed() === "3", `after the key 3: ${shown()}`);

  const seek = (words) => { search.value = words; search.dispatchEvent(new Event("input")); };
  const found = () => all("article").filter((article) => !article.closest("[hidden]")).map((article) => article.id).join(" ");
  press("0");
  seek("overfit Dropout");
  expect(found() === "ch06-overfit_dropout" && shown() === "6", `a search finds ${found()}`);
  seek("no such script");
  expect(found() === "" && !document.querySelector(".nothing").hidden, `a search for nothing finds ${found()}`);
  press("Escape", search);
  expect(search.value === "" && shown() === "12345678", `after Escape: ${shown()}`);
  press("/");
  expect(document.activeElement === search, "a slash does not lead to the search");
  press("3", search);
  expect(shown() === "12345678", "a digit in the search chooses a chapter");
  press("3");

  // Code stands beside the figures where there is room, and waits below them where there is none.
  const first = document.querySelector("section[data-chapter='3'] article .beside");
  const [left, right] = [...first.children].map((part) => part.getBoundingClientRect());
  const wide = innerWidth >= 1024;
  expect(wide ? right.left >= left.right && right.top === left.top : right.top >= left.bottom, "figure and code do not stand beside each other");
  expect(first.querySelector("details.source").open === wide, "the code is open where it should not be, or closed");
  expect(first.querySelector(".k").textContent && getComputedStyle(first.querySelector(".k")).color !== getComputedStyle(first).color, "the code has no colours");
  expect(all("article").every((article) => article.querySelector("details.source")), "an article has no code");

  const zooms = all("[data-zoom]").filter((button) => !button.closest("[hidden]"));
  zooms[0].click();
  const image = () => dialog.querySelector("img").getAttribute("src");
  expect(dialog.open && image() === zooms[0].dataset.zoom, "a click does not enlarge the figure");
  press("ArrowRight", dialog);
  expect(image() === zooms[1].dataset.zoom, `the right arrow shows ${image()}`);
  press("ArrowLeft", dialog);
  press("ArrowLeft", dialog);
  expect(image() === zooms[0].dataset.zoom, `the left arrow shows ${image()}`);
  dialog.querySelector("img").click();
  expect(dialog.querySelector("img").clientWidth > dialog.clientWidth, "a click on an enlarged figure does not enlarge it again");
  dialog.close();
  press("0");
  expect(shown() === "12345678", `after the key 0: ${shown()}`);

  const paper = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  expect((Math.max(...paper) < 64) === dark, `the paper is ${paper} where dark is ${dark}`);
  parent.document.title = `checked ${all("figure img").length} figures, ${innerWidth} wide, ${dark ? "dark" : "light"}: ${wrong.join("; ") || "fine"}`;
});
