//! Cards to draw.

use cards::{Card, PlatformRanks, PlayedHero};
use overwatch::{
    Platform,
    history::{RankedRole, ShortRank},
};
use strum::VariantArray;

/// Names in the scripts of BattleTags, and some that nobody can have.
pub(crate) fn scripts() -> Vec<&'static str> {
    vec![
        "TeKrop",
        "WWWWWWWWWWWW",
        "iiiiiiiiiiii",
        "Ærøskøbing",
        "Çağlağüş",
        "Ñandúâêîôû",
        "ŽluťoučkýKůň",
        "Tiếngviệt",
        "Съешьещё",
        "ЩЩЩЩЩЩЩЩЩЩЩЩ",
        "Їжачок",
        "Ελληνικάώϊΰ",
        "ΩΩΩΩΩΩΩΩΩΩΩΩ",
        "مرحبا",
        "لاعبمحترف",
        "ﷺﷺﷺﷺﷺﷺ",
        "مُحَمَّدٌّ",
        "שלוםעולם",
        "שָׁלוֹם12",
        "ผู้เล่นน้ำ",
        "ญี่ปุ่นป่ป้",
        "玩家一号",
        "龍龘靐齉爨",
        "繁體中文玩家名稱很長很長",
        "ゲンジの影",
        "ﾊﾝｿﾞｰ",
        "한국어플레이어",
        "뷁뷁뷁뷁뷁뷁뷁뷁뷁뷁뷁뷁",
        "漢字かな한글abc",
        "Tracer💥🔥",
        "👩‍👩‍👧‍👦❤️🏳️‍🌈",
        "😀😀😀😀😀😀😀😀😀😀😀😀",
        "Z̷̢̛͓̳͔̈́̍͗a̶̡̧̛͓͖͋̈́l̴̢̛̠̈́͝g̵̢̛̰̈́o̷̡̟͗",
        "A\u{202e}BC",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ",
    ]
}

fn rank(division: &str, tier: u32) -> ShortRank {
    ShortRank { division: division.parse().unwrap(), tier }
}

fn platform(platform: Platform, season: u32, ranks: [Option<ShortRank>; 4]) -> PlatformRanks {
    let ranks = RankedRole::VARIANTS.iter().copied().zip(ranks);
    let ranks = ranks.filter_map(|(role, rank)| Some((role, rank?))).collect();
    PlatformRanks { platform, season: Some(season), ranks }
}

fn hero(name: &str, hours: i64, win_rate: Option<f64>) -> PlayedHero {
    PlayedHero { name: name.to_owned(), time_played: hours * 3600 + 2520, win_rate }
}

/// A public career with ranks on one platform.
pub(crate) fn card() -> Card {
    Card {
        name: "TeKrop".to_owned(),
        title: Some("Philosopher".to_owned()),
        endorsement: Some(3),
        platforms: vec![platform(
            Platform::Pc,
            16,
            [Some(rank("diamond", 3)), Some(rank("platinum", 1)), None, Some(rank("gold", 5))],
        )],
        heroes: vec![
            hero("Mercy", 312, Some(54.2)),
            hero("Wrecking Ball", 120, Some(51.0)),
            hero("Soldier: 76", 48, Some(100.0)),
            hero("Lúcio", 7, Some(33.333)),
            hero("Ana", 0, None),
        ],
    }
}

/// The same of another name.
pub(crate) fn with_name(name: &str) -> Card {
    Card { name: name.to_owned(), ..card() }
}

/// All ranks on both platforms.
pub(crate) fn ranked() -> Card {
    Card {
        platforms: vec![
            platform(
                Platform::Pc,
                20,
                [
                    Some(rank("grandmaster", 1)),
                    Some(rank("master", 2)),
                    Some(rank("ultimate", 5)),
                    Some(rank("emerald", 4)),
                ],
            ),
            platform(
                Platform::Console,
                19,
                [Some(rank("bronze", 5)), Some(rank("silver", 4)), Some(rank("top500", 0)), None],
            ),
        ],
        ..card()
    }
}

/// Heroes of somebody who has never had a rank.
pub(crate) fn never_ranked() -> Card {
    Card { platforms: Vec::new(), ..card() }
}

/// A private career.
pub(crate) fn nothing() -> Card {
    Card {
        name: "Schweigsam".to_owned(),
        title: None,
        endorsement: Some(2),
        platforms: Vec::new(),
        heroes: Vec::new(),
    }
}

/// All of it longer than anything that there is.
pub(crate) fn long() -> Card {
    let word = "Extraordinarily";
    Card {
        name: word.repeat(6),
        title: Some(word.repeat(9)),
        endorsement: Some(4_000_000_000),
        platforms: vec![
            platform(
                Platform::Console,
                u32::MAX,
                [(); 4].map(|()| Some(rank("extraordinarilyextraordinarily", 4_000_000_000))),
            );
            2
        ],
        heroes: vec![hero(&word.repeat(5), 1_000_000_000_000, Some(1e12)); 5],
    }
}
