//! How much room a text takes. No font is at hand, so that widths are those of wide ones.

/// The width of a text in a font of this size, in the same unit.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    size * text.chars().map(ems).sum::<f64>()
}

/// The width of a character, in sizes of the font.
fn ems(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | '\'' => 0.4,
        'm' | 'w' | 'M' | 'W' | '%' => 1.0,
        character if character.is_ascii_uppercase() => 0.8,
        character if character < '\u{1100}' => 0.64,
        _ => 1.1,
    }
}

/// The text, cut off where it would be wider than `room`.
pub(crate) fn fit(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size);
    let fits = |character: &char| {
        left -= size * ems(*character);
        left >= 0.0
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    cut.truncate(cut.trim_end().len());
    cut + "…"
}

/// Without what must not be in XML, whatever it stands for.
pub(crate) fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_wide_is_cut_off() {
        assert_eq!(fit("short", 10.0, 100.0), "short");
        let cut = fit("much too long for so little room", 10.0, 100.0);
        assert!(cut.ends_with('…') && width(&cut, 10.0) <= 100.0, "{cut}");
        assert_eq!(fit("long", 10.0, 0.0), "…");
    }
}
