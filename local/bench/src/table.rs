//! A table in Markdown.

use std::{fmt, time::Duration};

/// A table; the first column is text, the others are numbers.
pub(crate) struct Table {
    title: String,
    note: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table, and what has to be known of it.
    pub(crate) fn new(
        title: impl Into<String>,
        note: impl Into<String>,
        columns: impl IntoIterator<Item: Into<String>>,
    ) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        Self { title: title.into(), note: note.into(), columns, rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "### {}\n\n{}\n", self.title, self.note)?;
        writeln!(f, "| {} |", self.columns.join(" | "))?;
        writeln!(f, "|---|{}", "---:|".repeat(self.columns.len() - 1))?;
        for row in &self.rows {
            writeln!(f, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

/// What cannot be measured.
pub(crate) fn none() -> String {
    "—".to_owned()
}

/// In milliseconds.
pub(crate) fn ms(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64() * 1e3)
}

/// How many times the baseline.
pub(crate) fn ratio(value: Duration, baseline: Duration) -> String {
    format!("{:.2}", value.as_secs_f64() / baseline.as_secs_f64())
}

/// In thousands.
pub(crate) fn kb(bytes: u64) -> String {
    format!("{:.1}", quotient(bytes, 1_000))
}

/// In millions.
pub(crate) fn mb(bytes: u64) -> String {
    format!("{:.2}", quotient(bytes, 1_000_000))
}

/// In MiB.
pub(crate) fn mib(bytes: u64) -> String {
    format!("{:.1}", quotient(bytes, 1 << 20))
}

/// How many times as much; for showing.
#[expect(clippy::cast_precision_loss, reason = "what is shown has three digits")]
pub(crate) fn quotient(value: u64, of: u64) -> f64 {
    value as f64 / of as f64
}

/// The value below which `percent` of them are. They are sorted on the way.
pub(crate) fn percentile(values: &mut [Duration], percent: usize) -> Duration {
    values.sort_unstable();
    let last = values.len().saturating_sub(1);
    values.get(last * percent / 100).copied().unwrap_or_default()
}
