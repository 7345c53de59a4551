//! `GET /heroes/{hero_key}`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetHero>()
}
