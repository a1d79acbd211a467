// Runs inside the gallery after its own script, uses it as a reader does, and leaves what is wrong in the title of the page around it.
// The page has every picture before it tells `load`.
addEventListener("load", () => {
  const wrong = [];
  const expect = (holds, what) => { if (!holds) wrong.push(what); };
  const press = (key, on = document.body) => on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const shown = () => all("main section").filter((section) => !section.hidden).map((section) => section.dataset.chapter).join("");
  const pressed = () => filters.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.dataset.chapter).join("");

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
