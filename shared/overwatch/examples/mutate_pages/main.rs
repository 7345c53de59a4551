//! Parses pages that are broken in every way we know of, each by every parser: none may panic, and none
//! may take for ever.
//!
//! `mutate_pages COUNT [FIRST]`: page `n` is always the same one, so that what is found can be had again.

mod mutate;

use std::{
    env,
    error::Error,
    fs,
    io::{Write, stdout},
    panic,
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

use overwatch::{ParseError, career, hero_page, heroes, patch_notes, rates, roles, search};

/// What a page can be parsed as.
struct Parser {
    name: &'static str,
    parse: fn(&str) -> Result<(), ParseError>,
}

const PARSERS: [Parser; 8] = [
    Parser { name: "career", parse: |page| career::parse(page).map(drop) },
    Parser { name: "hero page", parse: |page| hero_page::parse(page).map(drop) },
    Parser { name: "heroes", parse: |page| heroes::parse(page).map(drop) },
    Parser { name: "roles", parse: |page| roles::parse(page).map(drop) },
    Parser { name: "patch notes", parse: |page| patch_notes::parse(page).map(drop) },
    Parser { name: "rates", parse: |page| rates::parse(page).map(drop) },
    Parser { name: "rates page", parse: |page| rates::page::parse(page).map(drop) },
    Parser { name: "search", parse: |page| search::parse(page).map(drop) },
];

/// What came of many pages.
#[derive(Default)]
struct Found {
    /// How many each parser could parse.
    parsed: [u64; PARSERS.len()],
    panics: Vec<(u64, &'static str)>,
    slowest: Duration,
    /// The slowest page, its length, and its parser.
    slowest_page: (u64, usize, &'static str),
    longest: usize,
}

impl Found {
    /// Parses a page by every parser.
    fn parse(mut self, number: u64) -> Self {
        let page = mutate::page(number);
        self.longest = self.longest.max(page.len());
        for (parser, parsed) in PARSERS.iter().zip(&mut self.parsed) {
            let started = Instant::now();
            match panic::catch_unwind(|| (parser.parse)(&page)) {
                Ok(result) => *parsed += u64::from(result.is_ok()),
                Err(_) => self.panics.push((number, parser.name)),
            }
            let took = started.elapsed();
            if took > self.slowest {
                self.slowest = took;
                self.slowest_page = (number, page.len(), parser.name);
            }
        }
        self
    }

    fn and(mut self, other: Self) -> Self {
        for (parsed, more) in self.parsed.iter_mut().zip(other.parsed) {
            *parsed += more;
        }
        self.panics.extend(other.panics);
        self.longest = self.longest.max(other.longest);
        if other.slowest > self.slowest {
            (self.slowest, self.slowest_page) = (other.slowest, other.slowest_page);
        }
        self
    }

    fn report(&self) -> String {
        let parsers = PARSERS.iter().zip(self.parsed);
        let parsed: Vec<String> =
            parsers.map(|(parser, parsed)| format!("{parsed} {}", parser.name)).collect();
        let (number, length, parser) = self.slowest_page;
        format!(
            "{} panics; could be parsed: {}; the longest page: {} bytes; the slowest: page \
             {number} of {length} bytes as {parser} in {:?}; {}",
            self.panics.len(),
            parsed.join(", "),
            self.longest,
            self.slowest,
            peak_memory(),
        )
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = env::args().skip(1).map(|number| number.parse::<u64>());
    let count = numbers.next().ok_or("usage: mutate_pages COUNT [FIRST]")??;
    let first = numbers.next().transpose()?.unwrap_or(0);
    let threads = thread::available_parallelism()?.get();
    let started = Instant::now();
    let parse = |thread| {
        let pages = (first..first + count).skip(thread).step_by(threads);
        pages.fold(Found::default(), Found::parse)
    };
    let found = thread::scope(|scope| {
        let running: Vec<_> =
            (0..threads).map(|thread| scope.spawn(move || parse(thread))).collect();
        running.into_iter().map(ScopedJoinHandle::join).reduce(|one, other| Ok(one?.and(other?)))
    });
    let Some(Ok(found)) = found else { return Err("a thread panicked by itself".into()) };
    let seconds = started.elapsed().as_secs_f64();
    writeln!(stdout(), "{count} pages in {seconds:.0} s: {}", found.report())?;
    match found.panics.first() {
        Some((number, parser)) => Err(format!("page {number} as {parser} panics").into()),
        None => Ok(()),
    }
}

/// The most memory held at once, as Linux tells it.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM:"));
    peak.unwrap_or("peak memory unknown").split_whitespace().collect::<Vec<_>>().join(" ")
}
