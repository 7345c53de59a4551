//! How storage grows.

use super::{BenchError, Effort};

/// Prints the table.
pub(super) async fn measure(_effort: &Effort) -> Result<(), BenchError> {
    Ok(())
}
