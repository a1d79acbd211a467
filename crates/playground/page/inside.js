// Look inside: im2col as a moving window, and the graph of apples and oranges.

import { latest, post } from "./server.js";
import { onLanguage, text } from "./text.js";

const element = (id) => document.getElementById(id);
const sizes = element("sizes");
const position = element("position");
const askedColumns = latest();
const askedGraph = latest();
let columns;
let sliding;

export function open() {
  askColumns();
  askGraph();
}

export function close() {
  halt();
}

export function repaint() {}

/** The numbers in the fields of a form. */
const numbers = (form) => Object.fromEntries([...form.elements].map((input) => [input.name, Number(input.value)]));

async function askColumns() {
  const question = numbers(sizes);
  const answer = await askedColumns(() => post("im2col", question));
  if (!answer?.result) return;
  columns = { ...question, ...answer.result };
  position.max = columns.col.length - 1;
  showWindow();
}

sizes.addEventListener("change", askColumns);
sizes.addEventListener("submit", (event) => event.preventDefault());
position.addEventListener("input", showWindow);

function move(by) {
  const count = columns.col.length;
  position.value = (Number(position.value) + by + count) % count;
  showWindow();
}

function halt() {
  clearInterval(sliding);
  sliding = undefined;
  element("slide").textContent = text("play");
}

element("back").addEventListener("click", () => move(-1));
element("forth").addEventListener("click", () => move(1));
element("slide").addEventListener("click", () => {
  if (sliding) return halt();
  sliding = setInterval(() => move(1), 700);
  element("slide").textContent = text("halt");
});

/** A table of `rows`×`width` cells: what each shows, and whether it lies under the window. */
function table(caption, height, width, cell) {
  const table = document.createElement("table");
  table.createCaption().textContent = caption;
  for (let y = 0; y < height; y++) {
    const row = table.insertRow();
    for (let x = 0; x < width; x++) {
      const { value, on, pad } = cell(y, x);
      const td = row.insertCell();
      td.textContent = value;
      td.classList.toggle("on", Boolean(on));
      td.classList.toggle("pad", Boolean(pad));
    }
  }
  return table;
}

function showWindow() {
  if (!columns) return;
  const { height, width, filter, stride, pad, out_height, out_width, col, w, out } = columns;
  const at = Number(position.value);
  const [top, left] = [Math.floor(at / out_width) * stride, (at % out_width) * stride];
  const image = table(text("image", height, width), height + 2 * pad, width + 2 * pad, (y, x) => {
    const inside = y >= pad && y < height + pad && x >= pad && x < width + pad;
    const on = y >= top && y < top + filter && x >= left && x < left + filter;
    return { value: inside ? (y - pad) * width + (x - pad) + 1 : 0, on, pad: !inside };
  });
  const rows = table(text("rows", col.length, w.length), col.length, w.length, (y, x) => ({ value: col[y][x], on: y === at }));
  const column = table(text("column"), w.length, 1, (y) => ({ value: w[y] }));
  const result = table(text("output", out_height, out_width), out_height, out_width, (y, x) => {
    const i = y * out_width + x;
    return { value: out[i], on: i === at };
  });
  element("window").replaceChildren(image, rows, column, result);
}

const basket = element("basket");
basket.addEventListener("input", askGraph);
basket.addEventListener("submit", (event) => event.preventDefault());

/** Where each edge of the graph runs, and where its two numbers stand: above the line, and below. */
const EDGES = {
  apple_num: ["M20 40H180L266 73", [150, 32], [150, 58]],
  apple: ["M20 130H180L266 97", [150, 122], [150, 148]],
  orange: ["M20 220H180L266 253", [150, 212], [150, 238]],
  orange_num: ["M20 310H180L266 277", [150, 302], [150, 328]],
  apple_price: ["M298 95L444 165", [388, 118], [354, 148]],
  orange_price: ["M298 255L444 185", [354, 212], [388, 242]],
  all_price: ["M480 175H620", [550, 167], [550, 193]],
  tax: ["M440 310H560L630 193", [520, 302], [520, 328]],
  price: ["M660 175H810", [735, 167], [735, 193]],
};
/** Where the names of the inputs and of the result stand. */
const NAMES = { apple_num: [60, 32], apple: [60, 122], orange: [60, 212], orange_num: [60, 302], tax: [465, 302] };
const NODES = [["×", 280, 85], ["×", 280, 265], ["+", 460, 175], ["×", 640, 175]];
const SVG = "http://www.w3.org/2000/svg";

async function askGraph() {
  if ([...basket.elements].some((input) => input.value === "")) return;
  const answer = await askedGraph(() => post("graph", numbers(basket)));
  if (answer?.result) showGraph(answer.result);
}

function svg(parent, kind, attributes, content) {
  const child = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) child.setAttribute(name, value);
  if (content !== undefined) child.textContent = content;
  return parent.appendChild(child);
}

const number = (value) => String(Number(value.toPrecision(7))).replace("-", "−");

function showGraph({ names, forward, backward }) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 830 345");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", text("graph"));
  names.forEach((name, i) => {
    const [d, above, below] = EDGES[name];
    svg(drawing, "path", { d });
    svg(drawing, "text", { x: above[0], y: above[1], class: "forward", id: `forward-${name}` }, number(forward[i]));
    svg(drawing, "text", { x: below[0], y: below[1], class: "backward", id: `backward-${name}` }, number(backward[i]));
  });
  for (const [name, [x, y]] of Object.entries(NAMES)) svg(drawing, "text", { x, y, class: "name" }, text(name));
  for (const [sign, cx, cy] of NODES) {
    svg(drawing, "circle", { cx, cy, r: 20 });
    svg(drawing, "text", { x: cx, y: cy + 6 }, sign);
  }
  element("graph").replaceChildren(drawing);
}

onLanguage(() => {
  halt();
  showWindow();
  if (element("graph").firstChild) askGraph();
});
