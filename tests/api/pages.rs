//! The pages for people, in a real browser.

use std::path::PathBuf;

use tokio::process::Command;

use super::charts::{STEADY, after_days};
use crate::support::{root, say, skip, world::World};

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

#[tokio::test]
async fn the_pages_render_run_and_are_accessible() {
    let packages = root().join("tests/node_modules/axe-core");
    let Some(browser) = browser().filter(|_| packages.is_dir()) else {
        skip("Chromium with its packages", "npm ci --prefix tests");
        return;
    };
    let world = after_days(16).await;
    let output = Command::new("node")
        .arg(root().join("tests/api/pages.mjs"))
        .arg(world.url())
        .arg(browser)
        .arg(STEADY)
        .output()
        .await
        .unwrap();
    say(String::from_utf8_lossy(&output.stdout).trim());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn pages_are_cached_and_stay_at_home() {
    let world = World::new().await;
    for path in ["/", "/docs"] {
        let page = world.get(path).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        assert_eq!(page.header("cache-control"), "public, max-age=86400");
        assert!(page.header("content-security-policy").contains("default-src 'none'"));
        assert!(page.header("etag").starts_with('"'));
    }
    let document = world.get("/openapi.json").await;
    assert_eq!(document.header("content-type"), "application/json");
    assert_eq!(document.json()["openapi"], "3.1.0");
}

/// Chromium, where it is installed.
pub(super) fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let candidates = BROWSERS.iter().flat_map(|name| folders.iter().map(move |f| f.join(name)));
    candidates.into_iter().find(|candidate| candidate.is_file())
}
