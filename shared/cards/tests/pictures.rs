//! Pictures to look at: `cargo test -p cards --test pictures -- --ignored` writes them into `target/cards`.

mod samples;

use std::path::Path;

use cards::{Drawing, Fonts, Theme};
use samples::{card, long, nothing, ranked, scripts, with_name};

#[test]
#[ignore = "for people to look at"]
fn pictures() {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let fonts = Fonts::load(&target.join("layer/fonts")).unwrap();
    fs_err::create_dir_all(target.join("cards")).unwrap();
    let named = scripts().into_iter().map(with_name);
    for (number, card) in [card(), nothing(), ranked(), long()].into_iter().chain(named).enumerate()
    {
        for (name, theme) in [("light", Theme::Light), ("dark", Theme::Dark)] {
            let drawing = Drawing::new(&card, theme, &fonts).unwrap();
            let file = target.join(format!("cards/{number:02}-{name}"));
            fs_err::write(file.with_extension("svg"), drawing.svg()).unwrap();
            fs_err::write(file.with_extension("png"), drawing.png().unwrap()).unwrap();
        }
    }
}
