//! Texts that do not overflow: one that is too wide or too high is drawn smaller, and one that would become
//! too small to read loses its end.

use resvg::usvg::{Node, Rect, Tree};
use unicode_bidi::{Direction, get_base_direction};
use unicode_segmentation::UnicodeSegmentation;

/// Texts are not drawn smaller than this part of their size to keep their end.
const SMALLEST: f32 = 0.55;

/// What stands between them goes from right to left.
const RIGHT_TO_LEFT: char = '\u{2067}';
const END: char = '\u{2069}';
const DIRECTIONS: [char; 2] = [RIGHT_TO_LEFT, END];

/// Where a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text and the room it has.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// What is drawn.
    pub(crate) content: String,
    /// Where its line begins, ends or has its middle.
    pub(crate) x: f32,
    /// Its baseline.
    pub(crate) y: f32,
    pub(crate) anchor: Anchor,
    pub(crate) size: f32,
    pub(crate) is_bold: bool,
    pub(crate) colour: &'static str,
    /// How wide it may be.
    pub(crate) width: f32,
    /// How far up from the baseline it may reach, and how far down.
    pub(crate) height: [f32; 2],
    /// By how much it is drawn smaller.
    pub(crate) scale: f32,
}

impl Text {
    /// A text with the room that one line of its size takes.
    pub(crate) fn new(content: impl Into<String>, [x, y]: [f32; 2], size: f32, width: f32) -> Self {
        Self {
            content: shown(&content.into()),
            x,
            y,
            anchor: Anchor::Start,
            size,
            is_bold: false,
            colour: "",
            width,
            height: [size * 1.05, size * 0.4],
            scale: 1.0,
        }
    }

    /// The text in the direction of its first letter: what stands beside Hebrew letters, as the dots of a
    /// shortened name, is then on their left.
    pub(crate) fn directed(&self) -> String {
        match get_base_direction(self.content.as_str()) {
            Direction::Rtl => format!("{RIGHT_TO_LEFT}{}{END}", self.content),
            Direction::Ltr | Direction::Mixed => self.content.clone(),
        }
    }

    /// The size it is drawn with.
    pub(crate) fn scaled_size(&self) -> f32 {
        self.size * self.scale
    }

    /// The room it has.
    pub(crate) fn room(&self) -> Option<Rect> {
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - self.width / 2.0,
            Anchor::End => self.x - self.width,
        };
        let [up, down] = self.height;
        Rect::from_ltrb(left, self.y - up, left + self.width, self.y + down)
    }

    /// Makes it smaller or shorter if it takes more than its room; whether it did.
    fn shrink(&mut self, taken: Rect) -> bool {
        let [up, down] = self.height;
        // Letters rarely begin where their text does.
        let width = match self.anchor {
            Anchor::Start => taken.right() - self.x,
            Anchor::Middle => 2.0 * (taken.right() - self.x).max(self.x - taken.left()),
            Anchor::End => self.x - taken.left(),
        };
        let part_of_width = self.width / width.max(1.0);
        let part_of_height =
            (up / (self.y - taken.top()).max(1.0)).min(down / (taken.bottom() - self.y).max(1.0));
        let part = part_of_width.min(part_of_height);
        if part >= 1.0 {
            return false;
        }
        // A hair less, so that rounding does not bring it back.
        let scale = self.scale * part * 0.995;
        let smallest = SMALLEST.min(self.scale);
        // A shorter text is as high as before.
        let is_too_wide = part_of_width < part_of_height;
        if scale < smallest && is_too_wide && self.shorten(part / (smallest / self.scale)) {
            self.scale = smallest;
        } else {
            self.scale = scale;
        }
        true
    }

    /// Leaves this part of it, and dots for the rest; not what is one character long.
    fn shorten(&mut self, part: f32) -> bool {
        let whole = self.content.trim_end_matches('…');
        let characters: Vec<&str> = whole.graphemes(true).collect();
        let kept = (1..characters.len()).rev().find(|kept| at_most(*kept, part, characters.len()));
        let Some(kept) = kept.or((characters.len() > 1).then_some(1)) else { return false };
        self.content = characters[..kept].concat() + "…";
        true
    }
}

/// Whether so many characters and the dots are at most this part of all.
fn at_most(kept: usize, part: f32, all: usize) -> bool {
    let [kept, all] = [kept, all].map(|count| f32::from(u16::try_from(count).unwrap_or(u16::MAX)));
    kept + 1.0 <= part.min(1.0) * all
}

/// A text without what XML cannot hold and what has no shape.
pub(crate) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

/// The identifier of the text of that number.
pub(crate) fn id(number: usize) -> String {
    format!("text-{number}")
}

/// The room that the text of that number takes; none without a shape.
pub(crate) fn taken(tree: &Tree, number: usize) -> Option<Rect> {
    Some(text(tree, number)?.flattened().abs_bounding_box())
}

/// The letters of the text of that number from left to right.
pub(crate) fn letters(tree: &Tree, number: usize) -> Option<String> {
    let spans = text(tree, number)?.layouted().iter();
    let mut glyphs: Vec<_> = spans.flat_map(|span| &span.positioned_glyphs).collect();
    glyphs.sort_by(|one, other| one.transform().tx.total_cmp(&other.transform().tx));
    let letters: String = glyphs.into_iter().map(|glyph| glyph.text.as_str()).collect();
    Some(letters.replace(DIRECTIONS, ""))
}

fn text(tree: &Tree, number: usize) -> Option<&resvg::usvg::Text> {
    match tree.node_by_id(&id(number))? {
        Node::Text(text) => Some(text),
        _ => None,
    }
}

/// Makes smaller or shorter what takes more than its room in this tree; whether anything did.
pub(crate) fn shrink(texts: &mut [Text], tree: &Tree) -> bool {
    let mut shrunk = false;
    for (number, text) in texts.iter_mut().enumerate() {
        shrunk |= taken(tree, number).is_some_and(|taken| text.shrink(taken));
    }
    shrunk
}
