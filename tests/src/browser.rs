//! A real browser, with scripts or without.

use crate::background::Background;
use anyhow::{Context, Result, anyhow};
use axum::http::Method;
use base64::{Engine, prelude::BASE64_STANDARD};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;
use url::{ParseError, Url};

/// Argument: the folder for the browsers' profiles. At the end all that the driver started goes with
/// it: browsers that a failed test left open, and their processes, which would write on in the folder.
const SCRIPT: &str = r#"
family() {
    echo "$1"
    for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do family "$child"; done
}
exec 3<&0
TMPDIR="$1" chromedriver --port=0 </dev/null 2>/dev/null & driver=$!
cat <&3 >/dev/null
kill -KILL $(family $driver)
wait
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
"#;

/// Whether the pages' scripts may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// As most people browse.
    On,
    /// Every page and form must work like this too.
    Off,
}

/// A browser with an empty profile of its own. [`Self::client`] clicks and types.
#[derive(Debug)]
pub struct Browser {
    client: Client,
}

impl Browser {
    /// Opens a browser whose page is exactly `width` × `height` CSS pixels; `None`, with a message,
    /// where Chromium is not installed (outside CI).
    pub async fn start(scripts: Scripts, width: u32, height: u32) -> Result<Option<Self>> {
        static DRIVER: OnceCell<Option<Driver>> = OnceCell::const_new();
        let driver = DRIVER.get_or_try_init(Driver::start).await?;
        let Some(driver) = driver else {
            return Ok(None);
        };

        let capabilities = driver.capabilities(scripts);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", driver.running.said))
            .await
            .context("chromedriver refused a session")?;
        let browser = Self { client };
        browser.resize(width, height).await?;
        Ok(Some(browser))
    }

    /// For all else that WebDriver can do: find, click, type, submit, cookies, scripts.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Loads a page and waits until it has loaded.
    pub async fn goto(&self, url: &str) -> Result<()> {
        self.client.goto(url).await.with_context(|| url.to_owned())
    }

    /// The page as it stands now, after whatever scripts did to it.
    pub async fn source(&self) -> Result<String> {
        Ok(self.client.source().await?)
    }

    /// Writes the whole page, not just what is in view, to a PNG file; the page is exactly `width` ×
    /// `height` CSS pixels again after that.
    pub async fn screenshot(&self, path: &Path, width: u32, height: u32) -> Result<()> {
        let metrics = self.cdp("Page.getLayoutMetrics", json!({})).await?;
        let content = metrics["cssContentSize"]["height"]
            .as_f64()
            .context("no height")?;
        // A viewport as tall as the page shows it all, with sticky parts where they belong.
        self.resize(width, (content.ceil() as u32).clamp(height, 16_000))
            .await?;
        // People look at few of them: packing each small takes longer than the page itself.
        let fast = json!({ "format": "png", "optimizeForSpeed": true });
        let png = self.cdp("Page.captureScreenshot", fast).await;
        self.resize(width, height).await?;
        let png = png?["data"]
            .as_str()
            .map(|data| BASE64_STANDARD.decode(data));
        std::fs::write(path, png.context("no picture")??)
            .with_context(|| path.display().to_string())
    }

    /// What went wrong since the last call: script errors and warnings, failed requests, and what
    /// the content security policy forbade.
    pub async fn console(&self) -> Result<Vec<String>> {
        let entries = self.post("se/log", json!({ "type": "browser" })).await?;
        let entries = entries.as_array().context("no log")?.iter();
        let bad = entries.filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        Ok(bad
            .filter_map(|entry| entry["message"].as_str())
            .map(str::to_owned)
            .collect())
    }

    /// Shows the page as it would print, or as on a screen again.
    pub async fn emulate_print(&self, print: bool) -> Result<()> {
        let media = if print { "print" } else { "" };
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": media }))
            .await
            .map(drop)
    }

    /// What axe-core finds against WCAG 2.2 A and AA on the page as it stands, a line a rule.
    /// Needs scripts on. WebDriver's own scripts are exempt from the content security policy.
    /// Without the rules named.
    pub async fn axe(&self, without: &[&str]) -> Result<Vec<String>> {
        let mut found = self.client.execute_async(AXE, vec![json!(without)]).await?;
        if found.is_null() {
            // Sent once, for the pages to come as well: half a megabyte of script takes longer to
            // send than most pages take to check.
            let path = crate::workspace().join("target/npm/node_modules/axe-core/axe.min.js");
            let axe = std::fs::read_to_string(path).context("axe-core; run `.ci/setup test`")?;
            let source = json!({ "source": axe });
            self.cdp("Page.addScriptToEvaluateOnNewDocument", source)
                .await?;
            self.client.execute(&axe, vec![]).await?;
            found = self.client.execute_async(AXE, vec![json!(without)]).await?;
        }
        if let Some(error) = found.as_str() {
            return Err(anyhow!("axe-core: {error}"));
        }
        let found = found.as_array().context("axe-core gave no list")?;
        Ok(found
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect())
    }

    /// Closes the browser. One that a failed test leaves open ends with the test process.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }

    /// Makes the page exactly `width` × `height` CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false
        });
        self.cdp("Emulation.setDeviceMetricsOverride", size)
            .await
            .map(drop)
    }

    /// A command of Chromium's own protocol, for what WebDriver lacks.
    async fn cdp(&self, command: &str, params: Value) -> Result<Value> {
        let body = json!({ "cmd": command, "params": params });
        self.post("goog/cdp/execute", body)
            .await
            .with_context(|| command.to_owned())
    }

    async fn post(&self, endpoint: &'static str, body: Value) -> Result<Value> {
        Ok(self.client.issue_cmd(Post { endpoint, body }).await?)
    }
}

/// Runs in the page; gives a list of lines, one line when axe itself fails, nothing when it is not
/// there. Of what it would load beforehand, style sheets serve no rule that runs.
const AXE: &str = r#"
const [without, done] = arguments;
if (typeof axe === "undefined") return done(null);
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
axe.run(document, {
  runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations"], preload: { assets: ["media"] },
}).then(
  ({ violations }) => done(violations.map(({ id, help, nodes }) => {
    const where = nodes.map(({ target, failureSummary }) =>
      `${target.join(" ")} (${failureSummary.split("\n").slice(1).join(";").trim()})`);
    return `${id}: ${help}: ${where.join(", ")}`;
  })),
  (error) => done(String(error)),
);
"#;

/// One chromedriver for all tests of this process.
#[derive(Debug)]
struct Driver {
    running: Background,
    folder: String,
}

impl Driver {
    async fn start() -> Result<Option<Self>> {
        let found = |name: &str| Path::new("/usr/bin").join(name).exists();
        if !found("chromium") || !found("chromedriver") {
            crate::missing("Chromium or its driver");
            return Ok(None);
        }
        let folder = tempfile::Builder::new()
            .prefix("paraat-browser-")
            .tempdir()?
            .keep();
        let folder = folder.to_str().context("folder")?.to_owned();
        let started = tokio::task::spawn_blocking(move || {
            // "ChromeDriver was started successfully on port 12345."
            let port = |line: &str| {
                let port = line.split("successfully on port ").nth(1)?;
                Some(port.trim_end_matches('.').to_owned())
            };
            let running = Background::start(SCRIPT, &[&folder], port)?;
            Ok(Some(Self { running, folder }))
        });
        started.await?
    }

    fn capabilities(&self, scripts: Scripts) -> serde_json::Map<String, Value> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let profile = format!("{}/{}", self.folder, NEXT.fetch_add(1, Ordering::Relaxed));
        let preferences = match scripts {
            Scripts::On => json!({}),
            Scripts::Off => json!({ "profile.managed_default_content_settings.javascript": 2 }),
        };
        let capabilities = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": "/usr/bin/chromium",
                "prefs": preferences,
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                    "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                    // A colour halfway to another is none that anybody reads.
                    "--force-prefers-reduced-motion",
                    // A page is gone before its scripts have run often enough for a compiler to pay.
                    "--js-flags=--no-turbofan --no-maglev",
                    format!("--user-data-dir={profile}"),
                ],
            },
        });
        match capabilities {
            Value::Object(map) => map,
            _ => serde_json::Map::new(),
        }
    }
}

/// A `POST` to an address of the session that fantoccini does not know.
#[derive(Debug)]
struct Post {
    endpoint: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.endpoint
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
