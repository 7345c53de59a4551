//! What the fake knows, and what it answers.

use std::{io, path::Path};

use overwatch::{
    BattleTag, BlizzardId, HeroKey, PlayerId, Role, career::Career, patch_notes::PatchNote,
};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::{
    folder::Folder,
    notes, pages,
    play::{Fortune, Play},
    rates, world,
};

/// A player whom Blizzard knows.
#[derive(Debug, Clone)]
pub struct Player {
    /// Leads to the career.
    pub battletag: BattleTag,
    /// Where the career is.
    pub id: BlizzardId,
    /// Whether search says that everybody may see the career.
    pub is_public: bool,
    /// What the career page and search say.
    pub career: Career,
    /// What the page says instead, where the two do not agree.
    pub page: Option<Box<Career>>,
}

/// A hero whom Blizzard has released.
#[derive(Debug, Clone)]
pub struct Hero {
    /// What the hero's page is found by.
    pub key: HeroKey,
    /// What people call the hero.
    pub name: String,
    /// What the hero does for the team.
    pub role: Role,
}

/// A map that hero rates can be asked for.
#[derive(Debug, Clone)]
pub struct OfferedMap {
    /// What rates are asked for by.
    pub key: String,
    /// What people call the map.
    pub name: String,
    /// What people call the game modes that it is played in.
    pub gamemodes: Vec<String>,
    /// The values of `rq` that it is played in, with commas between; `None` for all.
    pub queues: Option<String>,
}

/// A site: its players, and the pages of a folder or generated ones.
#[derive(Debug, Clone)]
pub struct Site {
    /// Players with generated pages.
    pub players: Vec<Player>,
    /// Heroes with generated pages.
    pub heroes: Vec<Hero>,
    /// The maps that hero rates can be asked for.
    pub maps: Vec<OfferedMap>,
    /// The divisions that hero rates can be asked for.
    pub divisions: Vec<String>,
    /// The patch notes.
    pub patch_notes: Vec<PatchNote>,
    /// Whether the rates page shows its forms. A folder has a page of its own, or none.
    pub shows_filters: bool,
    /// The value of `rq` that stands for competitive games; whoever asks for another gets this one.
    pub competitive_rq: &'static str,
    folder: Option<Folder>,
    /// Whose players they are, if they play.
    play: Option<Play>,
}

/// What the site answers.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    Page(String),
    NotFound(String),
    Json(String),
    Redirect(String),
}

impl Site {
    /// A small world of its own, always the same.
    #[must_use]
    pub fn generated() -> Self {
        Self::with_players(world::PLAYERS)
    }

    /// The same world with so many players.
    #[must_use]
    pub fn with_players(count: u8) -> Self {
        Self {
            players: world::players(count),
            heroes: world::heroes(),
            maps: world::maps(),
            divisions: world::divisions(),
            patch_notes: notes::patch_notes(),
            shows_filters: true,
            competitive_rq: "2",
            folder: None,
            play: None,
        }
    }

    /// The same world with players who play, as many as there are in it.
    ///
    /// They play by the clock of the [`Fake`](crate::Fake) that serves them.
    #[must_use]
    pub fn playing(seed: u64) -> Self {
        Self::played_by(Play::new(seed, world::PLAYERS.into()))
    }

    /// The same world with those who play.
    #[must_use]
    pub fn played_by(play: Play) -> Self {
        Self { players: play.players(), play: Some(play), ..Self::generated() }
    }

    /// Lets players who play do so until that time, in seconds since 1970.
    pub(crate) fn advance(&mut self, until: i64) {
        let Some(play) = &mut self.play else { return };
        for number in play.advance(until) {
            if let (Some(player), Some(shown)) = (play.player(number), self.players.get_mut(number))
            {
                *shown = player;
            }
        }
    }

    /// What a question about hero rates is answered at that time, in seconds since 1970; the time only goes on.
    pub fn rates_at(&mut self, query: &str, at: i64) -> String {
        self.advance(at);
        rates::rates(query, self)
    }

    /// How the hero of that number fares in games that a text tells from others: always the same where nobody
    /// plays.
    pub(crate) fn fortune(&self, hero: u8, games: &str) -> Fortune {
        let number = f64::from(hero);
        let still =
            Fortune { pickrate: number / 2.0, winrate: 50.0 + number / 8.0, banrate: number / 4.0 };
        self.play.as_ref().map_or(still, |play| play.fortune(hero.into(), games))
    }

    /// The pages of a folder.
    ///
    /// `en-us/heroes/ana/index.html` answers `/en-us/heroes/ana/`, and the nearest `404.html` what is not there.
    /// `redirects.json` leads from BattleTags to Blizzard IDs, `en-us/rates/data.json` from query strings to answers;
    /// searches are `en-us/search/account-by-name/{lower-cased name}.json`.
    ///
    /// # Errors
    ///
    /// When one of the two JSON files is there but cannot be read.
    pub fn from_folder(root: &Path) -> io::Result<Self> {
        Ok(Self {
            players: Vec::new(),
            heroes: Vec::new(),
            maps: Vec::new(),
            divisions: Vec::new(),
            patch_notes: Vec::new(),
            shows_filters: false,
            competitive_rq: "2",
            folder: Some(Folder::read(root)?),
            play: None,
        })
    }

    /// The same with generated patch notes where it has none: who saved pages of players may have saved no others.
    #[must_use]
    pub fn with_generated_patch_notes(self) -> Self {
        Self { patch_notes: notes::patch_notes(), ..self }
    }

    /// The player of that BattleTag.
    pub fn player_mut(&mut self, battletag: &str) -> Option<&mut Player> {
        self.players.iter_mut().find(|player| player.battletag.as_str() == battletag)
    }

    /// The BattleTags that lead to a career.
    #[must_use]
    pub fn battletags(&self) -> Vec<BattleTag> {
        let generated = self.players.iter().map(|player| player.battletag.clone());
        let saved = self.folder.iter().flat_map(|folder| folder.redirects.keys());
        generated.chain(saved.filter_map(|battletag| battletag.parse().ok())).collect()
    }

    pub(crate) fn answer(&self, path: &str, query: &str) -> Answer {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            ["en-us", "career", player] => self.career(player),
            ["en-us", "search", "account-by-name", name] => self.search(name),
            ["en-us", "rates", "data"] => self.rates(query),
            ["en-us", "rates"] if self.folder.is_none() => Answer::Page(pages::rates(self, query)),
            _ => self.page(&segments),
        }
    }

    fn career(&self, player: &str) -> Answer {
        match player.parse() {
            Ok(PlayerId::BattleTag(battletag)) => match self.id_of(&battletag) {
                Some(id) => Answer::Redirect(format!("/en-us/career/{}/", id.encoded())),
                None => self.page(&["en-us", "career", player]),
            },
            Ok(PlayerId::BlizzardId(id)) => match self.players.iter().find(|p| p.id == id) {
                Some(player) => {
                    Answer::Page(pages::career(player.page.as_deref().unwrap_or(&player.career)))
                }
                None => self.page(&["en-us", "career", &id.encoded()]),
            },
            Err(_) => Answer::NotFound(pages::not_found()),
        }
    }

    fn id_of(&self, battletag: &BattleTag) -> Option<&BlizzardId> {
        let redirects = self.folder.as_ref().map(|folder| &folder.redirects);
        self.players
            .iter()
            .find(|player| player.battletag == *battletag)
            .map(|player| &player.id)
            .or_else(|| redirects?.get(battletag.as_str()))
    }

    fn search(&self, name: &str) -> Answer {
        let name = percent_decode_str(name).decode_utf8_lossy().to_lowercase();
        let found: Vec<Value> = self
            .players
            .iter()
            .filter(|player| player.career.summary.username.to_lowercase() == name)
            .map(search_entry)
            .collect();
        let stored = || self.folder.as_ref()?.search(&name);
        Answer::Json(match found.as_slice() {
            [] => stored().unwrap_or_else(|| "[]".to_owned()),
            found => json!(found).to_string(),
        })
    }

    fn rates(&self, query: &str) -> Answer {
        match &self.folder {
            Some(folder) => match folder.rates.get(query) {
                Some(answer) => Answer::Json(answer.to_string()),
                None => Answer::NotFound(pages::not_found()),
            },
            None => Answer::Json(rates::rates(query, self)),
        }
    }

    fn page(&self, segments: &[&str]) -> Answer {
        let saved = self.folder.as_ref().and_then(|folder| folder.page(segments));
        if let Some(page) = saved.or_else(|| self.generated_page(segments)) {
            return Answer::Page(page);
        }
        let not_found = self.folder.as_ref().map(|folder| folder.not_found(segments));
        Answer::NotFound(not_found.unwrap_or_else(pages::not_found))
    }

    fn generated_page(&self, segments: &[&str]) -> Option<String> {
        match segments {
            // A folder has none of the others.
            [_locale, "news", "patch-notes", "live"] if !self.patch_notes.is_empty() => {
                Some(pages::patch_notes(&self.patch_notes))
            }
            _ if self.folder.is_some() => None,
            [_locale] => Some(pages::roles()),
            [_locale, "heroes"] => Some(pages::heroes(&self.heroes)),
            [_locale, "heroes", key] => {
                self.heroes.iter().find(|hero| hero.key.as_str() == *key).map(pages::hero)
            }
            _ => None,
        }
    }
}

fn search_entry(player: &Player) -> Value {
    let summary = &player.career.summary;
    json!({
        "name": summary.username,
        "isPublic": player.is_public,
        "lastUpdated": summary.last_updated_at,
        "avatar": summary.avatar,
        "namecard": summary.namecard,
        "title": summary.title.as_ref().map(|title| json!({ "en_US": title })),
        "url": player.id,
    })
}
