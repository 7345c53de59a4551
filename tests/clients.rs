//! Clients that exist already, as their users install them.

use tokio::process::Command;

use local::standin::Site;

use crate::support::{
    fixtures, root, say,
    world::{PLAYER, World},
};

/// `overfast-client` from `PyPI`, with the real player's page where it is at hand.
#[tokio::test]
async fn the_python_client_gets_its_types() {
    let importable = Command::new("python3").args(["-c", "import overwatch_py"]).output().await;
    if !importable.is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "CI has overfast-client");
        say("skipped: overfast-client is not installed (pip install overfast-client)");
        return;
    }
    let (site, player, username) = match fixtures() {
        Some(folder) => (Site::from_folder(&folder.join("site")).unwrap(), "TeKrop-2217", "TeKrop"),
        None => (Site::generated(), PLAYER, "Aurora"),
    };
    let world = World::with(site).await;
    let output = Command::new("python3")
        .arg(root().join("tests/overfast_client.py"))
        .args([world.url(), player, username])
        .output()
        .await
        .unwrap();
    say(String::from_utf8_lossy(&output.stdout).trim());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
