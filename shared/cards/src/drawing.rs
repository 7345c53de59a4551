//! A card as SVG and as PNG.

use maud::{Markup, html};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Indent, Rect, Tree, WriteOptions},
};

use crate::{
    Card, Error, Fonts, HEIGHT, Theme, WIDTH, describe,
    fit::{self, Text},
    layout::{Form, Layout},
};

/// More often nothing has to be made smaller: a text is first drawn smaller, then shorter.
const ROUNDS: usize = 8;

/// Digits after the point: a hundredth of a pixel is seen by nobody.
const PRECISION: u8 = 2;

/// A card that is drawn.
pub struct Drawing {
    tree: Tree,
    texts: Vec<Text>,
    title: String,
    description: String,
}

/// A text as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnText {
    /// The text, shortened if it had to be.
    pub content: String,
    /// Its letters from left to right, as they are seen.
    pub letters: String,
    /// What its letters take.
    pub taken: Rect,
    /// What they may take.
    pub room: Rect,
}

impl Drawing {
    /// Draws a card.
    ///
    /// # Errors
    ///
    /// [`Error::Svg`], which would be a bug.
    pub fn new(card: &Card, theme: Theme, fonts: &Fonts) -> Result<Self, Error> {
        let Layout { forms, mut texts, .. } = Layout::of(card, theme);
        let draw = |texts: &[Text]| fonts.tree(&svg(&forms, texts).into_string());
        let mut tree = draw(&texts)?;
        for _ in 0..ROUNDS {
            if !fit::shrink(&mut texts, &tree) {
                break;
            }
            tree = draw(&texts)?;
        }
        let (title, description) = (describe::title(card), describe::description(card));
        Ok(Self { tree, texts, title, description })
    }

    /// The card as SVG, which needs no font and nothing else from anywhere.
    #[must_use]
    pub fn svg(&self) -> String {
        let options = WriteOptions {
            coordinates_precision: PRECISION,
            transforms_precision: PRECISION,
            indent: Indent::None,
            ..WriteOptions::default()
        };
        let svg = self.tree.to_string(&options);
        let [title, description] = [&self.title, &self.description].map(|text| fit::shown(text));
        let words = html! { title { (title) } desc { (description) } };
        // Paths say nothing to those who listen.
        svg.replacen("<svg ", "<svg role=\"img\" ", 1).replacen('>', &format!(">{}", words.0), 1)
    }

    /// The card as PNG.
    ///
    /// # Errors
    ///
    /// [`Error::Png`] when the pixels cannot be written.
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        let size = self.tree.size().to_int_size();
        let failed = |error: String| Error::Png(error);
        let mut pixels = Pixmap::new(size.width(), size.height())
            .ok_or_else(|| failed("no pixels".to_owned()))?;
        resvg::render(&self.tree, Transform::identity(), &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| failed(error.to_string()))
    }

    /// All texts that have a shape, and where they are; the name is the first of them.
    pub fn texts(&self) -> impl Iterator<Item = DrawnText> {
        self.texts.iter().enumerate().filter_map(|(number, text)| {
            Some(DrawnText {
                content: text.content.clone(),
                letters: fit::letters(&self.tree, number)?,
                taken: fit::taken(&self.tree, number)?,
                room: text.room()?,
            })
        })
    }
}

/// The card with its texts as texts, which only we read.
fn svg(forms: &[Form], texts: &[Text]) -> Markup {
    html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(WIDTH) height=(HEIGHT) {
            @for form in forms { (form_of(form)) }
            @for (number, text) in texts.iter().enumerate() {
                text id=(fit::id(number)) x=(text.x) y=(text.y) fill=(text.colour)
                    text-anchor=(<&str>::from(text.anchor)) font-size=(text.scaled_size())
                    font-weight=(if text.is_bold { "700" } else { "400" }) { (text.directed()) }
            }
        }
    }
}

fn form_of(form: &Form) -> Markup {
    match *form {
        Form::Rectangle { x, y, width, height, radius, colour } => html! {
            rect x=(x) y=(y) width=(width) height=(height) rx=(radius) fill=(colour) {}
        },
        Form::Ring { x, y, radius, colour } => html! {
            circle cx=(x) cy=(y) r=(radius) fill="none" stroke=(colour) stroke-width="7" {}
        },
        Form::Gem { x, y, radius, colour } => html! {
            path d=(format!("M{x} {}l{radius} {radius}l-{radius} {radius}l-{radius} -{radius}z", y - radius))
                fill=(colour) {}
        },
    }
}
