//! What holds of the database, whatever happened.

use fake::{Player, Site, pages};
use overwatch::{
    SearchEntry,
    career::{self, Career},
};
use serde_json::Value;
use sqlx::Row;
use storage::{
    career::{Stored as _, WholeCareer},
    json,
};

use crate::support::environment::Environment;

use super::{questions::KNOWN, report::Tally};

/// A stored player, with all that is stored of it.
struct Stored {
    id: String,
    battletag: Option<String>,
    name: Option<String>,
    html: Vec<u8>,
    html_bytes: i64,
    search_entry: Option<Value>,
    summary: String,
    career: Career,
}

/// Checks every stored player, and that none of those who were known is missing.
pub(super) async fn check(environment: &Environment, tally: &mut Tally) {
    let site = environment.fake.with_site(|site| site.clone());
    let stored = stored_players(environment).await;
    for player in &stored {
        tally.check(is_one(player, &site), &player.id);
        tally.check(is_whole(player), &player.id);
    }
    for battletag in KNOWN.iter().filter_map(|(_, path)| battletag(path)) {
        let is_there = stored.iter().any(|player| player.battletag.as_deref() == Some(battletag));
        tally.check(is_there.then_some(()).ok_or_else(|| "lost".to_owned()), battletag);
    }
}

/// Checks that nobody is known and unknown, which a player is while Blizzard does not know them any more.
pub(super) async fn check_unknown_players(environment: &Environment, tally: &mut Tally) {
    let unknown = "select count(*) from player_profiles natural join unknown_players";
    let both: i64 =
        sqlx::query_scalar(unknown).fetch_one(&mut environment.connect().await).await.unwrap();
    let held = (both == 0).then_some(()).ok_or_else(|| format!("{both} known and unknown"));
    tally.check(held, "unknown players");
}

fn battletag(path: &'static str) -> Option<&'static str> {
    path.strip_prefix("/players/")?.split('/').next()
}

async fn stored_players(environment: &Environment) -> Vec<Stored> {
    let rows = sqlx::query(
        "select player_id, battletag, name, html_compressed, html_bytes, summary, career_summary, career_gzip
        from player_profiles",
    );
    let rows = rows.fetch_all(&mut environment.connect().await).await.unwrap();
    rows.iter()
        .map(|row| Stored {
            id: row.get("player_id"),
            battletag: row.get("battletag"),
            name: row.get("name"),
            html: unpack(row.get("html_compressed")),
            html_bytes: row.get("html_bytes"),
            search_entry: row.get("summary"),
            summary: row.get("career_summary"),
            career: WholeCareer::stored(row.get("career_gzip")).unwrap().read().unwrap(),
        })
        .collect()
}

fn unpack(frame: &[u8]) -> Vec<u8> {
    zstd::stream::decode_all(frame).unwrap()
}

/// Whether all of it is of one player of the site: the one with that id.
fn is_one(stored: &Stored, site: &Site) -> Result<(), String> {
    let Some(player) = site.players.iter().find(|player| player.id.as_str() == stored.id) else {
        return Err("no player of the site".to_owned());
    };
    let name = &player.career.summary.username;
    if stored.name.as_ref() != Some(name) {
        return Err(format!("is called {:?} instead of {name}", stored.name));
    }
    if stored.battletag.as_deref().is_some_and(|battletag| battletag != player.battletag.as_str()) {
        return Err(format!("has the BattleTag {:?}", stored.battletag));
    }
    let url = stored.search_entry.as_ref().map(|entry| entry["url"].as_str().unwrap_or_default());
    if url.is_some_and(|url| url.parse().as_ref() != Ok(&player.id)) {
        return Err(format!("has the search entry of {url:?}"));
    }
    if is_page_of(&stored.html, player) { Ok(()) } else { Err("has another page".to_owned()) }
}

/// Whether it is the player's page, before or after it changed.
fn is_page_of(html: &[u8], player: &Player) -> bool {
    let before = Site::generated().players.into_iter().find(|before| before.id == player.id);
    let careers = [Some(player.career.clone()), before.map(|before| before.career)];
    careers.into_iter().flatten().any(|career| pages::career(&career).as_bytes() == html)
}

/// Whether what was read of the page is what stands beside it.
fn is_whole(stored: &Stored) -> Result<(), String> {
    let html = std::str::from_utf8(&stored.html).map_err(|error| error.to_string())?;
    if i64::try_from(html.len()) != Ok(stored.html_bytes) {
        return Err("another length".to_owned());
    }
    let entry = stored.search_entry.clone().map(serde_json::from_value::<SearchEntry>);
    let entry = entry.transpose().map_err(|error| error.to_string())?;
    let career = career::parse(html).map_err(|error| error.to_string())?;
    let career = career.with_search_entry(entry.as_ref());
    if json::to_string(&career.summary).unwrap() != stored.summary {
        return Err("the summary is not that of the page".to_owned());
    }
    if career != stored.career {
        return Err("the career is not that of the page".to_owned());
    }
    Ok(())
}
