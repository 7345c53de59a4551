//! Writing a player, and the version that the career makes.

use super::{PostgresStorage, versions::Next};
use crate::{
    Write,
    player::{PlayerSource, StoredCareer},
};

impl PostgresStorage {
    /// One statement for the rules of a write: without its lease nothing is written, an older fetch
    /// changes nothing, what is known is kept, the BattleTag leads to the player of the newest fetch, and
    /// a version is added with the profile.
    #[expect(clippy::too_many_lines, reason = "it is one statement")]
    pub(super) async fn upsert(
        &self,
        source: &PlayerSource,
        html_compressed: &[u8],
        career: &StoredCareer,
        version: Option<&Next>,
        write: Write<'_>,
    ) -> Result<Written, sqlx::Error> {
        let summary =
            source.search_entry.as_ref().and_then(|entry| serde_json::to_value(entry).ok());
        let row = sqlx::query!(
            r#"
            with allowed as (
                select now() - make_interval(secs => $10) as fetched_at
                from leases
                where key = $12 and owner = $13 and failure is null and until > now()
                    and ($14 or exists (select from player_profiles where player_id = $1))
                -- Whoever ends the lease, as forgetting a player does, comes before this or after it.
                for share
            ),
            named as (
                insert into battletags as stored (battletag, player_id, seen_at)
                select $2, $1, fetched_at from allowed where $2::text is not null
                on conflict (battletag) do update
                set player_id = excluded.player_id, seen_at = excluded.seen_at
                where stored.seen_at <= excluded.seen_at
                returning 1
            ),
            -- Where the version before this one looks for it.
            freed as (
                update player_profiles
                set battletag = null
                where battletag = $2 and player_id <> $1 and exists (select from named)
                returning 1
            ),
            -- Read before the insert, so that the BattleTag is free by then.
            moved as (select count(*) as rows from freed),
            written as (
                insert into player_profiles as stored (
                    player_id, battletag, name, html_compressed, html_bytes, summary, search_failed,
                    career_summary, career_gzip, career_values_gzip, career_snapshot, data_version,
                    last_updated_blizzard, created_at, updated_at, public_at
                )
                select
                    $1, case when rows >= 0 and exists (select from named) then $2 end, $3, $4, $11, $5, $15,
                    convert_from($6, 'UTF8'), $7, $21, $22, $8, $9, now(), fetched_at,
                    case when $20 then fetched_at end
                from allowed, moved
                on conflict (player_id) do update set
                    battletag = coalesce(excluded.battletag, stored.battletag),
                    name = coalesce(excluded.name, stored.name),
                    html_compressed = excluded.html_compressed,
                    html_bytes = excluded.html_bytes,
                    summary = excluded.summary,
                    search_failed = excluded.search_failed,
                    career_summary = excluded.career_summary,
                    career = null,
                    career_gzip = excluded.career_gzip,
                    career_values_gzip = excluded.career_values_gzip,
                    career_snapshot = excluded.career_snapshot,
                    data_version = excluded.data_version,
                    last_updated_blizzard = excluded.last_updated_blizzard,
                    updated_at = excluded.updated_at,
                    public_at = excluded.public_at
                where stored.updated_at <= excluded.updated_at
                returning floor(extract(epoch from updated_at))::bigint as taken_at
            ),
            -- Locks the whole version, which is gone when its chain was pruned a moment ago.
            extended as (
                update player_versions as whole
                set newest_at = written.taken_at,
                    chain_bytes = chain_bytes + octet_length($18::bytea) + octet_length($19::bytea)
                from written
                where player_id = $1 and number = $16::integer - $17::smallint and $17 > 0
                    and newest_at < written.taken_at
                returning 1
            ),
            added as (
                insert into player_versions (
                    player_id, taken_at, number, position, career, data, data_version,
                    last_updated_blizzard, newest_at, chain_bytes
                )
                select $1, taken_at, $16, $17, $18, $19, $8, $9, case when $17 = 0 then taken_at end,
                    case when $17 = 0 then octet_length($18) + octet_length($19) end
                from written
                where $17 = 0 and not exists (
                        select from player_versions as newer
                        where newer.player_id = $1 and newer.taken_at >= written.taken_at
                    )
                    or exists (select from extended)
                returning 1
            )
            select exists (select from written) as "is_stored!", exists (select from added) as "is_added!"
            "#,
            source.id.as_str(),
            source.battletag.as_ref().map(overwatch::BattleTag::as_str),
            source.name,
            html_compressed,
            summary,
            career.summary.json(),
            career.whole,
            career.data_version,
            source.last_updated_blizzard,
            write.age.as_secs_f64(),
            i64::try_from(source.html.len()).ok(),
            write.lease.key,
            write.lease.owner.0,
            write.may_insert,
            source.search_failed,
            version.map(|next| next.number),
            version.map(|next| next.version.link.position),
            version.map(|next| next.version.link.frame.as_slice()),
            version.map(|next| next.version.data.as_slice()),
            !source.is_private(),
            career.values,
            career.snapshot,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Written {
            is_stored: row.is_stored,
            is_version_lost: version.is_some() && !row.is_added,
        })
    }
}

/// What came of a write.
pub(super) struct Written {
    pub(super) is_stored: bool,
    /// Whether the version was not added: another was, or its chain is gone.
    pub(super) is_version_lost: bool,
}
