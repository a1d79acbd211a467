//! The playground, and Chromium driven by chromedriver.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use http::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::{Command as WebDriverCommand, ExtensionCommand};
use thirtyfour::prelude::*;

/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether there is a browser to test with; says so if not.
pub fn is_here() -> bool {
    let missing: Vec<_> = ["chromium", "chromedriver"]
        .into_iter()
        .filter(|name| Command::new(name).arg("--version").output().is_err())
        .collect();
    if !missing.is_empty() {
        eprintln!("skipped: no {} in PATH", missing.join(" and no "));
    }
    missing.is_empty()
}

/// A program that ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program, and waits for the line of its output that begins like this.
fn start(command: &mut Command, beginning: &str) -> Result<(Program, String)> {
    let mut program = Program(command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?);
    let mut lines = BufReader::new(program.0.stdout.take().context("its output")?).lines();
    let line = lines.find_map(|line| Some(line.ok()?.strip_prefix(beginning)?.to_string()));
    // What it says later is thrown away, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    Ok((program, line.with_context(|| format!("no line `{beginning}…`"))?))
}

/// The playground on drawn digits.
pub struct Playground {
    pub address: String,
    _program: Program,
}

impl Playground {
    pub fn start() -> Result<Self> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.."));
        // Of this test; crates that read it in their build scripts would be compiled again.
        cargo.env_remove("CARGO_MANIFEST_DIR");
        cargo.args(["run", "--quiet", "-p", "playground", "--", "--no-open", "--dataset", "synthetic"]);
        let (program, address) = start(&mut cargo, "the playground is at ")?;
        Ok(Playground { address, _program: program })
    }
}

/// A window of Chromium.
pub struct Browser {
    driver: WebDriver,
    width: u32,
    _chromedriver: Program,
    _profile: tempfile::TempDir,
}

impl Browser {
    pub async fn open(address: &str, width: u32, theme: &str) -> Result<Self> {
        let (chromedriver, port) =
            start(Command::new("chromedriver").arg("--port=0"), "ChromeDriver was started successfully on port ")?;
        let profile = tempfile::tempdir()?;
        let mut chrome = DesiredCapabilities::chrome();
        for flag in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--window-size=1280,900",
            "--lang=en-US",
        ] {
            chrome.add_arg(flag)?;
        }
        chrome.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        if width < 500 {
            let metrics = json!({ "width": width, "height": 844, "pixelRatio": 2, "mobile": true, "touch": true });
            chrome.add_experimental_option("mobileEmulation", json!({ "deviceMetrics": metrics }))?;
        }
        chrome.insert_base_capability("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
        let driver = WebDriver::new(format!("http://127.0.0.1:{}", port.trim_end_matches('.')), chrome).await?;
        let browser = Browser { driver, width, _chromedriver: chromedriver, _profile: profile };
        let scheme = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
        browser.devtools("Emulation.setEmulatedMedia", scheme).await?;
        browser.driver.goto(address).await?;
        Ok(browser)
    }

    pub async fn close(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }

    async fn extension(&self, endpoint: &str, body: Value) -> Result<Value> {
        let command = Extension { endpoint: endpoint.into(), body };
        let answer = self.driver.handle.cmd(WebDriverCommand::ExtensionCommand(Box::new(command))).await?;
        Ok(answer.value_json()?)
    }

    async fn devtools(&self, name: &str, params: Value) -> Result<Value> {
        self.extension("/goog/cdp/execute", json!({ "cmd": name, "params": params })).await
    }

    /// Warnings and errors on the console, but those of this test itself: Chromium's own about a request that the server
    /// refuses, and about reading canvases.
    pub async fn console(&self) -> Result<Vec<String>> {
        let entries = self.extension("/se/log", json!({ "type": "browser" })).await?;
        let entries = entries.as_array().context("a list")?.iter();
        let messages = entries.filter_map(|entry| entry["message"].as_str()).map(str::to_string);
        let own = ["trainings/command - Failed to load resource", "willReadFrequently"];
        Ok(messages.filter(|message| !own.iter().any(|own| message.contains(own))).collect())
    }

    pub async fn js(&self, script: &str) -> Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Waits until a script returns true.
    pub async fn until(&self, script: &str) -> Result<()> {
        let start = Instant::now();
        while self.js(script).await? != json!(true) {
            if start.elapsed() > PATIENCE {
                let page = self.js("return document.body.innerText").await?;
                bail!("{} wide, waited in vain for: {script}\n{page}", self.width);
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        Ok(())
    }

    pub async fn open_page(&self, page: &str) -> Result<()> {
        self.click(&format!("nav a[href='#{page}']")).await?;
        self.until(&format!("return !document.getElementById('{page}').hidden")).await
    }

    pub async fn click(&self, selector: &str) -> Result<()> {
        let element = self.driver.find(By::Css(selector)).await?;
        self.js(&format!("document.querySelector(\"{selector}\").scrollIntoView({{ block: 'center' }})")).await?;
        element.click().await.with_context(|| selector.to_string())
    }

    /// Types a value into a field, and leaves it.
    pub async fn enter(&self, selector: &str, value: &str) -> Result<()> {
        let field = self.driver.find(By::Css(selector)).await?;
        field.clear().await?;
        field.send_keys(value).await?;
        Ok(field.send_keys(Key::Tab + "").await?)
    }

    /// Chooses from a list.
    pub async fn choose(&self, id: &str, value: &str) -> Result<()> {
        let list = format!("const list = document.getElementById('{id}'); list.value = '{value}';");
        self.js(&format!("{list} list.dispatchEvent(new Event('change', {{ bubbles: true }}))")).await?;
        Ok(())
    }

    /// A stroke with the mouse over an element; the element is 1 wide and 1 high.
    pub async fn draw(&self, id: &str, points: &[(f64, f64)]) -> Result<()> {
        let element = format!("const element = document.getElementById('{id}');");
        let place = "const box = element.getBoundingClientRect(); return [box.left, box.top, box.width, box.height]";
        let script = format!("{element} element.scrollIntoView({{ block: 'center' }}); {place}");
        let place: Vec<f64> = serde_json::from_value(self.js(&script).await?)?;
        let [left, top, width, height] = place[..] else { bail!("{id} has no place") };
        let at = |(x, y): (f64, f64)| ((left + x * width).round() as i64, (top + y * height).round() as i64);
        let (x, y) = at(points[0]);
        let mut actions = self.driver.action_chain().move_to(x, y).click_and_hold();
        for &point in &points[1..] {
            let (x, y) = at(point);
            actions = actions.move_to(x, y);
        }
        Ok(actions.release().perform().await?)
    }

    /// How many pixels of a canvas have, nearly, the colour of a variable of the style sheet.
    pub async fn pixels(&self, canvas: &str, color: &str) -> Result<u64> {
        let script = format!(
            "const canvas = document.getElementById('{canvas}');
            const hex = getComputedStyle(document.documentElement).getPropertyValue('{color}').trim();
            const rgb = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
            const {{ data }} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let count = 0;
            for (let i = 0; i < data.length; i += 4) {{
                if (data[i + 3] > 200 && rgb.every((value, c) => Math.abs(data[i + c] - value) < 24)) count++;
            }}
            return count;"
        );
        self.js(&script).await?.as_u64().context("a number")
    }

    /// That nothing reaches beyond the side of the window; and a picture of the page, if wanted.
    pub async fn picture(&self, name: &str) -> Result<()> {
        let size = "return [innerWidth, document.documentElement.scrollWidth, document.documentElement.scrollHeight]";
        let size: Vec<u64> = serde_json::from_value(self.js(size).await?)?;
        ensure!(size[1] <= size[0], "{name} is {} wide in a window of {}", size[1], size[0]);
        let Some(folder) = std::env::var_os("SCREENSHOTS") else { return Ok(()) };
        let clip = json!({ "x": 0, "y": 0, "width": size[0], "height": size[2], "scale": 1 });
        let whole = json!({ "captureBeyondViewport": true, "clip": clip });
        let answer = self.devtools("Page.captureScreenshot", whole).await?;
        let picture = answer["data"].as_str().context("a picture in base64")?;
        let path = Path::new(&folder).join(format!("{name}-{}.png", self.width));
        let mut decoder =
            Command::new("base64").arg("-d").stdin(Stdio::piped()).stdout(std::fs::File::create(path)?).spawn()?;
        std::io::Write::write_all(&mut decoder.stdin.take().context("its input")?, picture.as_bytes())?;
        ensure!(decoder.wait()?.success());
        Ok(())
    }
}

/// A command of chromedriver that WebDriver has not.
#[derive(Debug)]
struct Extension {
    endpoint: Arc<str>,
    body: Value,
}

impl ExtensionCommand for Extension {
    fn parameters_json(&self) -> Option<Value> {
        Some(self.body.clone())
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        self.endpoint.clone()
    }
}
