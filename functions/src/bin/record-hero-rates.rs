//! The function `record-hero-rates`, which an event starts.

fn main() -> std::process::ExitCode {
    functions::run_event::<functions::events::RecordHeroRates>()
}
