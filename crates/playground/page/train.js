// Train: networks that learn, in live charts.

import { color, drawChart, drawHistogram } from "./chart.js";
import { attempt, bytes, latest, post, say, show } from "./server.js";
import { onLanguage, text } from "./text.js";

const OPTIMIZERS = ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam"];

/** The hyperparameters of each network with the book's values: a number, a choice, or yes and no. */
const two = { iters_num: 10000, batch_size: 100, learning_rate: 0.1, hidden_size: 50, weight_init_std: 0.01, seed: 1 };
const NETWORKS = {
  ch05: two,
  ch04: two,
  ch06: {
    iters_num: 2000,
    batch_size: 128,
    learning_rate: 0.01,
    optimizer: OPTIMIZERS,
    hidden_layers: 4,
    hidden_size: 100,
    activation: ["relu", "sigmoid", "tanh"],
    weight_init_std: ["he", "xavier", "0.01", "1"],
    use_batchnorm: false,
    dropout_ratio: 0,
    weight_decay_lambda: 0,
    train_size: 60000,
    seed: 1,
  },
  ch07: {
    epochs: 1,
    batch_size: 100,
    learning_rate: 0.001,
    optimizer: [...OPTIMIZERS].reverse(),
    filter_num: 30,
    filter_size: 5,
    hidden_size: 100,
    seed: 1,
  },
};

const element = (id) => document.getElementById(id);
const network = element("network");
const fields = element("fields");
/** The runs by their number: what the server has told of each. */
const runs = new Map();
const asked = latest();
let source;
let looked;

network.replaceChildren(...Object.keys(NETWORKS).map((name) => new Option("", name)));

export function open() {
  source = new EventSource("trainings/events");
  source.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  source.addEventListener("error", () => say(text("silent")));
  source.addEventListener("open", () => {
    // Each stream begins with all that is known.
    runs.clear();
    say("");
  });
  showCommand();
  repaint();
}

export function close() {
  source.close();
}

export function repaint() {
  const lines = (points) => [...runs.values()].flatMap(points);
  const last = Math.max(10, ...[...runs.values()].map((run) => run.iteration));
  const chart = { x: [0, last], xLabel: text("iteration"), empty: text("noRuns") };
  const losses = lines((run) => [{ points: run.losses, color: color(run.id - 1) }]);
  drawChart(element("losses"), { ...chart, lines: losses, log: element("log").checked });
  const accuracies = lines((run) => [
    { points: run.accuracies.map(([i, train]) => [i, train]), color: color(run.id - 1), dashed: true },
    { points: run.accuracies.map(([i, , test]) => [i, test]), color: color(run.id - 1) },
  ]);
  drawChart(element("accuracies"), { ...chart, lines: accuracies, y: [0, 1] });
  showLook();
}

function showFields() {
  const chosen = NETWORKS[network.value];
  fields.replaceChildren(
    ...Object.entries(chosen).flatMap(([name, value]) => {
      const input = document.createElement(Array.isArray(value) ? "select" : "input");
      if (Array.isArray(value)) {
        input.append(...value.map((choice) => new Option(choice, choice)));
      } else if (typeof value === "boolean") {
        input.type = "checkbox";
      } else {
        input.type = "number";
        input.step = "any";
        input.min = 0;
        input.value = value;
        input.required = true;
      }
      input.id = input.name = name;
      const label = document.createElement("label");
      label.htmlFor = name;
      return [label, input];
    }),
  );
  nameFields();
  showCommand();
}

function nameFields() {
  for (const option of network.options) option.textContent = text(option.value);
  for (const label of fields.querySelectorAll("label")) label.textContent = text(label.htmlFor);
}

function settings() {
  const chosen = { network: network.value };
  for (const input of fields.querySelectorAll("input, select")) {
    if (input.type === "checkbox") chosen[input.name] = input.checked;
    else chosen[input.name] = input.type === "number" ? Number(input.value) : input.value;
  }
  return chosen;
}

async function showCommand() {
  const latestAnswer = await asked(() => post("trainings/command", settings()));
  if (!latestAnswer) return;
  const answer = latestAnswer.result;
  element("start").disabled = !answer;
  element("command").textContent = answer?.command ?? "";
  element("same").textContent = answer ? text(answer.same ? "same" : "similar") : "";
}

element("settings").addEventListener("change", (event) => {
  if (event.target === network) showFields();
  else showCommand();
});
element("settings").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    looked = (await post("trainings", settings())).id;
  });
});
element("copy").addEventListener("click", async () => {
  const command = element("command");
  try {
    await navigator.clipboard.writeText(command.textContent);
    element("copy").textContent = text("copied");
    setTimeout(() => (element("copy").textContent = text("copy")), 1500);
  } catch {
    getSelection().selectAllChildren(command);
  }
});
element("log").addEventListener("change", repaint);

/** Takes in what is new of the trainings. */
function hear({ trainings, news }) {
  for (const id of [...runs.keys()]) if (!trainings.includes(id)) runs.delete(id);
  for (const update of news) {
    const known = runs.get(update.id) ?? { losses: [], accuracies: [], ...update.about };
    const losses = known.losses.concat(update.losses);
    const accuracies = known.accuracies.concat(update.accuracies);
    runs.set(update.id, { ...known, ...update, losses, accuracies });
  }
  if (!runs.has(looked)) looked = [...runs.keys()].pop();
  showRuns();
  repaint();
}

function showRuns() {
  const list = element("runs");
  const shown = new Map([...list.children].map((child) => [Number(child.dataset.id), child]));
  for (const [id, child] of shown) if (!runs.has(id)) child.remove();
  for (const run of runs.values()) {
    const row = shown.get(run.id) ?? newRow(run);
    row.dataset.phase = run.phase;
    row.querySelector("progress").max = run.iterations || 1;
    row.querySelector("progress").value = run.iteration;
    row.querySelector(".state").textContent = state(run);
    row.querySelector(".error").textContent = run.error ?? "";
    const ended = run.phase !== "running" && run.phase !== "paused";
    const allowed = { pause: run.phase === "running", continue: run.phase === "paused", stop: !ended, remove: ended };
    for (const button of row.querySelectorAll("[data-action]")) {
      button.textContent = text(button.dataset.action);
      button.hidden = allowed[button.dataset.action] === false;
    }
    if (!shown.has(run.id)) list.prepend(row);
  }
}

function state(run) {
  if (run.test_accuracy !== null && run.phase !== "failed") {
    return `${text(run.phase)}: ${text("testAccuracy", run.test_accuracy.toFixed(4))}`;
  }
  return `${text(run.phase)} ${run.iteration.toLocaleString("en")} / ${run.iterations.toLocaleString("en")}`;
}

function newRow(run) {
  const row = document.createElement("div");
  row.className = "panel run";
  row.dataset.id = run.id;
  const add = (kind, name) => {
    const child = row.appendChild(document.createElement(kind));
    child.className = name;
    return child;
  };
  add("span", "swatch").style.background = `var(--c${(run.id - 1) % 8})`;
  const { network, ...values } = run.settings;
  const shown = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  add("span", "what").textContent = `${run.id}. ${network}: ${shown.join(", ")}`;
  add("progress", "");
  add("span", "state");
  for (const action of ["pause", "continue", "stop", "remove", "look"]) {
    const button = add("button", "");
    button.type = "button";
    button.dataset.action = action;
    button.addEventListener("click", () => {
      if (action === "look") {
        looked = run.id;
        showLook();
        element("look").scrollIntoView({ block: "nearest" });
      } else {
        attempt(() => post(`trainings/${run.id}/${action}`));
      }
    });
  }
  add("span", "error");
  return row;
}

/** Blue below 128, red above, the darker the farther. */
function diverging(value) {
  const far = (value - 128) / 127;
  const rest = Math.round(255 * (1 - Math.min(1, Math.abs(far))));
  return far < 0 ? [rest, rest, 255] : [255, rest, rest];
}

function showLook() {
  const run = runs.get(looked);
  element("look").hidden = !run?.view;
  if (!run?.view) return;
  element("looked").textContent = `${text("looked", run.id)} (${run.settings.network})`;
  const { side, weights, activations } = run.view;
  const tiles = children(element("weights"), weights.length, () => document.createElement("canvas"));
  weights.forEach((image, i) => {
    show(tiles[i], bytes(image), side, image.length / 2 / side, diverging);
  });
  const figures = children(element("activations"), activations.length, () => {
    const figure = document.createElement("figure");
    figure.append(document.createElement("canvas"), document.createElement("figcaption"));
    return figure;
  });
  activations.forEach((histogram, i) => {
    drawHistogram(figures[i].children[0], histogram);
    figures[i].children[1].textContent = histogram.layer;
  });
}

/** As many children of `parent` as are needed. */
function children(parent, count, make) {
  while (parent.children.length > count) parent.lastChild.remove();
  while (parent.children.length < count) parent.append(make());
  return parent.children;
}

onLanguage(() => {
  nameFields();
  showRuns();
  element("same").textContent &&= text(network.value === "ch06" ? "similar" : "same");
});
showFields();
