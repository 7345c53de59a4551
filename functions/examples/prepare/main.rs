//! Writes what follows from the tables of endpoints, events and variables: one-line binaries, the routes
//! of `cargo lambda watch`, the endpoints in `template.yaml`, `.env.example`, and the README's table.
//! `.ci/run` fails while they differ.

mod template;

use std::{fs, io, path::Path};

use functions::{
    endpoints::{ENDPOINTS, Route},
    events::EVENTS,
    http::METHODS,
    variable::{Unset, Variable},
    variables::VARIABLES,
};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    write_binaries(&root.join("functions/src/bin"))?;
    write_blocks(&root.join("Cargo.toml"), "# ", "", &[routes()])?;
    write_blocks(
        &root.join("template.yaml"),
        "# ",
        "",
        &[template::schema(&root)?, template::endpoints()],
    )?;
    write_blocks(&root.join(".env.example"), "# ", "", &[example_environment()])?;
    write_blocks(&root.join("README.md"), "<!-- ", " -->", &[configuration_table()])
}

/// Writes a binary for each function, and deletes those of functions that are gone.
fn write_binaries(folder: &Path) -> io::Result<()> {
    let endpoints = by_function().map(|routes| {
        let paths: Vec<String> = routes.iter().map(|route| (route.path)()).collect();
        let types: Vec<String> = routes
            .iter()
            .map(|route| format!("functions::endpoints::{}", route.endpoint))
            .collect();
        let run = match types.as_slice() {
            [only] => format!("run_endpoint::<{only}>"),
            // As rustfmt breaks what is too long for a line.
            several => format!("run_endpoints::<\n        {},\n    >", several.join(",\n        ")),
        };
        (routes[0].name, format!("`GET {}`", paths.join("`, `GET ")), run)
    });
    let events = EVENTS.iter().map(|name| {
        let description = format!("The function `{name}`, which an event starts.");
        (*name, description, format!("run_event::<functions::events::{}>", type_name(name)))
    });
    let fallback =
        ("fallback", "Every route of no endpoint.".to_owned(), "run_fallback".to_owned());
    let binaries: Vec<_> = endpoints.chain(events).chain([fallback]).collect();

    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default();
        if !binaries.iter().any(|(name, ..)| stem == *name) {
            fs::remove_file(path)?;
        }
    }
    for (name, description, call) in binaries {
        let source = format!(
            "//! {description}\n\nfn main() -> std::process::ExitCode {{\n    functions::{call}()\n}}\n"
        );
        write_if_changed(&folder.join(format!("{name}.rs")), &source)?;
    }
    Ok(())
}

/// The routes of each function: those of one name stand together in the table.
fn by_function() -> impl Iterator<Item = &'static [Route]> {
    ENDPOINTS.chunk_by(|one, other| one.name == other.name)
}

/// `warm-up` → `WarmUp`
fn type_name(name: &str) -> String {
    name.split('-')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}

fn routes() -> String {
    let mut lines = vec!["[workspace.metadata.lambda.watch.router]".to_owned()];
    for route in ENDPOINTS {
        let name = route.name;
        let method = |method| format!("  {{ method = \"{method}\", function = \"{name}\" }},");
        lines.push(format!("\"{}\" = [", (route.path)()));
        lines.extend(METHODS.split(", ").map(method));
        lines.push("]".to_owned());
    }
    lines.join("\n") + "\n"
}

/// Defaults are set; what has none is shown with an example, in a comment unless it is required.
fn example_environment() -> String {
    let mut text = String::new();
    for Variable { name, description, unset } in VARIABLES {
        let setting = match unset {
            Unset::Required { example: value } | Unset::Default(value) => format!("{name}={value}"),
            Unset::Means { words, example } => format!("# Unset: {words}.\n#{name}={example}"),
        };
        text = format!("{text}\n{}{setting}\n", comment(description));
    }
    text
}

/// A sentence as lines of comments.
fn comment(sentence: &str) -> String {
    const WIDTH: usize = 100;
    let mut lines = vec!["#".to_owned()];
    for word in format!("{sentence}.").split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("# {word}")),
        }
    }
    lines.join("\n") + "\n"
}

fn configuration_table() -> String {
    let mut text = "| variable | what it is | default |\n|---|---|---|\n".to_owned();
    for Variable { name, description, unset } in VARIABLES {
        let unset = match unset {
            Unset::Required { .. } => "required by functions that use it".to_owned(),
            Unset::Default(value) => format!("`{value}`"),
            Unset::Means { words, .. } => (*words).to_owned(),
        };
        text = format!("{text}| `{name}` | {description} | {unset} |\n");
    }
    text
}

/// Replaces what stands between the pairs of markers of a file, each a comment of its own line.
fn write_blocks(path: &Path, open: &str, close: &str, blocks: &[String]) -> io::Result<()> {
    let begin =
        format!("{open}Begin: written by `cargo run -p functions --example prepare`{close}\n");
    let end = format!("{open}End{close}");
    let text = fs::read_to_string(path)?;
    let mut written = String::new();
    let mut rest = text.as_str();
    for block in blocks {
        let parts = rest.split_once(&begin).and_then(|(before, rest)| {
            let (_, after) = rest.split_once(&end)?;
            Some((before, after))
        });
        let Some((before, after)) = parts else {
            let message = format!("{} has too few markers {begin:?} and {end:?}", path.display());
            return Err(io::Error::other(message));
        };
        written.extend([before, &begin, block, &end]);
        rest = after;
    }
    write_if_changed(path, &(written + rest))
}

/// Cargo would compile again what was written, also if it is the same.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|written| written == text) {
        return Ok(());
    }
    fs::write(path, text)
}
