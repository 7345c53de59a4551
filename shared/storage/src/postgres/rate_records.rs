//! Hero rates over time.

use std::{io, time::Duration};

use async_trait::async_trait;
use overwatch::rates::record::{Games, RateRecord, RecordedRate};

use super::PostgresStorage;
use crate::{
    Error, RateRecords, Result,
    compression::{Effort, compress, decompress},
};

/// Kinds of games by columns, as statements take them.
#[derive(Default)]
struct Columns {
    platforms: Vec<String>,
    gamemodes: Vec<String>,
    regions: Vec<String>,
    divisions: Vec<String>,
}

impl Columns {
    fn of(games: &[Games]) -> Self {
        let mut columns = Self::default();
        for kind in games {
            columns.platforms.push(kind.platform.to_string());
            columns.gamemodes.push(kind.gamemode.to_string());
            columns.regions.push(kind.region.to_string());
            columns.divisions.push(kind.division_key());
        }
        columns
    }
}

#[async_trait]
impl RateRecords for PostgresStorage {
    async fn find_unrecorded_games(&self, games: &[Games]) -> Result<Vec<Games>> {
        let Columns { platforms, gamemodes, regions, divisions } = Columns::of(games);
        let recorded = sqlx::query_scalar!(
            r#"
            select exists (
                select from hero_rates
                where hero_rates.platform = games.platform and hero_rates.gamemode = games.gamemode
                    and hero_rates.region = games.region and hero_rates.division = games.division
                    and day = floor(extract(epoch from now()) / 86400)::integer
            ) as "is_recorded!"
            from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality
                as games (platform, gamemode, region, division, number)
            order by number
            "#,
            &platforms,
            &gamemodes,
            &regions,
            &divisions,
        )
        .fetch_all(&self.reads)
        .await?;
        let unrecorded = games.iter().zip(recorded).filter(|(_, is_recorded)| !is_recorded);
        Ok(unrecorded.map(|(games, _)| games.clone()).collect())
    }

    async fn add_rate_record(
        &self,
        games: &Games,
        rates: Option<&[RecordedRate]>,
        age: Duration,
    ) -> Result<bool> {
        let rates = rates.map(frame).transpose()?;
        let done = sqlx::query!(
            "
            insert into hero_rates (taken_at, platform, gamemode, region, division, rates)
            values (floor(extract(epoch from now() - make_interval(secs => $1)))::bigint, $2, $3, $4, $5, $6)
            on conflict do nothing
            ",
            age.as_secs_f64(),
            games.platform.to_string(),
            games.gamemode.to_string(),
            games.region.to_string(),
            games.division_key(),
            rates,
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn complete_rate_day(&self, games: &[Games], age: Duration) -> Result<bool> {
        let Columns { platforms, gamemodes, regions, divisions } = Columns::of(games);
        let is_whole = sqlx::query_scalar!(
            r#"
            with whole as (
                select today.day
                from (
                    select floor(extract(epoch from now() - make_interval(secs => $5)) / 86400)::integer as day
                ) as today
                where not exists (
                    select from unnest($1::text[], $2::text[], $3::text[], $4::text[])
                        as games (platform, gamemode, region, division)
                    where not exists (
                        select from hero_rates
                        where hero_rates.platform = games.platform and hero_rates.gamemode = games.gamemode
                            and hero_rates.region = games.region and hero_rates.division = games.division
                            and hero_rates.day = today.day
                    )
                )
            ), noted as (
                insert into hero_rate_days select day from whole
                on conflict do nothing
            )
            select exists (select from whole) as "is_whole!"
            "#,
            &platforms,
            &gamemodes,
            &regions,
            &divisions,
            age.as_secs_f64(),
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(is_whole)
    }

    async fn find_rate_records(
        &self,
        games: &Games,
        since: Option<i64>,
        until: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RateRecord>> {
        let rows = sqlx::query!(
            r#"
            select taken_at, rates as "rates!"
            from hero_rates join hero_rate_days using (day)
            where platform = $1 and gamemode = $2 and region = $3 and division = $4
                and taken_at between $5 and $6 and rates is not null
            order by day desc
            limit $7
            "#,
            games.platform.to_string(),
            games.gamemode.to_string(),
            games.region.to_string(),
            games.division_key(),
            since.unwrap_or(i64::MIN),
            until.unwrap_or(i64::MAX),
            i64::from(limit),
        )
        .fetch_all(&self.reads)
        .await?;
        let records = rows.into_iter().filter_map(|row| {
            let rates = rates(&row.rates)
                .inspect_err(|error| tracing::error!(%error, "recorded hero rates are damaged"))
                .ok()?;
            Some(RateRecord { taken_at: row.taken_at, rates })
        });
        Ok(records.collect())
    }
}

fn frame(rates: &[RecordedRate]) -> Result<Vec<u8>> {
    let json = RecordedRate::to_bytes(rates).map_err(io::Error::other);
    json.and_then(|json| compress(&json, Effort::Thorough)).map_err(Error::Compress)
}

fn rates(frame: &[u8]) -> io::Result<Vec<RecordedRate>> {
    RecordedRate::from_bytes(&decompress(frame)?).map_err(io::Error::other)
}
