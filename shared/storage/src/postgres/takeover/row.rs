//! A row of OverFast 4's table, and what becomes of it.

use overwatch::{
    BattleTag, BlizzardId, ParseError, PlayerId,
    career::{self, MASTHEAD},
};
use serde_json::Value;
use sqlx::PgConnection;

use crate::compression::decompress;

/// A row as it stands there.
#[derive(sqlx::FromRow)]
pub(super) struct OldRow {
    player_id: String,
    battletag: Option<String>,
    name: Option<String>,
    html_compressed: Vec<u8>,
    summary: Option<String>,
    last_updated_blizzard: Option<i64>,
    /// Seconds since 1970.
    created_at: f64,
    updated_at: f64,
}

/// What a row turned out to be.
#[derive(PartialEq, Eq)]
pub(super) enum Found {
    /// A player, who is in our table now.
    Player,
    /// A page that says that there is no such player.
    UnknownPlayer,
    /// It cannot be read.
    Unreadable,
}

impl OldRow {
    /// Moves a player into our table. Whatever is there already is newer, for the newest rows come first:
    /// this one only adds what that lacks.
    pub(super) async fn move_in(
        &self,
        connection: &mut PgConnection,
    ) -> Result<Found, sqlx::Error> {
        let Ok(html) = decompress(&self.html_compressed) else { return Ok(Found::Unreadable) };
        if is_unknown_player(&String::from_utf8_lossy(&html)) {
            return Ok(Found::UnknownPlayer);
        }
        let Ok(id) = self.player_id.parse::<BlizzardId>() else { return Ok(Found::Unreadable) };
        let battletag = self.battletag.as_deref().and_then(battletag);
        sqlx::query!(
            r#"
            insert into player_profiles as newer (
                player_id, battletag, name, html_compressed, html_bytes, summary,
                last_updated_blizzard, created_at, updated_at
            )
            values (
                $1,
                case when not exists (select from player_profiles where battletag = $2) then $2 end,
                $3, $4, $5, $6, $7, to_timestamp($8), to_timestamp($9)
            )
            on conflict (player_id) do update set
                battletag = coalesce(newer.battletag, excluded.battletag),
                name = coalesce(newer.name, excluded.name),
                created_at = least(newer.created_at, excluded.created_at)
            "#,
            id.as_str(),
            battletag.as_ref().map(BattleTag::as_str),
            self.name,
            self.html_compressed,
            i64::try_from(html.len()).ok(),
            self.summary.as_deref().and_then(search_entry),
            self.last_updated_blizzard,
            self.created_at,
            self.updated_at,
        )
        .execute(connection)
        .await?;
        Ok(Found::Player)
    }
}

/// Whether a page says that there is no such player. The text is looked for first: reading a whole
/// career takes a thousand times as long.
fn is_unknown_player(page: &str) -> bool {
    let is_without_player =
        || matches!(career::parse(page), Err(ParseError::PlayerNotFound | ParseError::CutOff));
    !page.contains(MASTHEAD) && is_without_player()
}

/// A BattleTag in either spelling.
fn battletag(text: &str) -> Option<BattleTag> {
    match text.parse() {
        Ok(PlayerId::BattleTag(battletag)) => Some(battletag),
        _ => None,
    }
}

/// JSON that our column takes too, which is stricter.
fn search_entry(json: &str) -> Option<Value> {
    let storable = !json.contains("\\u0000");
    serde_json::from_str(json).ok().filter(|entry: &Value| storable && !entry.is_null())
}
