// What the page says, in English and Japanese.

const TEXT = {
  title: ["Playground: Deep Learning from Scratch", "プレイグラウンド：ゼロから作る Deep Learning"],
  playground: ["Playground", "プレイグラウンド"],
  draw: ["Draw", "手書き"],
  train: ["Train", "学習"],
  descend: ["Descend", "最適化"],
  inside: ["Look inside", "しくみ"],
  otherLanguage: ["日本語", "English"],
  silent: ["The playground does not answer: is the program still running?", "プレイグラウンドが応答しません。プログラムが終了していないか確認してください。"],
  light: ["Light", "ライト"],
  dark: ["Dark", "ダーク"],
  drawLead: [
    "Draw a digit with mouse, pen or finger: every network of the book answers while you draw. Or change a test image, and find out what makes a 4 a 9.",
    "マウス、ペン、指で数字を書くと、書籍の各ネットワークがその場で認識します。テスト画像に書き足して、どこで 4 が 9 に変わるかを試すこともできます。",
  ],
  paper: ["Canvas to draw on", "数字を書くキャンバス"],
  undo: ["Undo", "元に戻す"],
  clear: ["Clear", "消去"],
  pen: ["Pen", "ペンの太さ"],
  sample: ["Test image", "テスト画像"],
  previousSample: ["Previous test image", "前のテスト画像"],
  nextSample: ["Next test image", "次のテスト画像"],
  label: ["label {0}", "正解ラベル {0}"],
  seen: ["What the networks see: 28×28 pixels, centred as MNIST's are", "ネットワークへの入力：MNIST と同じ手順で中央に寄せた 28×28 画素"],
  nothing: ["Nothing is drawn yet.", "まだ何も書かれていません。"],
  answer: ["{0} of {1} networks read {2}.", "{1} 個中 {0} 個のネットワークが {2} と認識しました。"],
  network: ["Network", "ネットワーク"],
  took: ["Answered in {0} ms", "応答時間 {0} ms"],
  responses: ["First convolution", "最初の畳み込み層"],
  responsesHint: ["What each filter of the first layer makes of the image, §7.6.1", "1 層目の各フィルターの出力（§7.6.1）"],
  trainLead: [
    "Choose a network and its hyperparameters, and watch it learn. Runs stay in the charts for comparison, and a network can be used under Draw while it still learns.",
    "ネットワークとハイパーパラメータを選んで、学習の様子を観察します。実行結果はグラフに残るので比較でき、学習中のネットワークも「手書き」ですぐに使えます。",
  ],
  ch04: ["Chapter 4: two layers, sigmoid", "4 章：2 層、シグモイド"],
  ch05: ["Chapter 5: two layers, ReLU", "5 章：2 層、ReLU"],
  ch06: ["Chapter 6: multi-layer", "6 章：多層ネットワーク"],
  ch07: ["Chapter 7: SimpleConvNet", "7 章：SimpleConvNet"],
  iters_num: ["Iterations", "繰り返し回数"],
  epochs: ["Epochs", "エポック数"],
  batch_size: ["Batch size", "バッチサイズ"],
  learning_rate: ["Learning rate", "学習率"],
  hidden_size: ["Hidden units", "隠れ層のニューロン数"],
  hidden_layers: ["Hidden layers", "隠れ層の数"],
  weight_init_std: ["Initial weights", "重みの初期値"],
  optimizer: ["Optimizer", "最適化手法"],
  activation: ["Activation", "活性化関数"],
  use_batchnorm: ["Batch normalization", "Batch Normalization"],
  dropout_ratio: ["Dropout ratio", "Dropout の割合"],
  weight_decay_lambda: ["Weight decay λ", "Weight decay λ"],
  train_size: ["Training images", "訓練画像の枚数"],
  filter_num: ["Filters", "フィルター数"],
  filter_size: ["Filter size", "フィルターサイズ"],
  seed: ["Seed", "シード"],
  start: ["Start", "学習開始"],
  command: ["On the command line", "コマンドラインで実行する"],
  same: ["The same training:", "同じ学習をするコマンド："],
  similar: [
    "The scripts of chapter 6 compare several networks at once; this one is about these settings:",
    "6 章のスクリプトは複数のネットワークを一度に比較します。この設定に対応するスクリプト：",
  ],
  copy: ["Copy", "コピー"],
  copied: ["Copied", "コピーしました"],
  loss: ["Loss", "損失"],
  logarithmic: ["logarithmic", "対数目盛"],
  accuracy: ["Accuracy", "認識精度"],
  accuracyHint: ["Solid: 1,000 test images. Dashed: 1,000 training images.", "実線：テスト画像 1,000 枚、破線：訓練画像 1,000 枚"],
  iteration: ["iteration", "繰り返し"],
  running: ["running", "学習中"],
  paused: ["paused", "一時停止中"],
  finished: ["finished", "完了"],
  stopped: ["stopped", "停止"],
  failed: ["failed", "失敗"],
  pause: ["Pause", "一時停止"],
  continue: ["Continue", "再開"],
  stop: ["Stop", "停止"],
  remove: ["Remove", "削除"],
  look: ["Look at it", "表示"],
  looked: ["Training {0}", "学習 {0}"],
  testAccuracy: ["test accuracy {0}", "テスト精度 {0}"],
  tabHint: [
    "A training goes on when this page is closed; it ends after its last iteration, or with the program.",
    "このページを閉じても学習は続き、最後の繰り返しが終わるか、プログラムを終了すると止まります。",
  ],
  noRuns: ["No run yet", "実行結果はまだありません"],
  weights: ["Weights of the first layer", "1 層目の重み"],
  weightsHint: ["Blue is below 0, red above.", "青は負、赤は正の重み"],
  activations: ["Activations of the hidden layers", "隠れ層のアクティベーション分布"],
  activationsHint: ["Distribution over 100 test images, §6.2.2", "テスト画像 100 枚に対する分布（§6.2.2）"],
  descendLead: [
    "Click a start, and see which way each optimizer takes, §6.1.",
    "始点をクリックすると、各最適化手法の経路が表示されます（§6.1）。",
  ],
  surface: ["Function", "関数"],
  valley: ["The book's valley", "書籍の谷"],
  saddle: ["Saddle", "鞍点"],
  rosenbrock: ["Rosenbrock", "ローゼンブロック関数"],
  steps: ["Steps", "ステップ数"],
  momentum: ["Momentum α (Momentum, Nesterov)", "モーメンタム α（Momentum、Nesterov）"],
  play: ["Play", "再生"],
  halt: ["Halt", "停止"],
  step: ["Step", "1 ステップ"],
  reset: ["Reset", "リセット"],
  at: ["step {0} of {1}", "ステップ {0} / {1}"],
  left: ["left", "発散"],
  plane: ["Isolines, start and paths", "等高線、始点、経路"],
  planeHint: ["Click or tap a start; or type it.", "クリックやタップ、または数値の入力で始点を決めます。"],
  im2col: ["im2col", "im2col"],
  im2colLead: [
    "The window moves over the image, and each position becomes a row of the matrix: the convolution is then one product, §7.4.",
    "窓を動かすと、各位置の画素が行列の 1 行になります。畳み込み演算は 1 回の行列積になります（§7.4）。",
  ],
  height: ["Height", "高さ"],
  width: ["Width", "幅"],
  filter: ["Filter", "フィルター"],
  stride: ["Stride", "ストライド"],
  pad: ["Padding", "パディング"],
  position: ["Position of the window", "窓の位置"],
  previousPosition: ["Previous position", "前の位置"],
  nextPosition: ["Next position", "次の位置"],
  image: ["Image ({0}×{1})", "画像（{0}×{1}）"],
  rows: ["col ({0}×{1})", "col（{0}×{1}）"],
  column: ["W", "W"],
  output: ["Output ({0}×{1})", "出力（{0}×{1}）"],
  graph: ["Computational graph", "計算グラフ"],
  graphLead: [
    "What apples and oranges cost: values go forward (above the lines), derivatives of the price come back (below), §5.1–5.4.",
    "りんごとみかんの値段：順伝播の値（線の上）と、逆伝播する値段の微分（線の下）（§5.1–5.4）。",
  ],
  apple: ["Apple", "りんごの単価"],
  apple_num: ["Apples", "りんごの個数"],
  orange: ["Orange", "みかんの単価"],
  orange_num: ["Oranges", "みかんの個数"],
  tax: ["Tax", "消費税"],
};

/** What the browser keeps for the next visit; some keep nothing. */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Then the choice is forgotten.
  }
}

let language = kept("language") ?? (navigator.language.startsWith("ja") ? "ja" : "en");
const listeners = [];

/** A sentence in the language of the page; {0}, {1} … are replaced. */
export function text(key, ...values) {
  const sentence = TEXT[key][language === "ja" ? 1 : 0];
  return sentence.replace(/\{(\d)\}/g, (_, i) => values[i]);
}

/** Calls `listener` whenever the language changes. */
export function onLanguage(listener) {
  listeners.push(listener);
}

/** Writes all texts of the page. */
export function translate() {
  document.documentElement.lang = language;
  document.title = text("title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", text(element.dataset.label));
  }
  listeners.forEach((listener) => listener());
}

export function switchLanguage() {
  language = language === "ja" ? "en" : "ja";
  keep("language", language);
  translate();
}
