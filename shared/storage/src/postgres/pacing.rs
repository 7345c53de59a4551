//! The pace towards Blizzard, in one row.

use std::time::Duration;

use async_trait::async_trait;

use super::{PostgresStorage, duration};
use crate::{
    Error, Pacing,
    pace::{Pace, Slot, Turn, Verdict},
};

#[async_trait]
impl Pacing for PostgresStorage {
    async fn reserve_slot(&self, longest_wait: Duration) -> Result<Turn, Error> {
        loop {
            if let Some(slot) = self.take_slot(longest_wait).await? {
                return Ok(Turn::Given(slot));
            }
            match self.next_slot().await? {
                Some(wait) if wait > longest_wait => return Ok(Turn::TooFar(wait)),
                // It has come nearer in the meantime.
                Some(_) => {}
                None => self.begin(Pace::default()).await?,
            }
        }
    }

    async fn find_pace(&self) -> Result<Pace, Error> {
        Ok(self.kept_pace().await?.unwrap_or_default())
    }

    async fn report(&self, slot: &Slot, verdict: Verdict) -> Result<(), Error> {
        loop {
            let Some(before) = self.kept_pace().await? else { return Ok(()) };
            let after = before.after(slot, verdict);
            if after == before || self.replace(before, after).await? {
                return Ok(());
            }
        }
    }
}

impl PostgresStorage {
    /// Takes the next slot, unless it is too far away. Whoever comes at the same time gets the one
    /// after it: the row's lock orders them.
    async fn take_slot(&self, longest_wait: Duration) -> Result<Option<Slot>, Error> {
        let row = sqlx::query!(
            r#"
            update blizzard_pace
            set next_slot = greatest(next_slot, coalesce(to_timestamp($2), now()))
                + make_interval(secs => delay_ms / 1000.0)
            where next_slot <= coalesce(to_timestamp($2), now()) + make_interval(secs => $1)
            returning refusals,
                extract(epoch from next_slot - make_interval(secs => delay_ms / 1000.0)
                    - coalesce(to_timestamp($2), now()))::float8 as wait
            "#,
            longest_wait.as_secs_f64(),
            self.clock.set_seconds(),
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Slot { wait: duration(row.wait), refusals: row.refusals.unsigned_abs() }))
    }

    /// The pace now; `None` before the first request.
    async fn kept_pace(&self) -> Result<Option<Pace>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select delay_ms, threshold_ms, streak, refusals,
                        extract(epoch from recovery_blocked_until - coalesce(to_timestamp($1), now()))::float8
                            as blocked_for
                    from blizzard_pace
                    "#,
                    self.clock.set_seconds(),
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| Pace {
            delay: from_millis(row.delay_ms),
            recovery_blocked_for: duration(row.blocked_for),
            threshold: from_millis(row.threshold_ms),
            streak: row.streak.unsigned_abs(),
            refusals: row.refusals.unsigned_abs(),
        }))
    }

    /// Time until the next slot; `None` before the first request.
    async fn next_slot(&self) -> Result<Option<Duration>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select extract(epoch from next_slot - coalesce(to_timestamp($1), now()))::float8 as wait
                    from blizzard_pace
                    "#,
                    self.clock.set_seconds(),
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| duration(row.wait)))
    }

    /// Keeps the first pace, with its slot free now.
    async fn begin(&self, pace: Pace) -> Result<(), Error> {
        sqlx::query!(
            r#"
            insert into blizzard_pace (
                next_slot, delay_ms, threshold_ms, streak, refusals, recovery_blocked_until
            )
            select now, $1, $2, 0, 0, now
            from (select coalesce(to_timestamp($3), now()) as now) as time
            on conflict do nothing
            "#,
            millis(pace.delay),
            millis(pace.threshold),
            self.clock.set_seconds(),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Keeps another pace, unless somebody has changed it since; whether it did. A refusal also makes
    /// everybody wait from now on.
    async fn replace(&self, before: Pace, after: Pace) -> Result<bool, Error> {
        let done = sqlx::query!(
            r#"
            update blizzard_pace
            set delay_ms = $4::integer, threshold_ms = $5, streak = $6, refusals = $7,
                next_slot = case when refusals = $7 then next_slot
                    else now + make_interval(secs => ($4::integer) / 1000.0) end,
                recovery_blocked_until = case when refusals = $7 then recovery_blocked_until
                    else now + make_interval(secs => $8) end
            from (select coalesce(to_timestamp($9), now()) as now) as time
            where delay_ms = $1 and streak = $2 and refusals = $3
            "#,
            millis(before.delay),
            count(before.streak),
            i64::try_from(before.refusals).unwrap_or(i64::MAX),
            millis(after.delay),
            millis(after.threshold),
            count(after.streak),
            i64::try_from(after.refusals).unwrap_or(i64::MAX),
            after.recovery_blocked_for.as_secs_f64(),
            self.clock.set_seconds(),
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}

fn millis(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}

fn from_millis(millis: i32) -> Duration {
    Duration::from_millis(millis.unsigned_abs().into())
}

fn count(streak: u32) -> i32 {
    i32::try_from(streak).unwrap_or(i32::MAX)
}
