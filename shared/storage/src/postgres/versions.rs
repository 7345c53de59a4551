//! Versions of careers.

use async_trait::async_trait;
use overwatch::{
    BlizzardId,
    history::{Filter, Snapshot, Version},
};

use super::PostgresStorage;
use crate::{
    Lease, PlayerVersions, Result, Write,
    career::whole_json,
    player::StoredCareer,
    versions::{KeptVersion, Link, NewVersion, next_version, read, rebuild},
};

/// A version that a write adds.
pub(super) struct Next {
    pub(super) number: i32,
    pub(super) version: NewVersion,
}

/// The newest version that was asked for.
struct Newest {
    taken_at: i64,
    number: i32,
    last_updated_blizzard: Option<i64>,
    /// Its chain, as far as itself.
    chain: Vec<Link>,
}

#[async_trait]
impl PlayerVersions for PostgresStorage {
    async fn find_versions(
        &self,
        id: &BlizzardId,
        since: Option<i64>,
        until: Option<i64>,
        limit: u32,
        filter: &Filter,
    ) -> Result<Vec<Version>> {
        let rows = sqlx::query!(
            "
            select taken_at, last_updated_blizzard, data
            from player_versions
            where player_id = $1 and taken_at between $2 and $3
            order by taken_at desc
            limit $4
            ",
            id.as_str(),
            since.unwrap_or(i64::MIN),
            until.unwrap_or(i64::MAX),
            i64::from(limit),
        )
        .fetch_all(&self.reads)
        .await?;
        let versions = rows.into_iter().filter_map(|row| {
            let snapshot = Snapshot::from_bytes(&row.data, filter)
                .inspect_err(|error| tracing::error!(%error, "a version is damaged"))
                .ok()?;
            let last_updated_blizzard = row.last_updated_blizzard;
            Some(Version { taken_at: row.taken_at, last_updated_blizzard, snapshot })
        });
        Ok(versions.collect())
    }

    async fn find_version(&self, id: &BlizzardId, until: i64) -> Result<Option<KeptVersion>> {
        let Some(newest) = self.find_newest(id, until).await? else { return Ok(None) };
        let Some(link) = newest.chain.last() else { return Ok(None) };
        Ok(Some(KeptVersion {
            taken_at: newest.taken_at,
            career: rebuild(&newest.chain)?,
            last_updated_blizzard: newest.last_updated_blizzard,
            data_version: link.data_version,
        }))
    }
}

impl PostgresStorage {
    /// The version that a career makes behind those that are kept, if any.
    pub(super) async fn next_version(
        &self,
        id: &BlizzardId,
        career: &StoredCareer,
        write: Write<'_>,
    ) -> Result<Option<Next>> {
        let mut newest = self.find_newest(id, i64::MAX).await?;
        if newest.is_none() && self.adopt(id, write.lease).await? {
            newest = self.find_newest(id, i64::MAX).await?;
        }
        let chain = newest.as_ref().map(|newest| newest.chain.as_slice()).unwrap_or_default();
        let number = newest.as_ref().map_or(1, |newest| newest.number + 1);
        let version = next_version(chain, &career.career, &career.json, career.data_version)?;
        Ok(version.map(|version| Next { number, version }))
    }

    async fn find_newest(&self, id: &BlizzardId, until: i64) -> Result<Option<Newest>> {
        let rows = sqlx::query!(
            "
            select taken_at, number, position, career, data_version, last_updated_blizzard
            from player_versions
            where player_id = $1 and taken_at <= $2 and taken_at >= coalesce(
                (
                    select taken_at from player_versions
                    where player_id = $1 and taken_at <= $2 and position = 0
                    order by taken_at desc
                    limit 1
                ),
                0
            )
            order by taken_at desc
            -- More than a chain has are damaged.
            limit 16
            ",
            id.as_str(),
            until,
        )
        .fetch_all(&self.reads)
        .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let (taken_at, number) = (first.taken_at, first.number);
        let last_updated_blizzard = first.last_updated_blizzard;
        let links = rows.into_iter().rev().map(|row| Link {
            position: row.position,
            frame: row.career,
            data_version: row.data_version,
        });
        Ok(Some(Newest { taken_at, number, last_updated_blizzard, chain: links.collect() }))
    }

    /// Makes what is stored of a player without versions the first one, under the lease of the write that
    /// takes its place; whether it did.
    async fn adopt(&self, id: &BlizzardId, lease: &Lease) -> Result<bool> {
        let row = sqlx::query!(
            r#"
            select coalesce(career, career_gzip) as "career!", data_version, last_updated_blizzard,
                floor(extract(epoch from updated_at))::bigint as "taken_at!"
            from player_profiles
            where player_id = $1 and coalesce(career, career_gzip) is not null
            "#,
            id.as_str(),
        )
        .fetch_optional(&self.reads)
        .await?;
        let Some(row) = row else { return Ok(false) };
        let Ok(json) = whole_json(row.career) else {
            tracing::error!("a stored career is damaged: it makes no version");
            return Ok(false);
        };
        let Some(career) = read(&json) else { return Ok(false) };
        let version = next_version(&[], &career, &json, row.data_version)?;
        let Some(version) = version else { return Ok(false) };
        let done = sqlx::query!(
            "
            insert into player_versions (
                player_id, taken_at, number, position, career, data, data_version,
                last_updated_blizzard, newest_at, chain_bytes
            )
            select $1, $2, 1, 0, $3, $4, $5, $6, $2, octet_length($3::bytea) + octet_length($4::bytea)
            from leases
            where key = $7 and owner = $8 and failure is null and until > now()
            -- Whoever ends the lease, as forgetting a player does, comes before this or after it.
            for share
            on conflict do nothing
            ",
            id.as_str(),
            row.taken_at,
            version.link.frame,
            version.data,
            row.data_version,
            row.last_updated_blizzard,
            lease.key,
            lease.owner.0,
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
