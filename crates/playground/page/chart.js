// Charts on a canvas: axes with round numbers, and lines.

/** The colour of a CSS variable. */
export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The colour of the run or optimizer of this number. */
export const color = (number) => css(`--c${number % 8}`);

/** A drawing context in CSS pixels, cleared, with the size of the canvas; nothing while it is hidden. */
export function prepare(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (width === 0 || height === 0) return;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  return { context, width, height };
}

/** Round numbers from `low` to `high`, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

const number = (value) => {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(0).replace("e-", "e−");
  return Number(value.toPrecision(4)).toLocaleString("en").replace("-", "−");
};

/**
 * Draws `lines`, each with `points` [[x, y], …], `color`, and perhaps `dashed`.
 * `y` is [low, high], or nothing: then it fits. With `log`, y is logarithmic.
 */
export function drawChart(canvas, { lines, x: [left, right], y, log, xLabel, empty }) {
  const paper = prepare(canvas);
  if (!paper) return;
  const { context, width, height } = paper;
  const [soft, line] = [css("--soft"), css("--line")];
  const frame = { left: 52, right: width - 10, top: 8, bottom: height - 38 };
  context.font = "12px system-ui, sans-serif";

  const values = lines.flatMap((l) => l.points.map((p) => p[1])).filter((v) => Number.isFinite(v) && (!log || v > 0));
  let [low, high] = y ?? [log ? Math.min(...values) : 0, Math.max(...values)];
  if (!values.length) [low, high] = y ?? (log ? [0.1, 1] : [0, 1]);
  if (log) {
    [low, high] = [Math.log10(low), Math.log10(high)];
    if (high - low < 0.3) [low, high] = [low - 0.2, high + 0.2];
  } else if (!y) {
    high = high > low ? high + 0.05 * (high - low) : low + 1;
  }
  const atX = (v) => frame.left + ((v - left) / (right - left)) * (frame.right - frame.left);
  const atY = (v) => frame.bottom - (((log ? Math.log10(v) : v) - low) / (high - low)) * (frame.bottom - frame.top);

  context.strokeStyle = line;
  context.fillStyle = soft;
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const v of log ? logTicks(low, high) : ticks(low, high, 5)) {
    const at = Math.round(atY(v)) + 0.5;
    context.beginPath();
    context.moveTo(frame.left, at);
    context.lineTo(frame.right, at);
    context.stroke();
    context.fillText(number(v), frame.left - 6, at);
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const v of ticks(left, right, width < 500 ? 4 : 8)) {
    const half = context.measureText(number(v)).width / 2;
    context.fillText(number(v), Math.min(atX(v), width - half - 1), frame.bottom + 5);
  }
  context.fillText(xLabel, (frame.left + frame.right) / 2, frame.bottom + 21);
  context.strokeStyle = soft;
  context.strokeRect(frame.left + 0.5, frame.top + 0.5, frame.right - frame.left, frame.bottom - frame.top);
  if (!values.length) context.fillText(empty, (frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2);

  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top - 1, frame.right - frame.left, frame.bottom - frame.top + 2);
  context.clip();
  context.lineWidth = 1.8;
  context.lineJoin = "round";
  for (const { points, color, dashed } of lines) {
    context.strokeStyle = color;
    context.setLineDash(dashed ? [5, 4] : []);
    context.beginPath();
    for (const [px, py] of points) if (Number.isFinite(py) && (!log || py > 0)) context.lineTo(atX(px), atY(py));
    context.stroke();
  }
  context.restore();
}

/** 1, 2 and 5 times the powers of ten between 10^low and 10^high; the powers alone where there are many. */
function logTicks(low, high) {
  const factors = high - low > 2.5 ? [1] : [1, 2, 5];
  const powers = [];
  for (let p = Math.floor(low); p <= high; p++) powers.push(...factors.map((factor) => factor * 10 ** p));
  return powers.filter((v) => Math.log10(v) >= low && Math.log10(v) <= high);
}

/** The bars of a histogram with its range below. */
export function drawHistogram(canvas, { counts, low, high }) {
  const paper = prepare(canvas);
  if (!paper) return;
  const { context, width, height } = paper;
  const most = Math.max(...counts, 1);
  const bottom = height - 16;
  context.fillStyle = css("--accent");
  counts.forEach((count, i) => {
    const bar = (count / most) * (bottom - 2);
    context.fillRect((i * width) / counts.length, bottom - bar, width / counts.length - 0.5, bar);
  });
  context.fillStyle = css("--soft");
  context.fillRect(0, bottom, width, 1);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "bottom";
  context.fillText(number(low), 0, height);
  context.textAlign = "right";
  context.fillText(number(Number(high.toPrecision(2))), width, height);
}
