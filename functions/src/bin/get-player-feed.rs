//! `GET /players/{player_id}/feed.atom`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerFeed>()
}
