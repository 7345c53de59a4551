//! Players who play: what the site shows of them at any time.
//!
//! Everybody plays a session a day, and what is shown changes when it ends: statistics and ranks,
//! now and then a hero who is new to the player, the title, the endorsement, the pictures, some names.
//! Ranked statistics begin anew with a player's first game of a season. Some careers are private for a
//! few days. How often heroes are played, and win, moves from day to day, and more with each patch. All of it
//! follows from the seed, the number of the player or hero, and the time.

mod account;
mod fortune;
mod persona;
mod tally;

use persona::Persona;

pub(crate) use fortune::Fortune;

use crate::Player;

/// When it begins, in seconds since 1970: the first second of 2025, UTC.
pub const BEGINS: i64 = 1_735_689_600;

/// A season has so many days.
pub const SEASON_DAYS: i64 = 63;

const DAY: i64 = 86_400;

/// Those who play, at one time.
#[derive(Debug, Clone)]
pub struct Play {
    seed: u64,
    /// In seconds since 1970.
    now: i64,
    personas: Vec<Persona>,
}

impl Play {
    /// So many players as they are at [`BEGINS`]. The first ones have the names of the generated site's.
    #[must_use]
    pub fn new(seed: u64, players: usize) -> Self {
        let personas = (0..players).map(|number| Persona::new(seed, number)).collect();
        let mut play = Self { seed, now: BEGINS, personas };
        play.advance(BEGINS);
        play
    }

    /// Lets them play until that time, in seconds since 1970, and tells the numbers of those of whom
    /// something changed. Time only goes on: an earlier one changes nothing.
    pub fn advance(&mut self, until: i64) -> Vec<usize> {
        self.now = self.now.max(until);
        let personas = self.personas.iter_mut().enumerate();
        let changed =
            personas.filter_map(|(number, persona)| persona.advance(until).then_some(number));
        changed.collect()
    }

    /// What the site shows of the player of that number.
    #[must_use]
    pub fn player(&self, number: usize) -> Option<Player> {
        self.personas.get(number)?.player()
    }

    /// How the hero of that number fares now in games that a text tells from others.
    pub(crate) fn fortune(&self, hero: u64, games: &str) -> Fortune {
        Fortune::of(self.seed, hero, games, self.now)
    }

    /// What the site shows of everybody.
    #[must_use]
    pub fn players(&self) -> Vec<Player> {
        self.personas.iter().filter_map(Persona::player).collect()
    }
}

impl Player {
    /// What the site shows of the player of that number at that time, in seconds since 1970.
    #[must_use]
    pub fn playing(seed: u64, number: usize, at: i64) -> Option<Self> {
        let mut persona = Persona::new(seed, number);
        persona.advance(at);
        persona.player()
    }
}
