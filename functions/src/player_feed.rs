//! What happened to a player, as an Atom feed.

use std::cmp::Reverse;

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Link, Person};
use chrono::DateTime;
use overwatch::{
    history::{Change, Counters, News, Version, changes},
    path_segment,
};
use uuid::{Builder, Uuid};
use xxhash_rust::xxh3::xxh3_128;

use crate::{http::Error, names};

/// Whose feed it is.
pub(crate) struct Subject<'a> {
    /// What never changes of the player. What entries are called depends on it, and not on where the API is.
    pub(crate) id: &'a str,
    /// What the player is called now.
    pub(crate) name: &'a str,
    /// When the player last changed, in seconds since 1970, for a feed that has nothing to tell.
    pub(crate) last_modified: Option<i64>,
}

/// The feed of a player's versions, given in the order of their time, with links to the API at `base_url`:
/// at most `limit` entries, the newest first.
pub(crate) fn feed(
    subject: &Subject,
    versions: &[Version],
    limit: usize,
    base_url: &str,
) -> Result<String, Error> {
    let player_url = format!("{base_url}/players/{}", path_segment(subject.id));
    let mut news = changes(versions);
    // Those of one version stay in their order.
    news.sort_by_key(|news| Reverse(news.taken_at));
    news.truncate(limit);
    let told = news.first().map(|news| news.taken_at);
    let seen = versions.last().map(|version| version.taken_at);
    let feed = Feed {
        title: format!("{} in Overwatch", subject.name).into(),
        id: urn(subject.id),
        updated: time(told.or(seen).or(subject.last_modified).unwrap_or_default()),
        authors: vec![Person { name: subject.name.to_owned(), ..Person::default() }],
        links: vec![
            link("self", format!("{player_url}/feed.atom"), "application/atom+xml"),
            link("alternate", format!("{player_url}/history"), "application/json"),
        ],
        lang: Some("en".to_owned()),
        entries: news.iter().map(|news| entry(subject.id, news, &player_url)).collect(),
        ..Feed::default()
    };
    let xml = feed.write_to(Vec::new()).map_err(Error::unwritable)?;
    let mut xml = String::from_utf8(xml).map_err(Error::unwritable)?;
    // XML cannot hold them in any form; there are no lines to keep.
    xml.retain(|character| {
        !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}')
    });
    Ok(xml)
}

fn entry(player: &str, news: &News, player_url: &str) -> Entry {
    let then = format!("{player_url}/history/{}", news.taken_at);
    let told = |text| Content { value: Some(text), ..Content::default() };
    Entry {
        title: title(&news.change).into(),
        id: urn(&format!("{player} {}", news.id)),
        updated: time(news.taken_at),
        published: Some(time(news.taken_at)),
        links: vec![link("alternate", then, "application/json")],
        content: details(&news.change).map(told),
        ..Entry::default()
    }
}

/// A name that everybody who makes one of the same text makes too.
fn urn(text: &str) -> String {
    let uuid: Uuid =
        Builder::from_custom_bytes(xxh3_128(text.as_bytes()).to_be_bytes()).into_uuid();
    uuid.urn().to_string()
}

fn time(seconds: i64) -> FixedDateTime {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().fixed_offset()
}

fn link(rel: &str, href: String, media_type: &str) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: Some(media_type.to_owned()), ..Link::default() }
}

fn title(change: &Change) -> String {
    match change {
        Change::Name { before, after } => format!("New name: {after}, was {before}"),
        Change::Title { after: Some(title), .. } => format!("New title: {title}"),
        Change::Title { after: None, .. } => "No title any more".to_owned(),
        Change::Endorsement { before: Some(before), after: Some(after) } => {
            format!("Endorsement: {after}, was {before}")
        }
        Change::Endorsement { after: Some(after), .. } => format!("Endorsement: {after}"),
        Change::Endorsement { after: None, .. } => "No endorsement any more".to_owned(),
        Change::Rank(rank) => names::moved_rank(rank),
        Change::Session { platform, gamemode, played } => {
            let Counters { games_played, games_won, games_lost, .. } = played;
            let (platform, gamemode) = (platform.name(), names::gamemode(*gamemode));
            let games = names::games(*games_played);
            format!("{platform}, {gamemode}: {games}, {games_won} won, {games_lost} lost")
        }
    }
}

/// What is worth telling beyond the title.
fn details(change: &Change) -> Option<String> {
    let Change::Session { played, .. } = change else { return None };
    let Counters { time_played, eliminations, assists, deaths, .. } = played;
    let played = names::duration(*time_played);
    let scores = format!("{eliminations} eliminations, {assists} assists, {deaths} deaths");
    Some(format!("{played} played: {scores}."))
}
