//! Colours, dashes and markers: each line differs from the others also for those who see no colours.

use plotters::style::RGBColor;

use crate::{MAX_SERIES, Theme};

/// The colours of a theme.
pub(crate) struct Colours {
    pub(crate) background: RGBColor,
    /// Of texts.
    pub(crate) text: RGBColor,
    /// Of the axes.
    pub(crate) axis: RGBColor,
    /// Of what helps to read a value off, and must not draw attention.
    pub(crate) grid: RGBColor,
    /// Of the lines.
    pub(crate) lines: [RGBColor; MAX_SERIES],
}

const LIGHT: Colours = Colours {
    background: RGBColor(255, 255, 255),
    text: RGBColor(32, 36, 44),
    axis: RGBColor(108, 114, 126),
    grid: RGBColor(226, 229, 234),
    lines: [
        RGBColor(0, 101, 178),
        RGBColor(196, 78, 0),
        RGBColor(0, 125, 92),
        RGBColor(168, 64, 138),
        RGBColor(118, 92, 0),
        RGBColor(82, 66, 190),
        RGBColor(176, 30, 44),
        RGBColor(72, 80, 92),
    ],
};

const DARK: Colours = Colours {
    background: RGBColor(20, 23, 28),
    text: RGBColor(232, 235, 240),
    axis: RGBColor(140, 147, 160),
    grid: RGBColor(48, 53, 62),
    lines: [
        RGBColor(86, 180, 233),
        RGBColor(240, 150, 60),
        RGBColor(60, 205, 160),
        RGBColor(232, 150, 205),
        RGBColor(240, 225, 90),
        RGBColor(165, 155, 255),
        RGBColor(255, 120, 120),
        RGBColor(200, 205, 212),
    ],
};

/// The colours of this theme.
pub(crate) fn colours(theme: Theme) -> &'static Colours {
    match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    }
}

/// The corners of a marker of size 1, from its middle.
type Corners = &'static [(f64, f64)];

const SHAPES: [Corners; 4] = [
    // Eight of a circle.
    &[(1., 0.), (0.7, 0.7), (0., 1.), (-0.7, 0.7), (-1., 0.), (-0.7, -0.7), (0., -1.), (0.7, -0.7)],
    &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    &[(0., -1.2), (1.2, 0.9), (-1.2, 0.9)],
    &[(0., -1.4), (1.4, 0.), (0., 1.4), (-1.4, 0.)],
];

/// What a line looks like.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) colour: RGBColor,
    pub(crate) is_dashed: bool,
    pub(crate) corners: Corners,
}

/// What the lines look like, in their order.
pub(crate) fn looks(theme: Theme) -> impl Iterator<Item = Look> {
    let shapes = SHAPES.iter().cycle();
    colours(theme).lines.iter().zip(shapes).enumerate().map(|(number, (colour, corners))| Look {
        colour: *colour,
        is_dashed: number >= SHAPES.len(),
        corners,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How bright a colour is, as WCAG 2.2 defines it.
    fn luminance(RGBColor(red, green, blue): RGBColor) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    fn contrast(one: RGBColor, other: RGBColor) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn lines_and_texts_stand_out_from_the_background() {
        for Colours { background, text, axis, lines, .. } in [LIGHT, DARK] {
            assert!(contrast(text, background) >= 7.0);
            assert!(contrast(axis, background) >= 3.0);
            for line in lines {
                let contrast = contrast(line, background);
                assert!(contrast >= 4.5, "{line:?}: {contrast}");
            }
        }
    }
}
