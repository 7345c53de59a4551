//! What the tests stand on.

pub(crate) mod certificates;
pub(crate) mod compare;
pub(crate) mod database;
pub(crate) mod environment;
pub(crate) mod events;
pub(crate) mod fault_proxy;
pub(crate) mod functions;
pub(crate) mod iam_gate;
pub(crate) mod laptop;
pub(crate) mod load;
pub(crate) mod managed;
pub(crate) mod ministack;
pub(crate) mod page;
pub(crate) mod pgbouncer;
pub(crate) mod postbox;
pub(crate) mod postgres_proxy;
pub(crate) mod program;
pub(crate) mod queue;
pub(crate) mod signature;
pub(crate) mod sqs;
pub(crate) mod ssm;
pub(crate) mod world;

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use tokio::sync::{Mutex, MutexGuard};

/// For a test that keeps the whole machine busy, or measures what another such test would spoil: they
/// come one after the other.
pub(crate) async fn machine() -> MutexGuard<'static, ()> {
    static MACHINE: Mutex<()> = Mutex::const_new(());
    MACHINE.lock().await
}

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Where the build packs the fonts of cards.
pub(crate) static CARD_FONTS: LazyLock<PathBuf> =
    LazyLock::new(|| root().join("target/layer/fonts"));

/// Whether the fonts of cards are there.
pub(crate) fn has_card_fonts() -> bool {
    let there = CARD_FONTS.join("NotoSans_700Bold.ttf").is_file();
    if !there {
        skip("the fonts of cards", "cargo run -p registry --bin fonts");
    }
    there
}

/// Real pages and the reference's answers, where they lie beside the project.
pub(crate) fn fixtures() -> Option<PathBuf> {
    let folder = root().parent()?.join("shared/fixtures");
    folder.join("golden.jsonl").is_file().then_some(folder)
}

/// Whether a program is installed: whether it runs with these arguments.
pub(crate) fn runs(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

/// Says that a test is skipped, since something is missing that only CI has to have.
pub(crate) fn skip(what: &str, how_to_install: &str) {
    assert!(env::var_os("CI").is_none(), "CI has {what}");
    say(&format!("skipped: {what} is not installed ({how_to_install})"));
}

/// Says something that is shown although the test passes, which what `println!` writes is not.
pub(crate) fn say(text: &str) {
    std::io::stdout().write_all(format!("{text}\n").as_bytes()).unwrap();
}
