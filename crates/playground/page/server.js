// Questions to the server. What it refuses comes as a sentence, which is shown above the page.

import { text } from "./text.js";

const message = document.getElementById("message");

/** Shows a sentence above the page, or nothing. */
export function say(sentence) {
  message.textContent = sentence;
  message.hidden = !sentence;
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error(text("silent"));
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export const get = (path) => ask(path);
export const send = (path, bytes) => ask(path, { method: "POST", body: bytes });
export const post = (path, question) => send(path, JSON.stringify(question ?? null));

/** Calls `work`, and says what went wrong. */
export async function attempt(work) {
  try {
    const result = await work();
    say("");
    return result;
  } catch (error) {
    say(error.message);
  }
}

/** The same for questions of which only the latest counts: whoever is overtaken by another gets nothing. */
export function latest() {
  let asked = 0;
  return async (work) => {
    const mine = ++asked;
    const result = await attempt(work);
    return mine === asked ? { result } : undefined;
  };
}

/** The bytes of a text with two digits for each. */
export function bytes(hex) {
  const values = new Uint8ClampedArray(hex.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = parseInt(hex.substr(2 * i, 2), 16);
  return values;
}

/** Puts an image of one byte per pixel onto a canvas of its size; `color` gives red, green and blue. */
export function show(canvas, values, width, height, color = (v) => [v, v, v]) {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  values.forEach((value, i) => {
    image.data.set([...color(value), 255], 4 * i);
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
}
