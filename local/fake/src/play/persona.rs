//! One of those who play: who it is, and what happens on a day.

use overwatch::{
    BattleTag, BlizzardId, ByPlatform, Platform,
    career::{Career, Endorsement, Summary},
    hero::Hero,
    player_id::name_of,
};

use super::{
    BEGINS, DAY, SEASON_DAYS,
    account::{self, Account},
};
use crate::{Player, world};

/// Nobody shows anything of this player, ever.
const ALWAYS_PRIVATE: usize = 0;

/// This player has no games until so many days have passed.
const NEWCOMER: usize = 1;
const NEWCOMER_BEGINS: i64 = 30;

/// The season at the beginning.
const FIRST_SEASON: u32 = 15;

/// The hours of a day at which people play.
const PLAYING_TIME: std::ops::Range<i64> = 6 * 3600..24 * 3600;

/// Added to the name one after the other.
const NEW_NAMES: [&str; 4] = ["", "Prime", "Nova", "Rex"];

const TITLES: [Option<&str>; 5] =
    [Some("Fake"), None, Some("Stand-in"), Some("Understudy"), Some("Extra")];

/// One of those who play.
#[derive(Debug, Clone)]
pub(super) struct Persona {
    seed: u64,
    number: usize,
    /// What comes next; before the beginning it is negative.
    next_day: i64,
    /// When the last session ended, in seconds since 1970.
    updated_at: i64,
    /// The first day on which everybody sees the career again.
    private_until: i64,
    endorsement: u32,
    title: usize,
    pictures: usize,
    names: usize,
    /// The places of heroes in the list of those we know.
    heroes: Vec<usize>,
    pc: Option<Account>,
    console: Option<Account>,
}

impl Persona {
    /// The player of that number, who has played for a while when it all begins.
    pub(super) fn new(seed: u64, number: usize) -> Self {
        let is_on_console = number.is_multiple_of(4);
        let is_on_both = number.is_multiple_of(7) || number.is_multiple_of(8);
        let has_played = i64::try_from(10 + number % 40).unwrap_or(10);
        Self {
            seed,
            number,
            next_day: if number == NEWCOMER { NEWCOMER_BEGINS } else { -has_played },
            updated_at: BEGINS,
            private_until: i64::MIN,
            endorsement: 2,
            title: number,
            pictures: number,
            names: 0,
            heroes: vec![number, number + 5, number + 11],
            pc: (!is_on_console || is_on_both).then(Account::default),
            console: (is_on_console || is_on_both).then(Account::default),
        }
    }

    /// Plays until that time, in seconds since 1970. Whether anything changed.
    pub(super) fn advance(&mut self, until: i64) -> bool {
        let mut has_changed = false;
        loop {
            let mut rng = self.rng_of_day();
            let second = rng.i64(PLAYING_TIME);
            let ends = BEGINS + self.next_day * DAY + second;
            if ends > until {
                return has_changed;
            }
            self.play_session(&mut rng);
            self.updated_at = ends;
            self.next_day += 1;
            has_changed = true;
        }
    }

    /// Each day has its own, so that it does not matter in which steps time goes on.
    fn rng_of_day(&self) -> fastrand::Rng {
        let player = self.number as u64;
        let day = self.next_day.cast_unsigned();
        let mut seeds = fastrand::Rng::with_seed(self.seed.wrapping_add(player << 32));
        fastrand::Rng::with_seed(seeds.u64(..).wrapping_add(day))
    }

    fn play_session(&mut self, rng: &mut fastrand::Rng) {
        self.change_looks(rng);
        self.hide(rng);
        if rng.u8(0..12) == 0 {
            self.heroes.push(rng.usize(0..64));
        }
        let is_on_console = self.pc.is_none() || self.console.is_some() && rng.bool();
        let is_ranked = self.number % 5 != 1 && rng.bool();
        let weeks = self.next_day.max(0) / SEASON_DAYS;
        let season = FIRST_SEASON + u32::try_from(weeks).unwrap_or(0);
        for _ in 0..rng.u8(1..=8) {
            let favourites = self.heroes.len().min(3);
            let from = rng.usize(0..=self.heroes.len() - favourites);
            let hero = account::hero(self.heroes[rng.usize(from..from + favourites)]);
            let account = if is_on_console { &mut self.console } else { &mut self.pc };
            if let (Some(hero), Some(account)) = (hero, account) {
                play_game(rng, account, hero, is_ranked.then_some(season));
            }
        }
    }

    /// Only some change their names, so that those whom the documentation and tests name are found.
    fn change_looks(&mut self, rng: &mut fastrand::Rng) {
        if rng.u8(0..20) == 0 {
            self.endorsement = rng.u32(1..=5);
        }
        if rng.u8(0..40) == 0 {
            self.title += 1;
        }
        if rng.u8(0..30) == 0 {
            self.pictures += 1;
        }
        if rng.u8(0..120) == 0 && self.number % 5 == 3 {
            self.names += 1;
        }
    }

    /// Only some hide, so that there is always something to show of the others.
    fn hide(&mut self, rng: &mut fastrand::Rng) {
        if rng.u8(0..60) == 0 && self.number % 3 == 1 {
            self.private_until = self.next_day + rng.i64(1..8);
        }
    }

    /// What Blizzard shows now.
    pub(super) fn player(&self) -> Option<Player> {
        let battletag = self.battletag()?;
        let number = self.number;
        let last_day = self.next_day - 1;
        let is_public = number != ALWAYS_PRIVATE && self.private_until <= last_day;
        let account = |platform| match platform {
            Platform::Pc => self.pc.as_ref(),
            Platform::Console => self.console.as_ref(),
        };
        let shown = |platform| account(platform).filter(|_| is_public);
        let ranks = |platform| shown(platform).and_then(Account::ranks);
        let stats = |platform| shown(platform).and_then(Account::stats);
        let summary = Summary {
            username: name_of(battletag.as_str()).to_owned(),
            avatar: Some(world::image("avatar", self.pictures)),
            namecard: Some(world::image("namecard", self.pictures)),
            title: TITLES[self.title % TITLES.len()].map(str::to_owned),
            endorsement: Some(Endorsement {
                level: self.endorsement,
                frame: format!("https://images.example/endorsement/{}.svg", self.endorsement),
            }),
            competitive: by_platform(ranks),
            last_updated_at: Some(self.updated_at),
        };
        let career = Career { summary, stats: by_platform(stats) };
        let id: BlizzardId = format!("fa{number:014x}|fb{number:030x}").parse().ok()?;
        Some(Player { battletag, id, is_public, career, page: None })
    }

    fn battletag(&self) -> Option<BattleTag> {
        let first = world::battletag(self.number);
        let (name, digits) = first.split_once('-')?;
        let added = NEW_NAMES[self.names % NEW_NAMES.len()];
        format!("{name}{added}-{digits}").parse().ok()
    }
}

fn by_platform<T>(of: impl Fn(Platform) -> Option<T>) -> Option<ByPlatform<T>> {
    ByPlatform { pc: of(Platform::Pc), console: of(Platform::Console) }.unless_empty()
}

/// A game of that season, or an unranked one.
fn play_game(rng: &mut fastrand::Rng, account: &mut Account, hero: &Hero, season: Option<u32>) {
    match season {
        Some(season) => account.play_ranked(rng, hero, season),
        None => account.play_unranked(rng, hero),
    }
}
