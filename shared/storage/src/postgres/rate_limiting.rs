//! The rate limiter towards Blizzard, in one row.

use std::time::Duration;

use async_trait::async_trait;

use super::{PostgresStorage, duration};
use crate::{
    Error, RateLimiting,
    rate_limiter::{
        Outcome, RateLimiter, Reservation, SLOTS_PER_REFRESH, Slot, Urgency, pause_after_refusal,
    },
};

/// That Blizzard answers is noted as often as this.
const NOTED_EVERY: Duration = Duration::from_mins(1);

#[async_trait]
impl RateLimiting for PostgresStorage {
    async fn reserve_slot(
        &self,
        urgency: Urgency,
        longest_wait: Duration,
    ) -> Result<Reservation, Error> {
        loop {
            if let Some(slot) = self.take_slot(urgency, longest_wait).await? {
                return Ok(Reservation::Given(slot));
            }
            match self.next_slot().await? {
                Some(wait) if wait > longest_wait || urgency == Urgency::Background => {
                    return Ok(Reservation::TooFar(wait));
                }
                // It has come nearer in the meantime.
                Some(_) => {}
                None => self.begin(RateLimiter::default()).await?,
            }
        }
    }

    async fn find_rate_limiter(&self) -> Result<RateLimiter, Error> {
        Ok(self.stored_limiter().await?.unwrap_or_default())
    }

    async fn report(&self, slot: &Slot, outcome: Outcome) -> Result<(), Error> {
        loop {
            let Some(before) = self.stored_limiter().await? else { return Ok(()) };
            let after = before.after(slot, outcome);
            let is_news = outcome == Outcome::Answered && before.answered_ago >= NOTED_EVERY;
            if (after == before && !is_news) || self.replace(before, after, outcome).await? {
                return Ok(());
            }
        }
    }

    async fn take_share(&self, client: &str, limit: u32) -> Result<Result<(), Duration>, Error> {
        loop {
            if self.count_share(client, limit).await? {
                return Ok(Ok(()));
            }
            match self.share_ends().await? {
                Some(wait) if wait.is_zero() => {}
                Some(wait) => return Ok(Err(wait)),
                None => self.begin(RateLimiter::default()).await?,
            }
        }
    }
}

impl PostgresStorage {
    /// Takes the next slot, unless it is too far away. Of two requests at the same time, the row's lock
    /// gives one the next slot and the other the slot after it. Deletes the shares of a minute that is over.
    async fn take_slot(
        &self,
        urgency: Urgency,
        longest_wait: Duration,
    ) -> Result<Option<Slot>, Error> {
        let row = sqlx::query!(
            r#"
            update blizzard_pace
            set next_slot = greatest(next_slot, now()) + make_interval(secs => delay_ms / 1000.0),
                slots_since_refresh = case when $2 then 0 else slots_since_refresh + 1 end,
                share_key = case when shares_since > now() - interval '1 minute' then share_key
                    else ''::bytea end,
                shares = case when shares_since > now() - interval '1 minute' then shares
                    else '{}'::jsonb end,
                shares_since = case when shares_since > now() - interval '1 minute' then shares_since
                    else '-infinity' end
            where next_slot <= now() + make_interval(secs => $1)
                and (not $2 or next_slot <= now() or slots_since_refresh + 1 >= $3)
            returning refusals,
                extract(epoch from next_slot - make_interval(secs => delay_ms / 1000.0) - now())::float8
                    as wait
            "#,
            longest_wait.as_secs_f64(),
            urgency == Urgency::Background,
            count(SLOTS_PER_REFRESH),
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Slot { wait: duration(row.wait), refusals: row.refusals.unsigned_abs() }))
    }

    /// The rate limiter now; `None` before the first request.
    async fn stored_limiter(&self) -> Result<Option<RateLimiter>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select delay_ms, threshold_ms, streak, failures, refusals,
                        extract(epoch from recovery_blocked_until - now())::float8 as blocked_for,
                        extract(epoch from now() - answered_at)::float8 as answered_ago
                    from blizzard_pace
                    "#,
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| RateLimiter {
            delay: from_millis(row.delay_ms),
            recovery_blocked_for: duration(row.blocked_for),
            answered_ago: duration(row.answered_ago),
            threshold: from_millis(row.threshold_ms),
            streak: row.streak.unsigned_abs(),
            failures: row.failures.unsigned_abs(),
            refusals: row.refusals.unsigned_abs(),
        }))
    }

    /// Time until the next slot; `None` before the first request.
    async fn next_slot(&self) -> Result<Option<Duration>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select extract(epoch from next_slot - now())::float8 as wait from blizzard_pace
                    "#,
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| duration(row.wait)))
    }

    /// Stores the first rate limiter, with its slot free now.
    async fn begin(&self, limiter: RateLimiter) -> Result<(), Error> {
        sqlx::query!(
            r#"
            insert into blizzard_pace (
                next_slot, delay_ms, threshold_ms, streak, refusals, recovery_blocked_until, answered_at
            )
            values (now(), $1, $2, 0, 0, now(), now())
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
    ) -> Result<bool, Error> {
        let done = sqlx::query!(
            r#"
            update blizzard_pace
            set delay_ms = $5, threshold_ms = $6, streak = $7, failures = $8, refusals = $9,
                next_slot = case when refusals = $9 then next_slot
                    else now() + make_interval(secs => $10) end,
                recovery_blocked_until = case when refusals = $9 then recovery_blocked_until
                    else now() + make_interval(secs => $11) end,
                answered_at = case when $12 then now() else answered_at end
            where delay_ms = $1 and streak = $2 and failures = $3 and refusals = $4
            "#,
            millis(before.delay),
            count(before.streak),
            count(before.failures),
            i64::try_from(before.refusals).unwrap_or(i64::MAX),
            millis(after.delay),
            millis(after.threshold),
            count(after.streak),
            count(after.failures),
            i64::try_from(after.refusals).unwrap_or(i64::MAX),
            pause_after_refusal(after.delay, outcome).as_secs_f64(),
            after.recovery_blocked_for.as_secs_f64(),
            outcome == Outcome::Answered,
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Counts one more for a client, unless it has `limit` already; whether it did.
    async fn count_share(&self, client: &str, limit: u32) -> Result<bool, Error> {
        let done = sqlx::query!(
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
                select *, coalesce((shares ->> client)::integer, 0) as taken
                from current,
                    lateral (
                        select left(encode(sha256(share_key || convert_to($1, 'UTF8')), 'hex'), 32)
                            as client
                    ) as hash
            )
            update blizzard_pace
            set share_key = counted.share_key,
                shares = counted.shares || jsonb_build_object(client, taken + 1),
                shares_since = since
            from counted
            where taken < $2
            "#,
            client,
            count(limit),
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Time until the minute of the shares is over; `None` before the first request.
    async fn share_ends(&self) -> Result<Option<Duration>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select extract(epoch from
                        greatest(shares_since, now() - interval '1 minute') + interval '1 minute' - now()
                    )::float8 as wait
                    from blizzard_pace
                    "#,
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| duration(row.wait)))
    }
}

fn millis(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}

fn from_millis(millis: i32) -> Duration {
    Duration::from_millis(millis.unsigned_abs().into())
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
