//! What stands where on a card.

use overwatch::history::{RankedRole, ShortRank, capital};
use strum::VariantArray;

use crate::{
    HEIGHT, Theme, WIDTH,
    card::{Card, PlatformRanks, PlayedHero},
    colours::{self, Colours, colours},
    describe::{NO_HEROES, NO_RANKS, NOTHING},
    fit::{Anchor, Text},
};

const MARGIN: f32 = 64.0;
/// Where ranks and heroes begin, and how high both are.
const TOP: f32 = 222.0;
const ROOM: f32 = 344.0;
/// The two columns.
const LEFT: f32 = MARGIN;
const LEFT_WIDTH: f32 = 516.0;
const RIGHT: f32 = 636.0;
const RIGHT_WIDTH: f32 = 500.0;
const GAP: f32 = 12.0;
const HEADING: f32 = 44.0;

/// A form without text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Form {
    /// A rectangle, its corners rounded.
    Rectangle { x: f32, y: f32, width: f32, height: f32, radius: f32, colour: &'static str },
    /// A circle without an inside.
    Ring { x: f32, y: f32, radius: f32, colour: &'static str },
    /// A square on its corner.
    Gem { x: f32, y: f32, radius: f32, colour: &'static str },
}

/// All that is drawn.
pub(crate) struct Layout {
    pub(crate) forms: Vec<Form>,
    pub(crate) texts: Vec<Text>,
    colours: &'static Colours,
}

impl Layout {
    pub(crate) fn of(card: &Card, theme: Theme) -> Self {
        let mut layout = Self { forms: Vec::new(), texts: Vec::new(), colours: colours(theme) };
        layout.frame();
        layout.header(card);
        if card.platforms.is_empty() && card.heroes.is_empty() {
            layout.message(LEFT, RIGHT + RIGHT_WIDTH - LEFT, &NOTHING);
            return layout;
        }
        layout.ranks(&card.platforms);
        layout.heroes(&card.heroes);
        layout
    }

    fn frame(&mut self) {
        let Colours { background, accent, quiet, .. } = *self.colours;
        self.rectangle([0.0, 0.0], [WIDTH, HEIGHT], 0.0, background);
        self.rectangle([0.0, 0.0], [WIDTH, 10.0], 0.0, accent);
        self.text("OverFast", [MARGIN, 604.0], 22.0, 200.0, |text| Text {
            is_bold: true,
            colour: quiet,
            ..text
        });
        let disclaimer = "Not affiliated with Blizzard Entertainment";
        self.text(disclaimer, [WIDTH - MARGIN, 604.0], 18.0, 600.0, |text| Text {
            anchor: Anchor::End,
            ..text
        });
    }

    /// Name, title and endorsement.
    fn header(&mut self, card: &Card) {
        let Colours { text: colour, quiet, accent, line, .. } = *self.colours;
        let width = WIDTH - 2.0 * MARGIN - if card.endorsement.is_some() { 190.0 } else { 0.0 };
        let y = if card.title.is_some() { 116.0 } else { 140.0 };
        self.text(&card.name, [MARGIN, y], 76.0, width, |text| Text {
            is_bold: true,
            colour,
            height: [y - 22.0, 34.0],
            ..text
        });
        if let Some(title) = &card.title {
            self.text(title, [MARGIN, 178.0], 32.0, width, |text| text);
        }
        if let Some(level) = card.endorsement {
            let x = WIDTH - MARGIN - 66.0;
            self.forms.push(Form::Ring { x, y: 88.0, radius: 44.0, colour: accent });
            let level = level.to_string();
            self.text(&level, [x, 105.0], 46.0, 60.0, |text| Text {
                anchor: Anchor::Middle,
                is_bold: true,
                colour,
                ..text
            });
            self.text("Endorsement", [x, 168.0], 21.0, 160.0, |text| Text {
                anchor: Anchor::Middle,
                colour: quiet,
                ..text
            });
        }
        self.rectangle([MARGIN, 200.0], [WIDTH - 2.0 * MARGIN, 2.0], 0.0, line);
    }

    /// The ranks: one platform takes the whole column, two take half of it each.
    fn ranks(&mut self, platforms: &[PlatformRanks]) {
        if platforms.is_empty() {
            self.message(LEFT, LEFT_WIDTH, &NO_RANKS);
        }
        let width = if platforms.len() > 1 { (LEFT_WIDTH - GAP) / 2.0 } else { LEFT_WIDTH };
        let mut x = LEFT;
        for platform in platforms {
            self.heading(&platform.heading(), x, width);
            let height = (ROOM - HEADING) / 4.0;
            let mut y = TOP + HEADING;
            for role in RankedRole::VARIANTS {
                self.rank(*role, platform.ranks.get(role), [x, y], [width, height - GAP]);
                y += height;
            }
            x += width + GAP;
        }
    }

    fn rank(
        &mut self,
        role: RankedRole,
        rank: Option<&ShortRank>,
        [x, y]: [f32; 2],
        [width, height]: [f32; 2],
    ) {
        let Colours { text: colour, quiet, panel, line, .. } = *self.colours;
        self.rectangle([x, y], [width, height], 10.0, panel);
        let division = rank.map_or(line, |rank| colours::division(rank.division.as_str()));
        let gem = Form::Gem { x: x + 34.0, y: y + height / 2.0, radius: 17.0, colour: division };
        self.forms.push(gem);
        let (left, room) = (x + 66.0, width - 82.0);
        let role = capital(role.name());
        self.text(&role, [left, y + 24.0], 17.0, room, |text| text);
        let name = rank.map_or("Not ranked".to_owned(), ToString::to_string);
        let colour = if rank.is_some() { colour } else { quiet };
        self.text(&name, [left, y + 51.0], 25.0, room, |text| Text {
            is_bold: rank.is_some(),
            colour,
            ..text
        });
    }

    fn heroes(&mut self, heroes: &[PlayedHero]) {
        if heroes.is_empty() {
            self.message(RIGHT, RIGHT_WIDTH, &NO_HEROES);
            return;
        }
        self.heading("Most played", RIGHT, RIGHT_WIDTH);
        let longest = heroes.iter().map(|hero| hero.time_played).max().unwrap_or_default();
        let mut y = TOP + HEADING;
        for hero in heroes {
            self.hero(hero, y, part(hero.time_played, longest));
            y += (ROOM - HEADING) / 5.0;
        }
    }

    /// One hero, with a bar for this part of the longest time.
    fn hero(&mut self, hero: &PlayedHero, y: f32, part: f32) {
        let Colours { text: colour, line, accent, .. } = *self.colours;
        self.text(&hero.name, [RIGHT, y + 26.0], 25.0, 230.0, |text| Text {
            is_bold: true,
            colour,
            ..text
        });
        self.text(hero.hours(), [RIGHT + 360.0, y + 26.0], 22.0, 110.0, |text| Text {
            anchor: Anchor::End,
            colour,
            ..text
        });
        self.text(hero.won(), [RIGHT + RIGHT_WIDTH, y + 26.0], 22.0, 125.0, |text| Text {
            anchor: Anchor::End,
            colour,
            ..text
        });
        self.rectangle([RIGHT, y + 37.0], [RIGHT_WIDTH, 8.0], 4.0, line);
        self.rectangle([RIGHT, y + 37.0], [(RIGHT_WIDTH * part).max(8.0), 8.0], 4.0, accent);
    }

    /// What is said where nothing can be shown: the first line is a heading.
    fn message(&mut self, x: f32, width: f32, lines: &[&str]) {
        let Colours { text: colour, quiet, panel, .. } = *self.colours;
        let height = ROOM - GAP;
        self.rectangle([x, TOP], [width, height], 14.0, panel);
        let x = x + width / 2.0;
        let mut y = TOP + height / 2.0 - 24.0;
        for (number, line) in lines.iter().enumerate() {
            let is_heading = number == 0;
            let size = if is_heading { 36.0 } else { 25.0 };
            self.text(*line, [x, y], size, width - 48.0, |text| Text {
                anchor: Anchor::Middle,
                is_bold: is_heading,
                colour: if is_heading { colour } else { quiet },
                ..text
            });
            y += if is_heading { 52.0 } else { 38.0 };
        }
    }

    fn heading(&mut self, heading: &str, x: f32, width: f32) {
        self.text(heading, [x, TOP + 27.0], 23.0, width, |text| Text { is_bold: true, ..text });
    }

    fn rectangle(
        &mut self,
        [x, y]: [f32; 2],
        [width, height]: [f32; 2],
        radius: f32,
        colour: &'static str,
    ) {
        self.forms.push(Form::Rectangle { x, y, width, height, radius, colour });
    }

    /// A text, quiet unless told.
    fn text(
        &mut self,
        content: impl Into<String>,
        at: [f32; 2],
        size: f32,
        width: f32,
        change: impl FnOnce(Text) -> Text,
    ) {
        let text = Text::new(content, at, size, width);
        self.texts.push(change(Text { colour: self.colours.quiet, ..text }));
    }
}

/// Which part of the longest time this is, in thousandths.
fn part(time: i64, longest: i64) -> f32 {
    let thousandths = i128::from(time) * 1000 / i128::from(longest.max(1));
    f32::from(u16::try_from(thousandths.clamp(0, 1000)).unwrap_or(1000)) / 1000.0
}
