//! The colours of a theme.

use crate::Theme;

/// The colours of a theme. Texts have a contrast of 4.5 and more on the background and on panels.
pub(crate) struct Colours {
    pub(crate) background: &'static str,
    pub(crate) panel: &'static str,
    pub(crate) line: &'static str,
    pub(crate) text: &'static str,
    pub(crate) quiet: &'static str,
    pub(crate) accent: &'static str,
}

const LIGHT: Colours = Colours {
    background: "#f6f7f9",
    panel: "#ffffff",
    line: "#d9dde4",
    text: "#171a21",
    quiet: "#555e6d",
    accent: "#f06414",
};

const DARK: Colours = Colours {
    background: "#14171e",
    panel: "#20252f",
    line: "#343b48",
    text: "#f4f6f9",
    quiet: "#a6afbd",
    accent: "#fa9c1e",
};

pub(crate) fn colours(theme: Theme) -> &'static Colours {
    match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    }
}

/// The colour of a division; grey for one that we do not know.
pub(crate) fn division(name: &str) -> &'static str {
    match name {
        "bronze" => "#a9714b",
        "silver" => "#9aa7b4",
        "gold" => "#e0b02e",
        "platinum" => "#58b4c4",
        "emerald" => "#2fa36b",
        "diamond" => "#5b8def",
        "master" => "#e07a2f",
        "grandmaster" => "#9160d8",
        "ultimate" => "#d0409a",
        _ => "#808a99",
    }
}
