//! The rate limiter towards Blizzard, in one row.

use std::time::Duration;

use async_trait::async_trait;

use super::{Count, PostgresStorage, Seconds};
use crate::{
    RateLimiting, Result,
    rate_limiter::{
        Outcome, RateLimiter, Reservation, SLOTS_PER_REFRESH, SPARE_REST, Shares, Slot, Urgency,
        pause_after_refusal,
    },
};

/// That Blizzard answers is noted as often as this.
const NOTED_EVERY: Duration = Duration::from_mins(1);

#[async_trait]
impl RateLimiting for PostgresStorage {
    /// Of two requests at the same time, the row's lock gives one the next slot and the other the slot after
    /// it. Deletes the shares of a minute that is over.
    async fn reserve_slot(&self, urgency: Urgency, longest_wait: Duration) -> Result<Reservation> {
        if urgency == Urgency::Spare {
            return self.reserve_spare_slot().await;
        }
        loop {
            let row = sqlx::query!(
                r#"
                with given as (
                    update blizzard_pace
                    set next_slot = greatest(next_slot, now()) + make_interval(secs => delay_ms / 1000.0),
                        slots_since_refresh = case when $2 then 0 else slots_since_refresh + 1 end,
                        share_key = case when shares_since > now() - interval '1 minute' then share_key
                            else ''::bytea end,
                        shares = case when shares_since > now() - interval '1 minute' then shares
                            else '{}'::jsonb end
                    where next_slot <= now() + make_interval(secs => $1)
                        and (not $2 or next_slot <= now() or slots_since_refresh + 1 >= $3::bigint)
                    returning refusals, next_slot - make_interval(secs => delay_ms / 1000.0) as slot
                )
                select given.refusals as "refusals?: Count",
                    extract(epoch from coalesce(slot, next_slot) - now())::float8 as "wait!: Seconds"
                from blizzard_pace left join given on true
                "#,
                longest_wait.as_secs_f64(),
                urgency == Urgency::Background,
                i64::from(SLOTS_PER_REFRESH),
            )
            .fetch_optional(&self.pool)
            .await?;
            let Some(row) = row else {
                self.begin(RateLimiter::default()).await?;
                continue;
            };
            let wait = row.wait.into();
            match row.refusals {
                Some(refusals) => {
                    return Ok(Reservation::Given(Slot { wait, refusals: refusals.into() }));
                }
                None if wait > longest_wait || urgency == Urgency::Background => {
                    return Ok(Reservation::TooFar(wait));
                }
                // It has come nearer in the meantime.
                None => {}
            }
        }
    }

    async fn find_rate_limiter(&self) -> Result<RateLimiter> {
        Ok(self.stored_limiter().await?.unwrap_or_default())
    }

    async fn report(&self, slot: &Slot, outcome: Outcome) -> Result<()> {
        loop {
            let Some(before) = self.stored_limiter().await? else { return Ok(()) };
            let after = before.after(slot, outcome);
            let is_news = outcome == Outcome::Answered && before.answered_ago >= NOTED_EVERY;
            if (after == before && !is_news) || self.replace(before, after, outcome).await? {
                return Ok(());
            }
        }
    }

    async fn take_shares(&self, client: &str, wanted: u32, limit: u32) -> Result<Shares> {
        loop {
            let row = sqlx::query_as!(
                Shares,
                r#"
                with current as materialized (
                    select
                        case when is_over then decode(replace(gen_random_uuid()::text, '-', ''), 'hex')
                            else share_key end as share_key,
                        case when is_over then '{}'::jsonb else shares end as shares,
                        case when is_over then now() else shares_since end as since
                    from blizzard_pace,
                        lateral (select shares_since <= now() - interval '1 minute' as is_over) as time
                    for update of blizzard_pace
                ),
                counted as (
                    select *, least($2::bigint, greatest($3::bigint - so_far, 0)) as taken
                    from current,
                        lateral (
                            select left(encode(sha256(share_key || convert_to($1, 'UTF8')), 'hex'), 32)
                                as client
                        ) as hash,
                        lateral (select coalesce((shares ->> client)::bigint, 0) as so_far) as before
                ),
                given as (
                    update blizzard_pace
                    set share_key = counted.share_key,
                        shares = counted.shares || jsonb_build_object(client, so_far + taken),
                        shares_since = since
                    from counted
                    where taken > 0
                )
                select taken as "taken!: Count",
                    extract(epoch from since + interval '1 minute' - now())::float8
                        as "renewed_in!: Seconds"
                from counted
                "#,
                client,
                i64::from(wanted),
                i64::from(limit),
            )
            .fetch_optional(&self.pool)
            .await?;
            match row {
                Some(shares) => return Ok(shares),
                None => self.begin(RateLimiter::default()).await?,
            }
        }
    }
}

impl PostgresStorage {
    /// The rate limiter now; `None` before the first request.
    async fn stored_limiter(&self) -> Result<Option<RateLimiter>> {
        let limiter = sqlx::query_as!(
            RateLimiter,
            r#"
            select
                (delay_ms / 1000.0)::float8 as "delay!: Seconds",
                extract(epoch from recovery_blocked_until - now())::float8
                    as "recovery_blocked_for!: Seconds",
                extract(epoch from now() - answered_at)::float8 as "answered_ago!: Seconds",
                (threshold_ms / 1000.0)::float8 as "threshold!: Seconds",
                streak::bigint as "streak!: Count",
                failures::bigint as "failures!: Count",
                refusals as "refusals!: Count"
            from blizzard_pace
            "#,
        );
        Ok(limiter.fetch_optional(&self.reads).await?)
    }

    /// Takes a slot that has passed unused. The next one stays where it is: for everybody else it is as if
    /// that had been the request's time.
    async fn reserve_spare_slot(&self) -> Result<Reservation> {
        loop {
            let row = sqlx::query!(
                r#"
                with given as (
                    update blizzard_pace
                    set next_slot = now()
                    where next_slot + make_interval(secs => delay_ms / 1000.0) <= now()
                        and recovery_blocked_until + make_interval(secs => $1) <= now()
                    returning refusals
                )
                select given.refusals as "refusals?: Count",
                    extract(epoch from greatest(
                        next_slot + make_interval(secs => delay_ms / 1000.0),
                        recovery_blocked_until + make_interval(secs => $1)
                    ) - now())::float8 as "wait!: Seconds"
                from blizzard_pace left join given on true
                "#,
                SPARE_REST.as_secs_f64(),
            )
            .fetch_optional(&self.pool)
            .await?;
            let Some(row) = row else {
                self.begin(RateLimiter::default()).await?;
                continue;
            };
            return Ok(match row.refusals {
                Some(refusals) => {
                    Reservation::Given(Slot { wait: Duration::ZERO, refusals: refusals.into() })
                }
                None => Reservation::TooFar(row.wait.into()),
            });
        }
    }

    /// Stores the first rate limiter, with its slot free now.
    async fn begin(&self, limiter: RateLimiter) -> Result<()> {
        sqlx::query!(
            r#"
            insert into blizzard_pace (
                next_slot, delay_ms, threshold_ms, streak, refusals, recovery_blocked_until, answered_at
            )
            values (now(), $1, $2, 0, 0, to_timestamp(0), now())
            on conflict do nothing
            "#,
            millis(limiter.delay),
            millis(limiter.threshold),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Stores another rate limiter, unless somebody has changed it since; whether it did. A refusal also
    /// makes everybody wait from now on.
    async fn replace(
        &self,
        before: RateLimiter,
        after: RateLimiter,
        outcome: Outcome,
    ) -> Result<bool> {
        let done = sqlx::query!(
            r#"
            update blizzard_pace
            set delay_ms = $5, threshold_ms = $6, streak = $7::bigint, failures = $8::bigint, refusals = $9,
                next_slot = case when refusals = $9 then next_slot
                    else now() + make_interval(secs => $10) end,
                recovery_blocked_until = case when refusals = $9 then recovery_blocked_until
                    else now() + make_interval(secs => $11) end,
                answered_at = case when $12 then now() else answered_at end
            where delay_ms = $1 and streak = $2::bigint and failures = $3::bigint and refusals = $4
            "#,
            millis(before.delay),
            i64::from(before.streak),
            i64::from(before.failures),
            i64::try_from(before.refusals).unwrap_or(i64::MAX),
            millis(after.delay),
            millis(after.threshold),
            i64::from(after.streak),
            i64::from(after.failures),
            i64::try_from(after.refusals).unwrap_or(i64::MAX),
            pause_after_refusal(after.delay, outcome).as_secs_f64(),
            after.recovery_blocked_for.as_secs_f64(),
            outcome == Outcome::Answered,
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}

fn millis(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}
