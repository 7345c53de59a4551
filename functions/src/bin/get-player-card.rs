//! `GET /players/{player_id}/card.svg`, `GET /players/{player_id}/card.png`

fn main() -> std::process::ExitCode {
    functions::run_endpoints::<
        functions::endpoints::GetPlayerCardSvg,
        functions::endpoints::GetPlayerCardPng,
    >()
}
