//! Reads pages that are broken in every way we know of, each by every reader: none may panic, and none
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

use overwatch::{ReadError, career, hero_page, heroes, rates, roles, search};

/// What a page can be read as.
struct Reader {
    name: &'static str,
    read: fn(&str) -> Result<(), ReadError>,
}

const READERS: [Reader; 7] = [
    Reader { name: "career", read: |page| career::read(page).map(drop) },
    Reader { name: "hero page", read: |page| hero_page::read(page).map(drop) },
    Reader { name: "heroes", read: |page| heroes::read(page).map(drop) },
    Reader { name: "roles", read: |page| roles::read(page).map(drop) },
    Reader { name: "rates", read: |page| rates::read(page).map(drop) },
    Reader { name: "rates page", read: |page| rates::page::read(page).map(drop) },
    Reader { name: "search", read: |page| search::read(page).map(drop) },
];

/// What came of many pages.
#[derive(Default)]
struct Found {
    /// How many each reader could read.
    read: [u64; READERS.len()],
    panics: Vec<(u64, &'static str)>,
    slowest: Duration,
    /// The slowest page, its length, and its reader.
    slowest_page: (u64, usize, &'static str),
    longest: usize,
}

impl Found {
    /// Reads a page by every reader.
    fn read(mut self, number: u64) -> Self {
        let page = mutate::page(number);
        self.longest = self.longest.max(page.len());
        for (reader, read) in READERS.iter().zip(&mut self.read) {
            let started = Instant::now();
            match panic::catch_unwind(|| (reader.read)(&page)) {
                Ok(result) => *read += u64::from(result.is_ok()),
                Err(_) => self.panics.push((number, reader.name)),
            }
            let took = started.elapsed();
            if took > self.slowest {
                self.slowest = took;
                self.slowest_page = (number, page.len(), reader.name);
            }
        }
        self
    }

    fn and(mut self, other: Self) -> Self {
        for (read, more) in self.read.iter_mut().zip(other.read) {
            *read += more;
        }
        self.panics.extend(other.panics);
        self.longest = self.longest.max(other.longest);
        if other.slowest > self.slowest {
            (self.slowest, self.slowest_page) = (other.slowest, other.slowest_page);
        }
        self
    }

    fn report(&self) -> String {
        let readers = READERS.iter().zip(self.read);
        let read: Vec<String> =
            readers.map(|(reader, read)| format!("{read} {}", reader.name)).collect();
        let (number, length, reader) = self.slowest_page;
        format!(
            "{} panics; could be read: {}; the longest page: {} bytes; the slowest read: page \
             {number} of {length} bytes as {reader} in {:?}; {}",
            self.panics.len(),
            read.join(", "),
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
    let read = |thread| {
        let pages = (first..first + count).skip(thread).step_by(threads);
        pages.fold(Found::default(), Found::read)
    };
    let found = thread::scope(|scope| {
        let running: Vec<_> =
            (0..threads).map(|thread| scope.spawn(move || read(thread))).collect();
        running.into_iter().map(ScopedJoinHandle::join).reduce(|one, other| Ok(one?.and(other?)))
    });
    let Some(Ok(found)) = found else { return Err("a thread panicked by itself".into()) };
    let seconds = started.elapsed().as_secs_f64();
    writeln!(stdout(), "{count} pages in {seconds:.0} s: {}", found.report())?;
    match found.panics.first() {
        Some((number, reader)) => Err(format!("page {number} as {reader} panics").into()),
        None => Ok(()),
    }
}

/// The most memory held at once, as Linux tells it.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM:"));
    peak.unwrap_or("peak memory unknown").split_whitespace().collect::<Vec<_>>().join(" ")
}
