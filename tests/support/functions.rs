//! The compiled functions.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use axum::{body::Bytes, http::Response};
use emulator::{Function, FunctionError};
use http::Request;
use tokio::{
    process::Command,
    sync::{Mutex, OnceCell},
};

use super::program::command;

static FOLDER: OnceCell<PathBuf> = OnceCell::const_new();

/// The binary of that name; the first call compiles them all.
pub(crate) async fn binary(name: &str) -> PathBuf {
    FOLDER.get_or_init(async || build()).await.join(name)
}

/// Compiles them all; gives the folder where they are.
pub(crate) fn build() -> PathBuf {
    let build = ["build", "--quiet", "--package", "functions", "--bins"];
    assert!(command(env!("CARGO")).args(build).status().unwrap().success());
    // This program is in `deps` of that folder.
    env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned()
}

/// A process of a function that writes all that it says into a file.
pub(crate) async fn start_logging(name: &str, variables: &[(&str, &str)], log: &Path) -> Function {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "exec \"$0\" >\"$1\" 2>&1"]).arg(binary(name).await).arg(log);
    let variables = variables.iter().copied().chain([("AWS_LAMBDA_FUNCTION_NAME", name)]);
    Function::start_command(command, variables).await.unwrap()
}

/// A compiled function, and what it is told.
#[derive(Clone)]
pub(crate) struct Kind {
    binary: PathBuf,
    variables: Vec<(String, String)>,
}

impl Kind {
    pub(crate) async fn new(name: &str, variables: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self { binary: binary(name).await, variables: variables.iter().map(owned).collect() }
    }

    /// Another process of it.
    pub(crate) async fn start(&self) -> Function {
        let variables = self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Function::start(&self.binary, variables).await.unwrap()
    }
}

/// So many processes of some functions.
pub(crate) struct Fleet(BTreeMap<&'static str, Crew>);

/// The processes of one function.
struct Crew {
    kind: Kind,
    members: Vec<Mutex<Function>>,
    next: AtomicUsize,
}

impl Fleet {
    pub(crate) async fn start(
        names: impl IntoIterator<Item = &'static str>,
        processes: usize,
        variables: &[(&str, &str)],
    ) -> Self {
        let mut fleet = BTreeMap::new();
        for name in names {
            let kind = Kind::new(name, variables).await;
            let mut members = Vec::new();
            for _ in 0..processes {
                members.push(Mutex::new(kind.start().await));
            }
            fleet.insert(name, Crew { kind, members, next: AtomicUsize::new(0) });
        }
        Self(fleet)
    }

    /// Asks one process of a function, in turn; it is waited for while it answers others. One that gives
    /// no result is replaced.
    pub(crate) async fn ask(
        &self,
        name: &str,
        path: &str,
    ) -> Result<Response<Bytes>, FunctionError> {
        let crew = &self.0[name];
        let number = crew.next.fetch_add(1, Ordering::Relaxed) % crew.members.len();
        let mut function = crew.members[number].lock().await;
        let answer = function.request(&Request::get(path).body(()).unwrap()).await;
        if answer.is_err() {
            *function = crew.kind.start().await;
        }
        answer
    }

    /// Asks a new process of a function, which is killed when nobody waits for the answer any more.
    pub(crate) async fn ask_mortal(
        &self,
        name: &str,
        path: &str,
    ) -> Result<Response<Bytes>, FunctionError> {
        let mut function = self.0[name].kind.start().await;
        function.request(&Request::get(path).body(()).unwrap()).await
    }

    /// The processes' memory now, summed up, in bytes.
    pub(crate) async fn memory(&self) -> u64 {
        let mut sum = 0;
        for function in self.0.values().flat_map(|crew| &crew.members) {
            sum += function.lock().await.usage().unwrap().memory;
        }
        sum
    }
}
