//! Stored players.

use std::{fmt::Display, time::Duration};

use async_trait::async_trait;
use overwatch::{BlizzardId, PlayerId, SearchEntry};
use serde_json::Value;

use super::{PostgresStorage, Seconds, error::lost_a_race, upsert::Written};
use crate::{
    Error, Lease, PlayerProfiles, Result, Write,
    compression::{compress, decompress},
    player::{CareerPart, PlayerProfile, PlayerSource, StoredCareer, Visibility},
};

/// Two processes that move one BattleTag at once, or add a version of one player, collide on an index; the second
/// wins on trying again.
const ATTEMPTS: u32 = 3;

/// A stored player as it is selected, with the part of the career that is wanted.
#[expect(clippy::struct_excessive_bools, reason = "they are columns")]
struct Row {
    player_id: String,
    career: Option<Vec<u8>>,
    data_version: i16,
    last_updated_blizzard: Option<i64>,
    age: Seconds,
    is_leased: bool,
    search_failed: bool,
    is_noted: bool,
    is_public: bool,
}

impl Row {
    fn read(self) -> Result<PlayerProfile> {
        Ok(PlayerProfile {
            id: read("player_profiles.player_id", self.player_id.parse())?,
            career: self.career,
            data_version: self.data_version,
            last_updated_blizzard: self.last_updated_blizzard,
            age: self.age.into(),
            is_leased: self.is_leased,
            search_failed: self.search_failed,
            is_noted: self.is_noted,
            visibility: Visibility::of(self.is_public),
        })
    }
}

#[async_trait]
impl PlayerProfiles for PostgresStorage {
    async fn find_player_profile(
        &self,
        id: &PlayerId,
        part: CareerPart,
    ) -> Result<Option<PlayerProfile>> {
        let (blizzard_id, battletag) = match id {
            PlayerId::BlizzardId(id) => (Some(id.as_str()), None),
            PlayerId::BattleTag(battletag) => (None, Some(battletag.as_str())),
        };
        let row = sqlx::query_as!(
            Row,
            r#"
            select
                player_id,
                -- A release before these columns writes "career" and leaves them as they are; all others empty it.
                case $3
                    when 'summary' then convert_to(career_summary, 'UTF8')
                    when 'whole' then coalesce(career, career_gzip)
                    when 'values' then coalesce(career, career_values_gzip)
                    when 'snapshot' then coalesce(career, career_snapshot)
                end as career,
                data_version,
                last_updated_blizzard,
                date_part('epoch', now() - updated_at) as "age!: Seconds",
                -- One row by its key: `exists` would be planned as a look at all leases.
                coalesce((select until > now() from leases where key = 'player:' || player_id), false)
                    as "is_leased!",
                search_failed,
                coalesce(asked_at > now() - interval '1 day', false) as "is_noted!",
                coalesce(public_at = updated_at, false) as "is_public!"
            from player_profiles
            where player_id = coalesce(
                -- A select of its own: a plan for one ID would look cheaper than the plan for any player, and be made anew
                -- for each look-up.
                (select $1::text),
                (select player_id from battletags where battletag = $2),
                (select player_id from player_profiles where battletag = $2)
            )
            "#,
            blizzard_id,
            battletag,
            <&str>::from(part),
        )
        .fetch_optional(&self.reads)
        .await?;
        row.map(Row::read).transpose()
    }

    async fn find_player_profiles(
        &self,
        wanted: &[(&PlayerId, CareerPart)],
    ) -> Result<Vec<Option<PlayerProfile>>> {
        let ids: Vec<String> = wanted.iter().map(|(id, _)| id.as_str().to_owned()).collect();
        let parts: Vec<String> =
            wanted.iter().map(|(_, part)| <&str>::from(part).to_owned()).collect();
        let rows = sqlx::query!(
            r#"
            select
                wanted.number as "number!",
                player_id,
                case part
                    when 'summary' then convert_to(career_summary, 'UTF8')
                    when 'whole' then coalesce(career, career_gzip)
                    when 'values' then coalesce(career, career_values_gzip)
                    when 'snapshot' then coalesce(career, career_snapshot)
                end as career,
                data_version,
                last_updated_blizzard,
                date_part('epoch', now() - updated_at) as "age!: Seconds",
                coalesce((select until > now() from leases where key = 'player:' || player_id), false)
                    as "is_leased!",
                search_failed,
                coalesce(asked_at > now() - interval '1 day', false) as "is_noted!",
                coalesce(public_at = updated_at, false) as "is_public!"
            from unnest($1::text[], $2::text[]) with ordinality as wanted (id, part, number)
            join player_profiles on player_id = case
                -- No BattleTag has one.
                when position('|' in wanted.id) > 0 then wanted.id
                else coalesce(
                    (select named.player_id from battletags as named where named.battletag = wanted.id),
                    (select named.player_id from player_profiles as named where named.battletag = wanted.id)
                )
            end
            "#,
            &ids,
            &parts,
        )
        .fetch_all(&self.reads)
        .await?;
        let mut found: Vec<_> = wanted.iter().map(|_| None).collect();
        for row in rows {
            let place = usize::try_from(row.number - 1).ok().and_then(|place| found.get_mut(place));
            let profile = Row {
                player_id: row.player_id,
                career: row.career,
                data_version: row.data_version,
                last_updated_blizzard: row.last_updated_blizzard,
                age: row.age,
                is_leased: row.is_leased,
                search_failed: row.search_failed,
                is_noted: row.is_noted,
                is_public: row.is_public,
            };
            if let Some(place) = place {
                *place = Some(profile.read()?);
            }
        }
        Ok(found)
    }

    async fn find_player_source(&self, id: &BlizzardId) -> Result<Option<PlayerSource>> {
        let row = sqlx::query!(
            r#"
            select
                coalesce(
                    (
                        select battletags.battletag from battletags
                        where battletags.player_id = $1
                        order by seen_at desc, battletags.battletag desc
                        limit 1
                    ),
                    battletag
                ) as battletag,
                name, html_compressed, summary, search_failed, last_updated_blizzard
            from player_profiles
            where player_id = $1
            "#,
            id.as_str(),
        )
        .fetch_optional(&self.reads)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let html = read("player_profiles.html_compressed", decompress(&row.html_compressed))?;
        let battletag = row.battletag.map(|battletag| battletag.parse()).transpose();
        Ok(Some(PlayerSource {
            id: id.clone(),
            battletag: read("player_profiles.battletag", battletag)?,
            name: row.name,
            html: String::from_utf8_lossy(&html).into_owned(),
            search_entry: row.summary.and_then(read_search_entry),
            search_failed: row.search_failed,
            last_updated_blizzard: row.last_updated_blizzard,
        }))
    }

    async fn set_player_profile(
        &self,
        source: &PlayerSource,
        career: &StoredCareer,
        write: Write<'_>,
    ) -> Result<bool> {
        let html_compressed =
            compress(source.html.as_bytes(), career.effort).map_err(Error::Compress)?;
        let mut attempt = 1;
        loop {
            let version = self.next_version(&source.id, career, write).await?;
            match self.upsert(source, &html_compressed, career, version.as_ref(), write).await {
                Err(error) if lost_a_race(&error) && attempt < ATTEMPTS => {}
                Ok(Written { is_stored: true, is_version_lost: true }) if attempt < ATTEMPTS => {}
                result => return Ok(result?.is_stored),
            }
            attempt += 1;
        }
    }

    async fn touch_player_profile(&self, id: &BlizzardId, lease: &Lease) -> Result<bool> {
        let done = sqlx::query!(
            r#"
            update player_profiles
            set updated_at = now(), public_at = case when public_at = updated_at then now() end
            where player_id = $1 and exists (
                select from leases
                where key = $2 and owner = $3 and failure is null and until > now()
            )
            "#,
            id.as_str(),
            lease.key,
            lease.owner.0,
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn set_career(&self, id: &BlizzardId, career: &StoredCareer) -> Result<()> {
        sqlx::query!(
            r#"
            update player_profiles
            set career_summary = convert_from($2, 'UTF8'), career = null, career_gzip = $3,
                career_values_gzip = $4, career_snapshot = $5, data_version = $6
            where player_id = $1 and (data_version < $6 or coalesce(career, career_gzip) is null)
            "#,
            id.as_str(),
            career.summary.json(),
            career.whole,
            career.values,
            career.snapshot,
            career.data_version,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn note_asked(&self, ids: &[&BlizzardId]) -> Result<()> {
        let ids: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        sqlx::query!(
            r#"
            update player_profiles
            set asked_at = now()
            where player_id = any(array(
                select player_id from player_profiles
                where player_id = any($1) and coalesce(asked_at <= now() - interval '1 day', true)
                -- A response does not wait for who writes the row: the next request notes it.
                for update skip locked
            ))
            "#,
            &ids,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn find_players_to_follow(&self, asked_within: Duration) -> Result<Vec<BlizzardId>> {
        let rows = sqlx::query!(
            r#"
            with followed as (
                select player_id, updated_at, updated_at < now() - interval '26 hours' as is_late,
                    -- How often this is asked again before the player was not confirmed for a day.
                    greatest(floor(extract(epoch from updated_at + interval '1 day' - now()) / 3600), 0) as chances
                from player_profiles
                where asked_at > now() - make_interval(secs => $1)
            ),
            numbered as (
                select *, row_number() over (partition by is_late order by updated_at, player_id) as number
                from followed
            ),
            hours as (
                select most,
                    -- Those whom as many each later hour could not confirm in time.
                    least(most, greatest(coalesce(max(number - chances * most) filter (where not is_late), 0), 0)) as players
                from (select *, ceil(count(*) over () / 24.0) as most from numbered) as numbered
                group by most
            )
            select player_id
            from numbered, hours
            where number <= case when is_late then most - players else players end
            order by updated_at, player_id
            "#,
            asked_within.as_secs_f64(),
        )
        .fetch_all(&self.reads)
        .await?;
        // One that cannot be read keeps nobody else from being followed.
        Ok(rows.into_iter().filter_map(|row| row.player_id.parse().ok()).collect())
    }
}

/// What a column holds, which may be nothing that we write.
fn read<T>(column: &'static str, value: Result<T, impl Display>) -> Result<T> {
    value.map_err(|error| Error::Corrupt { column, problem: error.to_string() })
}

/// A search entry only adds to a page: one that cannot be read is left out until the next refresh.
fn read_search_entry(value: Value) -> Option<SearchEntry> {
    serde_json::from_value(value)
        // Not the error: it may quote the entry.
        .inspect_err(|_| tracing::warn!("a stored search entry cannot be read"))
        .ok()
}
