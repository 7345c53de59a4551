//! The names of statistics' categories: the page has them in the language it was asked for in.

/// A category's name in English, for its name in any language; another text stays as it is.
pub(super) fn in_english(label: &str) -> &str {
    let lowercase = label.to_lowercase();
    CATEGORIES
        .iter()
        .find(|(_, translations)| translations.contains(&lowercase.as_str()))
        .map_or(label, |(english, _)| english)
}

/// The categories, in English.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    CATEGORIES.iter().map(|(english, _)| *english)
}

/// Each category in English, and in lower case as the other languages write it.
#[rustfmt::skip]
const CATEGORIES: &[(&str, &[&str])] = &[
    (
        "Hero Specific",
        &[
            "para cada herói",
            "específico del héroe",
            "spécifique au héros",
            "heldenspezifisch",
            "specifico dell'eroe",
            "ヒーロー特有",
            "영웅별",
            "英雄特有",
            "英雄專屬",
            "уникальное для героя",
            "dla bohatera",
        ],
    ),
    (
        "Average",
        &[
            "média",
            "promedio",
            "moyenne",
            "durchschnitt",
            "media",
            "平均",
            "평균",
            "среднее",
            "średnia",
        ],
    ),
    (
        "Best",
        &[
            "melhor",
            "mejor",
            "meilleur",
            "bester wert",
            "migliore",
            "ベスト",
            "최고 기록",
            "最佳",
            "лучшее",
            "najlepszy wynik",
        ],
    ),
    (
        "Game",
        &[
            "jogo",
            "juego",
            "jeu",
            "spiel",
            "partita",
            "ゲーム",
            "게임",
            "比赛",
            "遊戲",
            "игра",
            "gra",
        ],
    ),
    (
        "Combat",
        &[
            "combate",
            "kampf",
            "combattimento",
            "戦闘",
            "전투",
            "战斗",
            "戰鬥",
            "бой",
            "walka",
        ],
    ),
    (
        "Assists",
        &[
            "assistências",
            "asistencias",
            "assistances",
            "assistenze",
            "アシスト",
            "지원",
            "助攻",
            "помощь",
            "asysty",
        ],
    ),
    (
        "Match Awards",
        &[
            "prêmios de partida",
            "premios de partida",
            "récompenses de match",
            "match-auszeichnungen",
            "premi partita",
            "試合の報酬",
            "경기 포상",
            "比赛奖励",
            "比賽獎勵",
            "награды матча",
            "nagrody meczowe",
        ],
    ),
    (
        "Miscellaneous",
        &[
            "diversos",
            "varios",
            "divers",
            "verschiedenes",
            "varie",
            "その他",
            "기타",
            "综合",
            "綜合",
            "разное",
            "różne",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_means_the_same_categories() {
        for label in ["Moyenne", "MÉDIA", "平均", "Среднее", "Średnia", "평균"] {
            assert_eq!(in_english(label), "Average", "{label}");
        }
        assert_eq!(in_english("Spécifique au héros"), "Hero Specific");
    }

    #[test]
    fn new_categories_pass_through() {
        assert_eq!(in_english("Stadium Feats"), "Stadium Feats");
    }
}
