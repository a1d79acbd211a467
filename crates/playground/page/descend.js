// Descend: the paths of six optimizers, drawn step by step.

import { color, css, prepare, ticks } from "./chart.js";
import { attempt, get, latest, post } from "./server.js";
import { onLanguage, text } from "./text.js";

const element = (id) => document.getElementById(id);
const plane = element("plane");
const choice = element("surface");
const table = element("optimizers");
const asked = latest();
let surfaces;
let paths = [];
/** How many steps are shown. */
let step = 0;
let playing;

export async function open() {
  if (!surfaces) {
    surfaces = await attempt(() => get("surfaces"));
    if (!surfaces) return;
    choice.replaceChildren(...surfaces.map(({ function: name }) => new Option(text(name), name)));
    begin();
  }
  repaint();
}

export function close() {
  halt();
}

const surface = () => surfaces[choice.selectedIndex];
const start = () => [Number(element("start-x").value), Number(element("start-y").value)];
const steps = () => Math.max(0, ...paths.map(({ points }) => points.length - 1));

/** A surface from its own start, with its own learning rates. */
function begin() {
  const { start, optimizers, function: name } = surface();
  [element("start-x").value, element("start-y").value] = start;
  element("steps").value = name === "rosenbrock" ? 300 : 30;
  table.replaceChildren(
    ...optimizers.map(([name, learningRate], i) => {
      const row = document.createElement("tr");
      row.innerHTML = `<td><label><input type="checkbox" checked> <span class="swatch"></span>${name}</label></td>
        <td><input type="number" step="any" min="0.000001" max="100" value="${learningRate}"></td><td></td>`;
      row.dataset.name = name;
      row.querySelector(".swatch").style.background = `var(--c${i})`;
      return row;
    }),
  );
  head();
  ask();
}

function head() {
  table.tHead?.remove();
  const cells = table.createTHead().insertRow();
  for (const title of [text("optimizer"), text("learning_rate"), "f"]) {
    cells.append(Object.assign(document.createElement("th"), { textContent: title }));
  }
  for (const row of rows()) row.querySelector("input[type=number]").ariaLabel = `${row.dataset.name}: ${text("learning_rate")}`;
}

const rows = () => [...table.querySelectorAll("tr[data-name]")];

async function ask() {
  halt();
  const momentum = Number(element("momentum").value);
  const optimizers = rows()
    .filter((row) => row.querySelector("[type=checkbox]").checked)
    .map((row) => ({ name: row.dataset.name, learning_rate: Number(row.querySelector("[type=number]").value), momentum }));
  const question = { function: choice.value, start: start(), steps: Number(element("steps").value), optimizers };
  const answer = await asked(async () => (optimizers.length ? post("descend", question) : []));
  if (!answer) return;
  paths = answer.result ?? [];
  step = steps();
  repaint();
}

for (const id of ["start-x", "start-y", "steps", "momentum", "optimizers"]) element(id).addEventListener("change", ask);
choice.addEventListener("change", begin);

function halt() {
  clearInterval(playing);
  playing = undefined;
  element("play").textContent = text("play");
}

element("play").addEventListener("click", () => {
  if (playing) return halt();
  if (step >= steps()) step = 0;
  playing = setInterval(() => {
    step += Math.max(1, Math.round(steps() / 150));
    if (step >= steps()) {
      step = steps();
      halt();
    }
    repaint();
  }, 80);
  element("play").textContent = text("halt");
  repaint();
});
element("step").addEventListener("click", () => {
  halt();
  step = step >= steps() ? 0 : step + 1;
  repaint();
});
element("reset").addEventListener("click", () => {
  halt();
  step = 0;
  repaint();
});

/** Where the surface is drawn. */
function frame({ width, height }) {
  const { x, y } = surface();
  const [left, right, top, bottom] = [38, width - 8, 8, height - 24];
  return {
    left,
    right,
    top,
    bottom,
    atX: (v) => left + ((v - x[0]) / (x[1] - x[0])) * (right - left),
    atY: (v) => bottom - ((v - y[0]) / (y[1] - y[0])) * (bottom - top),
    toX: (at) => x[0] + ((at - left) / (right - left)) * (x[1] - x[0]),
    toY: (at) => y[0] + ((bottom - at) / (bottom - top)) * (y[1] - y[0]),
  };
}

plane.addEventListener("click", (event) => {
  const box = plane.getBoundingClientRect();
  const { toX, toY } = frame(box);
  element("start-x").value = toX(event.clientX - box.left).toFixed(2);
  element("start-y").value = toY(event.clientY - box.top).toFixed(2);
  ask();
});

export function repaint() {
  if (!surfaces) return;
  element("formula").textContent = surface().formula;
  element("at").value = text("at", Math.min(step, steps()), steps());
  showValues();
  const paper = prepare(plane);
  if (!paper) return;
  const { context } = paper;
  const { left, right, top, bottom, atX, atY } = frame(paper);

  context.strokeStyle = css("--soft");
  context.strokeRect(left, top, right - left, bottom - top);
  context.fillStyle = css("--soft");
  context.font = "12px system-ui, sans-serif";
  const number = (v) => String(Number(v.toFixed(3))).replace("-", "−");
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const v of ticks(...surface().x, 8)) context.fillText(number(v), Math.min(atX(v), right - 8), bottom + 6);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const v of ticks(...surface().y, 6)) context.fillText(number(v), left - 5, Math.max(atY(v), top + 6));

  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  const polyline = (points) => {
    context.beginPath();
    for (const [x, y] of points) context.lineTo(atX(x), atY(y));
    context.stroke();
  };
  context.lineWidth = 1;
  context.strokeStyle = css("--isoline");
  for (const [, lines] of surface().isolines) lines.forEach(polyline);

  context.lineWidth = 2;
  context.lineJoin = "round";
  for (const { optimizer, points } of paths) {
    const shown = points.slice(0, step + 1);
    context.strokeStyle = context.fillStyle = colorOf(optimizer);
    polyline(shown);
    for (const [x, y] of points.length > 100 ? shown.slice(-1) : shown) dot(context, atX(x), atY(y), 3);
    const [x, y] = shown.at(-1);
    dot(context, atX(x), atY(y), 5);
  }
  const [x, y] = start();
  context.fillStyle = css("--ink");
  dot(context, atX(x), atY(y), 4.5);
}

function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

const colorOf = (optimizer) => color(rows().findIndex((row) => row.dataset.name === optimizer));

/** f at the step that is shown. */
function showValues() {
  for (const row of rows()) {
    const path = paths.find(({ optimizer }) => optimizer === row.dataset.name);
    const gone = path && step >= path.points.length && path.points.length - 1 < Number(element("steps").value);
    const value = path?.points[Math.min(step, path.points.length - 1)][2];
    row.lastElementChild.textContent = gone ? text("left") : (value?.toPrecision(3).replace("-", "−") ?? "");
  }
}

onLanguage(() => {
  for (const option of choice.options) option.textContent = text(option.value);
  if (surfaces) head();
  halt();
});
