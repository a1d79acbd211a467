// Draw: every network answers while one draws.

import { attempt, bytes, get, send, show } from "./server.js";
import { onLanguage, text } from "./text.js";

/** Pixels of a side of the picture that the server wants. */
const SIDE = 140;
const paper = document.getElementById("paper");
const context = paper.getContext("2d", { willReadFrequently: true });
const pen = document.getElementById("pen");
const sample = document.getElementById("sample");
const convolution = document.getElementById("convolution");
const small = new OffscreenCanvas(SIDE, SIDE).getContext("2d", { willReadFrequently: true });

/** Pictures before each stroke, the latest last. */
const before = [];
const MOST_UNDO = 50;
let stroke;
let digit;
let label;

export function open() {
  ask();
}

export function repaint() {}

function place(event) {
  const box = paper.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * paper.width, ((event.clientY - box.top) / box.height) * paper.height];
}

function remember() {
  before.push(context.getImageData(0, 0, paper.width, paper.height));
  if (before.length > MOST_UNDO) before.shift();
}

function blank() {
  context.fillStyle = "#000";
  context.fillRect(0, 0, paper.width, paper.height);
}

function line(from, to) {
  context.strokeStyle = "#fff";
  context.lineWidth = Number(pen.value);
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

paper.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || stroke) return;
  paper.setPointerCapture(event.pointerId);
  remember();
  stroke = { pointer: event.pointerId, at: place(event) };
  line(stroke.at, stroke.at);
  ask();
});
paper.addEventListener("pointermove", (event) => {
  if (event.pointerId !== stroke?.pointer) return;
  for (const between of event.getCoalescedEvents?.() ?? [event]) {
    const to = place(between);
    line(stroke.at, to);
    stroke.at = to;
  }
  ask();
});
for (const end of ["pointerup", "pointercancel"]) {
  paper.addEventListener(end, (event) => {
    if (event.pointerId === stroke?.pointer) stroke = undefined;
  });
}

function undo() {
  const last = before.pop();
  if (!last) return;
  context.putImageData(last, 0, 0);
  ask();
}

document.getElementById("undo").addEventListener("click", undo);
addEventListener("keydown", (event) => {
  const here = !document.getElementById("draw").hidden && !event.target.matches("input, select");
  if (here && event.key === "z" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    undo();
  }
});
document.getElementById("clear").addEventListener("click", () => {
  remember();
  blank();
  setLabel();
  ask();
});

function setLabel(value) {
  label = value;
  document.getElementById("label").value = value === undefined ? "" : text("label", value);
}

async function takeSample() {
  const answer = await attempt(() => get(`sample/${Number(sample.value)}`));
  if (!answer) return;
  sample.max = answer.count - 1;
  const image = document.createElement("canvas");
  show(image, bytes(answer.image), 28, 28);
  remember();
  blank();
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, paper.width, paper.height);
  setLabel(answer.label);
  ask();
}

sample.addEventListener("change", takeSample);
for (const [button, by] of [["previous", -1], ["next", 1]]) {
  document.getElementById(button).addEventListener("click", () => {
    sample.value = Math.max(0, Number(sample.value) + by);
    takeSample();
  });
}

/** The picture as the server wants it: a byte per pixel. */
function picture() {
  small.drawImage(paper, 0, 0, SIDE, SIDE);
  const { data } = small.getImageData(0, 0, SIDE, SIDE);
  const values = new Uint8Array(SIDE * SIDE);
  values.forEach((_, i) => (values[i] = data[4 * i]));
  return values;
}

// One question at a time; what is drawn meanwhile makes one more.
let asking = false;
let again = false;

async function ask() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  do {
    again = false;
    const values = picture();
    if (values.every((value) => value === 0)) {
      digit = undefined;
      showAnswer();
      continue;
    }
    const start = performance.now();
    try {
      const { digits } = await send("recognize", values);
      digit = digits.reduce((a, b) => (b.place[2] * b.place[3] > a.place[2] * a.place[3] ? b : a));
      digit.all = digits;
      digit.took = performance.now() - start;
      showAnswer();
    } catch (error) {
      digit = undefined;
      showAnswer(error.message);
    }
  } while (again);
  asking = false;
}

/** The digit on which most networks agree, and how many do. */
function majority(answers) {
  const votes = Array(10).fill(0);
  answers.forEach((answer) => votes[answer.digit]++);
  const most = Math.max(...votes);
  return [votes.indexOf(most), most];
}

function showAnswer(reason) {
  const answer = document.getElementById("answer");
  const table = document.getElementById("probabilities");
  const seen = document.getElementById("seen");
  table.hidden = !digit;
  if (!digit) {
    answer.textContent = reason ?? text("nothing");
    delete answer.dataset.digits;
    show(seen, new Uint8Array(784), 28, 28);
    document.getElementById("took").textContent = "";
    document.getElementById("responses").replaceChildren();
    return;
  }
  const read = digit.all.map(({ answers }) => majority(answers)[0]).join("");
  const agree = digit.answers.filter((_, i) => digit.all.map((d) => d.answers[i].digit).join("") === read).length;
  answer.textContent = text("answer", agree, digit.answers.length, read);
  answer.dataset.digits = read;
  document.getElementById("took").textContent = text("took", Math.round(digit.took));
  show(seen, bytes(digit.image), 28, 28);

  const head = row(text("network"), Array.from({ length: 10 }, (_, i) => cell("th", i)));
  table.replaceChildren(head, ...digit.answers.map(probabilities));
  showResponses();
}

function cell(kind, content) {
  const element = document.createElement(kind);
  element.textContent = content;
  return element;
}

function row(name, cells) {
  const element = document.createElement("tr");
  const head = cell("th", name);
  head.scope = "row";
  element.append(head, ...cells);
  return element;
}

function probabilities({ network, digit, probabilities }) {
  const cells = probabilities.map((p, i) => {
    const element = cell("td", (100 * p).toFixed(p > 0.995 || p < 0.0005 ? 0 : 1));
    const bar = document.createElement("i");
    bar.style.height = `${22 * p}px`;
    element.append(bar);
    element.classList.toggle("best", i === digit);
    return element;
  });
  // A long name may break behind these.
  return row(network.replace(/[_/]/g, "$&\u200b"), cells);
}

function showResponses() {
  const networks = digit.answers.filter((answer) => answer.responses);
  const chosen = networks.find((answer) => answer.network === convolution.value) ?? networks[0];
  const names = networks.map((answer) => answer.network);
  if (names.join() !== [...convolution.options].map((option) => option.value).join()) {
    convolution.replaceChildren(...names.map((name) => new Option(name, name)));
    convolution.value = chosen.network;
  }
  const { images, width, height } = chosen.responses;
  const tiles = document.getElementById("responses");
  while (tiles.children.length > images.length) tiles.lastChild.remove();
  images.forEach((image, i) => {
    const tile = tiles.children[i] ?? tiles.appendChild(document.createElement("canvas"));
    show(tile, bytes(image), width, height);
  });
}

convolution.addEventListener("change", () => digit && showResponses());
onLanguage(() => {
  setLabel(label);
  showAnswer();
});
blank();
