//! Broken pages: small ones with everything on them that we read, then broken a few times.

use std::ops::Range;

use fastrand::Rng;

const SEEDS: [&str; 6] = [
    include_str!("../../seeds/career.html"),
    include_str!("../../seeds/heroes.html"),
    include_str!("../../seeds/patch_notes.html"),
    include_str!("../../seeds/rates.json"),
    include_str!("../../seeds/rates_page.html"),
    include_str!("../../seeds/search.json"),
];

/// A way to break a page.
type Mutation = fn(&mut Rng, &mut Vec<u8>);

/// The plain ones come more often, or little of a page would be left to read.
const MUTATIONS: [Mutation; 16] = [
    flip, flip, remove, remove, duplicate, swap, rename, rename, number, number, text, entities,
    splice, truncate, nest, repeat,
];

/// What stands where names and values do.
const WORDS: [&str; 20] = [
    "class",
    "src",
    "href",
    "xlink:href",
    "data-hero-id",
    "data-category-id",
    "option-id",
    "value",
    "slot",
    "label",
    "main",
    "blz-section",
    "blz-list-item",
    "svg",
    "select",
    "template",
    "table",
    "name",
    "isPublic",
    "rates",
];

const NUMBERS: [&str; 14] = [
    "-1",
    "0",
    "1e999",
    "-1e-999",
    "NaN",
    "18446744073709551616",
    "-9223372036854775809",
    "99999999999:59:59",
    "1,,,2",
    ":::",
    "٣",
    "0x7fffffff",
    "1.7976931348623157e309",
    "+",
];

const TEXTS: [&str; 12] = [
    "\0",
    "\r\n",
    "\u{202e}\u{200f}",
    "İ",
    "ﬃ",
    "é\u{301}\u{301}\u{301}",
    "😀",
    "<![CDATA[",
    "<!--",
    "<script>",
    "<plaintext>",
    "\u{feff}",
];

const ENTITIES: [&str; 6] =
    ["&amp;", "&#x110000;", "&#0;", "&", "&NotEqualTilde;", "&#99999999999;"];

const NESTED: [&str; 9] =
    ["<div>", "<b>", "<table><td>", "<svg>", "<template>", "<a href=x>", "[", "{\"a\":", "<p><b>"];

/// The page of that number.
pub(super) fn page(number: u64) -> String {
    let mut rng = Rng::with_seed(number);
    let mut page = one_of(&mut rng, &SEEDS).as_bytes().to_vec();
    for _ in 0..rng.usize(1..=4) {
        one_of(&mut rng, &MUTATIONS)(&mut rng, &mut page);
    }
    // What has no end is not looked into.
    if rng.bool() {
        page.extend_from_slice(b"</html>");
    }
    String::from_utf8_lossy(&page).into_owned()
}

fn one_of<T: Copy>(rng: &mut Rng, all: &[T]) -> T {
    all[rng.usize(..all.len())]
}

/// Any part of the page; half of the time one from tag to tag.
fn slice(rng: &mut Rng, page: &[u8]) -> Range<usize> {
    let mut cut = || rng.usize(..=page.len());
    let (from, to) = (cut(), cut());
    let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 2000));
    if rng.bool() {
        return from..to;
    }
    let tag = |at: usize| page[at..].iter().position(|byte| *byte == b'<').map_or(at, |n| at + n);
    tag(from)..tag(to)
}

fn insert(rng: &mut Rng, page: &mut Vec<u8>, text: &[u8]) {
    let at = slice(rng, page).start;
    page.splice(at..at, text.iter().copied());
}

#[expect(clippy::ptr_arg, reason = "one of the mutations, most of which need it")]
fn flip(rng: &mut Rng, page: &mut Vec<u8>) {
    for _ in 0..rng.usize(1..20) {
        if let Some(byte) = rng.choice(page.iter_mut()) {
            *byte ^= 1 << rng.u8(..8);
        }
    }
}

fn truncate(rng: &mut Rng, page: &mut Vec<u8>) {
    page.truncate(rng.usize(..=page.len()));
}

fn remove(rng: &mut Rng, page: &mut Vec<u8>) {
    let slice = slice(rng, page);
    page.drain(slice);
}

fn duplicate(rng: &mut Rng, page: &mut Vec<u8>) {
    let slice = slice(rng, page);
    let copies = page[slice].repeat(rng.usize(1..8));
    insert(rng, page, &copies);
}

fn swap(rng: &mut Rng, page: &mut Vec<u8>) {
    let slice = slice(rng, page);
    let moved: Vec<u8> = page.drain(slice).collect();
    insert(rng, page, &moved);
}

/// A piece of another page.
fn splice(rng: &mut Rng, page: &mut Vec<u8>) {
    let other = one_of(rng, &SEEDS).as_bytes();
    let piece = &other[slice(rng, other)];
    insert(rng, page, piece);
}

/// One word becomes another.
fn rename(rng: &mut Rng, page: &mut Vec<u8>) {
    replace_run(rng, page, one_of_words, |byte| byte.is_ascii_alphabetic() || byte == b'-');
}

fn one_of_words(rng: &mut Rng) -> Vec<u8> {
    one_of(rng, &WORDS).into()
}

/// One number becomes another; some are very long.
fn number(rng: &mut Rng, page: &mut Vec<u8>) {
    let other = |rng: &mut Rng| match rng.usize(..8) {
        0 => b"9".repeat(rng.usize(..5000)),
        _ => one_of(rng, &NUMBERS).into(),
    };
    replace_run(rng, page, other, |byte| byte.is_ascii_digit());
}

/// Replaces the first run of such bytes behind some place.
fn replace_run(
    rng: &mut Rng,
    page: &mut Vec<u8>,
    other: impl Fn(&mut Rng) -> Vec<u8>,
    is_part: impl Fn(u8) -> bool,
) {
    let from = slice(rng, page).start;
    let Some(start) = page[from..].iter().position(|byte| is_part(*byte)) else { return };
    let start = from + start;
    let length = page[start..].iter().take_while(|byte| is_part(**byte)).count();
    page.splice(start..start + length, other(rng));
}

/// Characters that are seldom thought of, or bytes that are none.
fn text(rng: &mut Rng, page: &mut Vec<u8>) {
    let text = if rng.bool() {
        one_of(rng, &TEXTS).into()
    } else {
        (0..rng.usize(1..8)).map(|_| rng.u8(0x80..)).collect::<Vec<u8>>()
    };
    insert(rng, page, &text);
}

fn entities(rng: &mut Rng, page: &mut Vec<u8>) {
    let entities = one_of(rng, &ENTITIES).repeat(rng.usize(1..500));
    insert(rng, page, entities.as_bytes());
}

/// Elements, lists, or objects in each other.
fn nest(rng: &mut Rng, page: &mut Vec<u8>) {
    let nested = one_of(rng, &NESTED).repeat(rng.usize(1..700));
    insert(rng, page, nested.as_bytes());
}

/// All of it again and again; seldom, since it takes long.
fn repeat(rng: &mut Rng, page: &mut Vec<u8>) {
    let times = if rng.usize(..50) == 0 { 100 } else { 3 };
    if page.len() < 20_000 {
        *page = page.repeat(rng.usize(1..=times));
    }
}
