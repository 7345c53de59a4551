//! The time of processes.

use std::{
    fs, io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The time of a process. What is stored goes by the database's.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// This machine's.
    #[default]
    System,
    /// A test's.
    Manual(ManualClock),
}

impl Clock {
    /// Time since 1970.
    #[must_use]
    pub fn now(&self) -> Duration {
        match self {
            Self::System => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            Self::Manual(clock) => clock.now(),
        }
    }

    /// Lets time pass. A test's clock is moved on instead.
    pub async fn sleep(&self, time: Duration) {
        match self {
            Self::System => tokio::time::sleep(time).await,
            Self::Manual(clock) => clock.advance(time),
        }
    }
}

/// A clock that stands until a test moves it.
#[derive(Debug, Clone)]
pub struct ManualClock {
    millis: Arc<AtomicU64>,
    /// Where a test's database reads the time.
    file: Option<Arc<Path>>,
}

impl ManualClock {
    /// A clock that shows so much time since 1970.
    #[must_use]
    pub fn at(time: Duration) -> Self {
        Self { millis: Arc::new(AtomicU64::new(millis(time))), file: None }
    }

    /// The same clock, which keeps its time in a file too, as seconds since 1970, for a database whose
    /// `now()` reads it.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn kept_in(mut self, file: &Path) -> io::Result<Self> {
        self.file = Some(file.into());
        self.write().map(|()| self)
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.millis.fetch_add(millis(by), Ordering::Relaxed);
        if let Err(error) = self.write() {
            tracing::error!(%error, "a test's database does not know the time");
        }
    }

    /// In one step, so that nobody reads half a time.
    fn write(&self) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let draft = file.with_extension("draft");
        fs::write(&draft, self.now().as_secs_f64().to_string())?;
        fs::rename(draft, file)
    }

    fn now(&self) -> Duration {
        Duration::from_millis(self.millis.load(Ordering::Relaxed))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
