//! `GET /patch-notes`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPatchNotes>()
}
