//! Reads a career page once, for `local/callgrind` to count the instructions of.
//!
//! `read_career read PAGE` reads it as the functions do; `read_career parse PAGE` only parses it,
//! with nothing but scraper.

use std::{env, error::Error, fs, hint::black_box};

use overwatch::career;
use scraper::Html;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [what, path] = arguments.as_slice() else {
        return Err("usage: read_career read|parse PAGE".into());
    };
    let page = fs::read_to_string(path)?;
    match what.as_str() {
        "read" => drop(black_box(career::parse(&page)?)),
        "parse" => drop(black_box(Html::parse_document(&page))),
        other => return Err(format!("{other} is neither read nor parse").into()),
    }
    Ok(())
}
