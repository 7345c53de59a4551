//! What holds of the versions of every player, whatever happened.

use overwatch::{
    BlizzardId,
    career::Career,
    history::{Filter, Snapshot, is_same_version},
};
use sqlx::Row;
use storage::{
    Housekeeping, PlayerVersions, PostgresStorage,
    career::{Stored as _, WholeCareer},
};

use super::report::Tally;
use crate::support::{database::settings, environment::Environment};

/// A version as it is stored.
struct Stored {
    taken_at: i64,
    number: i32,
    position: i16,
    newest_at: Option<i64>,
    chain_bytes: Option<i32>,
    bytes: i32,
}

/// A player with all versions, and what is stored of the player now.
struct Player {
    id: BlizzardId,
    profile: Option<Career>,
    versions: Vec<Stored>,
}

/// Checks every version of every player.
pub(super) async fn check(environment: &Environment, tally: &mut Tally) {
    let storage = PostgresStorage::connect(&settings(&environment.database_url, 1)).await.unwrap();
    for player in players(environment).await {
        tally.check(is_counted(&player.versions), player.id.as_str());
        tally.check(is_whole(&storage, &player).await, player.id.as_str());
    }
    storage.close().await;
}

/// In one statement, for others may write.
async fn players(environment: &Environment) -> Vec<Player> {
    let rows = sqlx::query(
        "select player_id, player_profiles.career_gzip as profile, taken_at, number, position, newest_at,
            chain_bytes, octet_length(player_versions.career) + octet_length(player_versions.data) as bytes
        from player_profiles full join player_versions using (player_id)
        order by player_id, number",
    );
    let rows = rows.fetch_all(&mut environment.connect().await).await.unwrap();
    let mut players: Vec<Player> = Vec::new();
    for row in &rows {
        let id: BlizzardId = row.get::<&str, _>("player_id").parse().unwrap();
        if players.last().is_none_or(|player| player.id != id) {
            let profile = row.get::<Option<Vec<u8>>, _>("profile");
            let profile =
                profile.map(|stored| WholeCareer::stored(stored).unwrap().read().unwrap());
            players.push(Player { id, profile, versions: Vec::new() });
        }
        if let (Some(taken_at), Some(player)) = (row.get("taken_at"), players.last_mut()) {
            player.versions.push(Stored {
                taken_at,
                number: row.get("number"),
                position: row.get("position"),
                newest_at: row.get("newest_at"),
                chain_bytes: row.get("chain_bytes"),
                bytes: row.get("bytes"),
            });
        }
    }
    players
}

/// Whether no number, place or time is missing or there twice, and each chain is as long as it says.
fn is_counted(versions: &[Stored]) -> Result<(), String> {
    for pair in versions.windows(2) {
        let [before, after] = pair else { continue };
        let is_next = after.number == before.number + 1
            && after.taken_at > before.taken_at
            && [0, before.position + 1].contains(&after.position);
        if !is_next {
            return Err(format!("version {} follows {}", after.number, before.number));
        }
    }
    for chain in versions.chunk_by(|_, version| version.position > 0) {
        let bytes: i32 = chain.iter().map(|version| version.bytes).sum();
        let newest_at = chain.last().map(|version| version.taken_at);
        let whole = &chain[0];
        if (whole.position, whole.newest_at, whole.chain_bytes) != (0, newest_at, Some(bytes)) {
            return Err(format!("the chain of version {} is another", whole.number));
        }
    }
    Ok(())
}

/// Whether each version can be rebuilt and is another than the one before, and the last is the stored career.
async fn is_whole(storage: &PostgresStorage, player: &Player) -> Result<(), String> {
    let snapshots =
        storage.find_versions(&player.id, None, None, u32::MAX, &Filter::default()).await.unwrap();
    let mut before: Option<Career> = None;
    for Stored { taken_at, number, .. } in &player.versions {
        let kept = storage.find_version(&player.id, *taken_at).await;
        let kept = kept.map_err(|error| error.to_string())?.ok_or("a version is lost")?;
        let career: Career =
            serde_json::from_slice(&kept.career).map_err(|error| error.to_string())?;
        if before.is_some_and(|before| is_same_version(&before, &career)) {
            return Err(format!("version {number} is there twice"));
        }
        let snapshot = snapshots.iter().find(|version| version.taken_at == *taken_at);
        if snapshot.map(|version| &version.snapshot) != Some(&Snapshot::of(&career)) {
            return Err(format!("version {number} has the small data of another"));
        }
        before = Some(career);
    }
    match &player.profile {
        Some(profile) if profile.has_statistics() => before
            .is_some_and(|last| is_same_version(&last, profile))
            .then_some(())
            .ok_or_else(|| "the last version is not what is stored".to_owned()),
        _ => Ok(()),
    }
}
