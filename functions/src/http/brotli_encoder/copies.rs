//! What of a body was there before.

use std::{iter, ops::Range};

use brotli::enc::command::{BrotliDistanceParams, Command};

use super::{Step, WINDOW};

/// Two texts have the same hash if so many of their first bytes are the same.
const HASHED: usize = 5;

/// The bits of a hash.
const HASH_BITS: u32 = 14;

/// So many places of texts with the same hash are remembered.
const PLACES: usize = 8;

/// The distance of the last copy where a stream begins.
const FIRST_DISTANCE: usize = 4;

/// The last copy's distance as a command has it.
const LAST_DISTANCE: usize = 0;

/// Distances as commands have them are so much larger.
const DISTANCES_FROM: usize = 15;

/// What a literal takes, about, in bits.
const LITERAL: u32 = 5;

/// What a copy takes, about, in bits, without those of its distance.
const COPY: u32 = 10;

/// Distances without direct codes and postfixes.
const DISTANCES: BrotliDistanceParams = BrotliDistanceParams {
    distance_postfix_bits: 0,
    num_direct_distance_codes: 0,
    alphabet_size: 64,
    max_distance: WINDOW,
};

/// What can be copied.
pub(super) struct Copies<'a> {
    body: &'a [u8],
    /// The places of texts by their hashes, the latest first; 0 for none.
    places: Vec<[usize; PLACES]>,
    /// The distance of the last copy.
    last: usize,
}

/// The same bytes so far back.
struct Copy {
    distance: usize,
    length: usize,
}

impl<'a> Copies<'a> {
    /// Of a body whose blocks come one after the other.
    pub(super) fn new(body: &'a [u8]) -> Self {
        Self { body, places: vec![[0; PLACES]; 1 << HASH_BITS], last: FIRST_DISTANCE }
    }

    /// The steps that make up the next block.
    pub(super) fn steps(&mut self, block: Range<usize>) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        let mut literals_from = block.start;
        let mut place = block.start;
        while place < block.end {
            let copy = self.best(place, block.end);
            if let Some(Copy { distance, length }) = copy {
                let literals = &self.body[literals_from..place];
                let code =
                    if distance == self.last { LAST_DISTANCE } else { DISTANCES_FROM + distance };
                let command = Command::new(&DISTANCES, literals.len(), length, length, code);
                steps.push(Step { literals, command });
                self.last = distance;
                literals_from = place + length;
            }
            let next = literals_from.max(place + 1);
            (place..next).for_each(|place| self.remember(place));
            place = next;
        }
        let literals = &self.body[literals_from..block.end];
        if !literals.is_empty() {
            let mut command = Command::default();
            command.init_insert(literals.len());
            steps.push(Step { literals, command });
        }
        steps
    }

    /// The copy that saves most bits, if one saves any.
    fn best(&self, place: usize, end: usize) -> Option<Copy> {
        let known = self.hash(place).map(|hash| self.places[hash]).into_iter().flatten();
        let known = known.take_while(|known| *known > 0);
        let distances = iter::once(self.last).chain(known.map(|known| place - known));
        let possible = distances.filter(|distance| (1..=place.min(WINDOW)).contains(distance));
        let copies = possible.map(|distance| self.copy(distance, place, end));
        let (saved, copy) =
            copies.map(|copy| (self.saved(&copy), copy)).max_by_key(|(saved, _)| *saved)?;
        (saved > 0).then_some(copy)
    }

    fn copy(&self, distance: usize, place: usize, end: usize) -> Copy {
        let before = &self.body[place - distance..];
        let same =
            before.iter().zip(&self.body[place..end]).take_while(|(one, other)| one == other);
        Copy { distance, length: same.count() }
    }

    fn saved(&self, copy: &Copy) -> usize {
        let distance = if copy.distance == self.last { 0 } else { copy.distance.ilog2() };
        (LITERAL as usize * copy.length).saturating_sub((COPY + distance) as usize)
    }

    fn remember(&mut self, place: usize) {
        if let Some(hash) = self.hash(place) {
            let places = &mut self.places[hash];
            places.rotate_right(1);
            places[0] = place;
        }
    }

    /// By multiplication with the golden ratio; `None` at the body's end.
    fn hash(&self, place: usize) -> Option<usize> {
        let text = self.body.get(place..place + HASHED)?;
        let number = text.iter().fold(0, |number: usize, byte| number << 8 | usize::from(*byte));
        Some(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (usize::BITS - HASH_BITS))
    }
}
