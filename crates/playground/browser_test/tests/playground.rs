//! Every page of the playground in Chromium, as wide as a phone and as a desk: used as a reader does, without an error on
//! the console. With the variable SCREENSHOTS, pictures of the pages are left in that folder.

mod browser;

use anyhow::{Result, ensure};
use browser::{Browser, Playground};
use serde_json::json;

#[tokio::test]
async fn every_page_works_on_a_desk_in_the_light() -> Result<()> {
    tour(1280, "light").await
}

#[tokio::test]
async fn every_page_works_on_a_phone_in_the_dark() -> Result<()> {
    tour(390, "dark").await
}

async fn tour(width: u32, theme: &str) -> Result<()> {
    if !browser::is_here() {
        return Ok(());
    }
    let playground = Playground::start()?;
    let browser = Browser::open(&playground.address, width, theme).await?;
    let toured = pages(&browser, theme).await;
    let console = browser.console().await?;
    browser.close().await?;
    toured?;
    ensure!(console.is_empty(), "on the console: {console:#?}");
    Ok(())
}

async fn pages(browser: &Browser, theme: &str) -> Result<()> {
    ensure!(browser.js("return document.documentElement.dataset.theme").await? == theme);
    draw(browser).await?;
    train(browser).await?;
    a_trained_network_reads(browser).await?;
    descend(browser).await?;
    inside(browser).await?;
    switches(browser, theme).await
}

async fn draw(browser: &Browser) -> Result<()> {
    // A seven, and what undoing leaves of it.
    browser.draw("paper", &[(0.3, 0.25), (0.7, 0.25), (0.55, 0.5), (0.45, 0.8)]).await?;
    browser.until("return document.getElementById('answer').dataset.digits === '7'").await?;
    let answers = "return document.querySelectorAll('#probabilities tr').length >= 4";
    browser.until(answers).await?;
    browser.until("return document.querySelectorAll('#responses canvas').length === 30").await?;
    browser.picture("draw").await?;
    browser.click("#undo").await?;
    browser.until("return !document.getElementById('answer').dataset.digits").await?;
    // A test image.
    browser.click("#next").await?;
    browser.until("return document.getElementById('label').value !== ''").await?;
    browser.until("return document.getElementById('answer').dataset.digits?.length === 1").await?;
    browser.click("#clear").await
}

async fn train(browser: &Browser) -> Result<()> {
    browser.open_page("train").await?;
    browser.until("return document.getElementById('command').textContent.includes('train_neuralnet')").await?;
    // An epoch.
    browser.enter("#iters_num", "600").await?;
    let command = "return document.getElementById('command').textContent.includes('--iters-num 600')";
    browser.until(command).await?;
    browser.click("#start").await?;
    let first =
        "const run = document.querySelector('.run[data-id=\"1\"]'); return run && run.dataset.phase === 'finished'";
    browser.until(first).await?;
    let state = browser.js("return document.querySelector('.run[data-id=\"1\"] .state').textContent").await?;
    let accuracy: f64 = state.as_str().and_then(|text| text.rsplit(' ').next()).unwrap_or_default().parse()?;
    ensure!(accuracy > 0.85, "{state}");

    // Another, which is paused, continued and stopped.
    browser.enter("#iters_num", "100000").await?;
    browser.enter("#learning_rate", "0.01").await?;
    browser.click("#start").await?;
    let phase =
        |phase: &str| format!("return document.querySelector('.run[data-id=\"2\"]')?.dataset.phase === '{phase}'");
    let iteration = "return document.querySelector('.run[data-id=\"2\"] progress').value";
    browser.until(&phase("running")).await?;
    browser.click(".run[data-id='2'] [data-action=pause]").await?;
    browser.until(&phase("paused")).await?;
    let paused = browser.js(iteration).await?.as_f64().unwrap_or_default();
    browser.click(".run[data-id='2'] [data-action=continue]").await?;
    browser.until(&format!("{iteration} > {paused} + 1000")).await?;
    browser.click(".run[data-id='2'] [data-action=stop]").await?;
    browser.until(&phase("stopped")).await?;

    // Both are in the charts, and the second is looked at.
    for (chart, least) in [("losses", 200), ("accuracies", 30)] {
        for run in 0..2 {
            let pixels = browser.pixels(chart, &format!("--c{run}")).await?;
            ensure!(pixels > least, "{pixels} pixels of run {run} in the chart of {chart}");
        }
    }
    browser.until("return document.querySelectorAll('#weights canvas').length === 30").await?;
    browser.until("return document.querySelectorAll('#activations canvas').length === 1").await?;
    browser.picture("train").await?;

    // What the server refuses is said.
    browser.enter("#learning_rate", "1000").await?;
    browser.until("return document.getElementById('message').textContent.startsWith('the learning rate')").await?;
    for network in ["ch04", "ch06", "ch07"] {
        browser.choose("network", network).await?;
        let command = format!("return document.getElementById('command').textContent.includes('-p {network}')");
        browser.until(&command).await?;
    }
    Ok(())
}

async fn a_trained_network_reads(browser: &Browser) -> Result<()> {
    browser.open_page("draw").await?;
    browser.draw("paper", &[(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]).await?;
    let named = "return [...document.querySelectorAll('#probabilities th[scope=row]')].some(
        (cell) => cell.textContent.replaceAll('\\u200b', '') === 'training 1 (ch05)')";
    browser.until(named).await?;
    browser.until("return document.getElementById('answer').dataset.digits === '1'").await
}

async fn descend(browser: &Browser) -> Result<()> {
    browser.open_page("descend").await?;
    let at =
        |step: usize, steps: usize| format!("return document.getElementById('at').value === 'step {step} of {steps}'");
    browser.until("return document.getElementById('surface').options.length === 3").await?;
    for (function, steps) in [("rosenbrock", 300), ("saddle", 30), ("valley", 30)] {
        browser.choose("surface", function).await?;
        browser.until(&at(steps, steps)).await?;
        for optimizer in 0..6 {
            let pixels = browser.pixels("plane", &format!("--c{optimizer}")).await?;
            ensure!(pixels > 10, "{pixels} pixels of optimizer {optimizer} on {function}");
        }
    }
    browser.picture("descend").await?;
    // A start at the right, by a click.
    browser.draw("plane", &[(0.8, 0.3)]).await?;
    browser.until("return Number(document.getElementById('start-x').value) > 3").await?;
    browser.click("#reset").await?;
    browser.until(&at(0, 30)).await?;
    browser.click("#step").await?;
    browser.until(&at(1, 30)).await?;
    browser.click("#play").await?;
    browser.until(&at(30, 30)).await?;
    let values = "return [...document.querySelectorAll('#optimizers td:last-child')].every((cell) => Number(cell.textContent) < 5)";
    browser.until(values).await
}

async fn inside(browser: &Browser) -> Result<()> {
    browser.open_page("inside").await?;
    let row = |row: usize| {
        format!("return document.querySelectorAll('#window table')[1]?.rows[{row}].cells[0].className === 'on'")
    };
    browser.until(&row(0)).await?;
    browser.click("#forth").await?;
    browser.until(&row(1)).await?;
    browser.enter("#sizes [name=pad]", "1").await?;
    browser.until("return document.querySelectorAll('#window table')[1].rows.length === 16").await?;
    browser.enter("#basket [name=apple]", "200").await?;
    browser.until("return document.getElementById('forward-price')?.textContent === '935'").await?;
    browser.until("return document.getElementById('backward-apple_num').textContent === '220'").await?;
    browser.picture("inside").await
}

async fn switches(browser: &Browser, theme: &str) -> Result<()> {
    browser.click("#theme").await?;
    ensure!(browser.js("return document.documentElement.dataset.theme").await? != theme);
    browser.click("#language").await?;
    ensure!(browser.js("return document.documentElement.lang").await? == json!("ja"));
    for page in ["draw", "train", "descend", "inside"] {
        browser.open_page(page).await?;
        let empty =
            "return [...document.querySelectorAll('[data-text]')].filter((element) => !element.textContent).length";
        ensure!(browser.js(empty).await? == json!(0), "texts are missing on {page}");
        browser.picture(&format!("{page}-ja")).await?;
    }
    Ok(())
}
