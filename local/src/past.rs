//! What the fake's site would have shown before it started, so that there is a history from the first minute.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use blizzard::RatesQuery;
use fake::Site;
use overwatch::{
    ParseError,
    rates::{
        self,
        page::Filters,
        record::{Games, RecordedRate},
    },
};
use storage::RateRecords;

/// So many days are recorded.
const DAYS: u32 = 30;

const DAY: Duration = Duration::from_hours(24);

/// Why the past is unknown.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// The fake's answer cannot be read.
    #[error(transparent)]
    Read(#[from] ParseError),
}

/// Records the hero rates that this site showed in the last days, unless a day is recorded already.
///
/// # Errors
///
/// When storage fails; what was recorded until then stays.
pub async fn record_past_rates(
    storage: &impl RateRecords,
    mut site: Site,
) -> Result<(), PastError> {
    let all = Games::all(&Filters::default());
    let Some(first) = all.first() else { return Ok(()) };
    if !storage.find_rate_records(first, None, None, 1).await?.is_empty() {
        return Ok(());
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    for days in (1..=DAYS).rev() {
        let ago = days * DAY;
        let at = i64::try_from(now.saturating_sub(ago).as_secs()).unwrap_or_default();
        for games in &all {
            let rates = rates::parse(&site.rates_at(&query(games), at))?;
            let rates = RecordedRate::of(&rates.heroes);
            storage.add_rate_record(games, Some(&rates), ago).await?;
        }
        storage.complete_rate_day(&all, ago).await?;
    }
    Ok(())
}

/// As Blizzard is asked for these games.
fn query(games: &Games) -> String {
    let query = RatesQuery::from(games);
    let rq = query.candidates().first().copied().unwrap_or_default();
    form_urlencoded::Serializer::new(String::new()).extend_pairs(query.parameters(rq)).finish()
}
