//! Looking into a page, without recursion and without looking anywhere twice.

pub(crate) mod flat;
mod tree;

use std::{borrow::Cow, iter};

use crate::ParseError;
pub(crate) use tree::parse;

/// How deep elements may stand in each other. Real pages need about 20; the parser's time grows
/// with the square of it.
const MAX_DEPTH: usize = 512;

/// What closes the part of a page that is parsed, or all of it: a page without one was cut off.
const ENDS: [&str; 3] = ["</html>", "</body>", "</main>"];

/// An element of a parsed page.
pub(crate) trait Element<'a>: Copy + 'a {
    /// Its name, in lower case.
    fn name(self) -> &'a str;

    /// An attribute; one of a foreign name space (`xlink:href`) may go by its local name.
    fn attribute(self, name: &str) -> Option<&'a str>;

    /// All text inside of it. It is only copied when it comes in pieces.
    fn text(self) -> Cow<'a, str>;

    /// The element that follows in the page's order, inside of it or not, still below `root`.
    fn next(self, root: Self) -> Option<Self>;

    /// The element that follows it and all inside it, still below `root`.
    fn next_outside(self, root: Self) -> Option<Self>;
}

/// Whether a page has an end.
fn is_whole(page: &str) -> bool {
    // From the end, where a whole page has it.
    ENDS.iter().any(|end| page.rfind(end).is_some())
}

/// The part of a page that is about something; what surrounds it is the same on every page.
///
/// # Errors
///
/// [`ParseError::NotAKnownPage`] without one, [`ParseError::CutOff`] with an unknown part of it.
fn main_content<'a, E: Element<'a>>(root: E, is_whole: bool) -> Result<E, ParseError> {
    let is_main = |element| named("main")(element) || classed("div", ["main-content"])(element);
    let main = first(root, is_main).ok_or(ParseError::NotAKnownPage)?;
    if is_whole { Ok(main) } else { Err(ParseError::CutOff) }
}

/// The elements below `root` that match, in the page's order; what is inside a match is left out.
pub(crate) fn all<'a, E: Element<'a>>(
    root: E,
    matches: impl Fn(E) -> bool,
) -> impl Iterator<Item = E> {
    let mut next = root.next(root);
    iter::from_fn(move || {
        while let Some(element) = next {
            if matches(element) {
                next = element.next_outside(root);
                return Some(element);
            }
            next = element.next(root);
        }
        None
    })
}

/// The first element below `root` that matches.
pub(crate) fn first<'a, E: Element<'a>>(root: E, matches: impl Fn(E) -> bool) -> Option<E> {
    all(root, matches).next()
}

/// The elements that stand in `parent` itself.
pub(crate) fn children<'a, E: Element<'a>>(parent: E) -> impl Iterator<Item = E> {
    all(parent, |_| true)
}

/// Matches elements of that name.
pub(crate) fn named<'a, E: Element<'a>>(name: &str) -> impl Fn(E) -> bool {
    move |element| element.name() == name
}

/// Matches elements of that name that have all these classes.
pub(crate) fn classed<'a, E: Element<'a>, const N: usize>(
    name: &str,
    classes: [&str; N],
) -> impl Fn(E) -> bool {
    move |element| element.name() == name && classes.iter().all(|class| has_class(element, class))
}

/// An attribute; one of a foreign name space (`xlink:href`) may go by its local name.
pub(crate) fn attribute<'a>(element: impl Element<'a>, name: &str) -> Option<&'a str> {
    element.attribute(name)
}

/// The classes, as written.
pub(crate) fn classes<'a>(element: impl Element<'a>) -> impl Iterator<Item = &'a str> {
    element.attribute("class").unwrap_or_default().split_ascii_whitespace()
}

/// Whether an element has that class.
pub(crate) fn has_class<'a>(element: impl Element<'a>, class: &str) -> bool {
    let classes = element.attribute("class").unwrap_or_default();
    // Most elements fail here already, at no cost.
    classes.len() >= class.len() && classes.split_ascii_whitespace().any(|other| other == class)
}

/// All text inside an element, trimmed.
pub(crate) fn text<'a>(element: impl Element<'a>) -> Cow<'a, str> {
    match element.text() {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// A text in which any white space, no-break spaces too, is one space. It is only copied when it is not.
pub(crate) fn single_spaced(text: &str) -> Cow<'_, str> {
    let is_spaced = |c: char| c.is_whitespace() && c != ' ';
    if text.contains("  ") || text.contains(is_spaced) {
        Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of the first element below `root` that matches; `None` when it says nothing.
pub(crate) fn first_text<'a, E: Element<'a>>(
    root: E,
    matches: impl Fn(E) -> bool,
) -> Option<String> {
    first(root, matches).map(text).filter(|text| !text.is_empty()).map(Cow::into_owned)
}

/// Where the first image below `root` comes from; `tag` is what the page calls an image there.
pub(crate) fn image<'a>(root: impl Element<'a>, tag: &str) -> Option<String> {
    non_empty_attribute(first(root, named(tag))?, "src")
}

/// An attribute that says something.
pub(crate) fn non_empty_attribute<'a>(element: impl Element<'a>, name: &str) -> Option<String> {
    element.attribute(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// What a URL ends in, without its folders.
pub(crate) fn file_name(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}

/// The word that the file name of an icon starts with: `Tank` of `/icons/Tank-0f.svg`.
pub(crate) fn icon_word(url: &str) -> &str {
    file_name(url).split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(page: &str, name: &str) -> Vec<String> {
        let html = parse(page).unwrap();
        all(html.root_element(), named(name)).map(|found| text(found).into_owned()).collect()
    }

    #[test]
    fn matches_come_in_order_without_those_inside_a_match() {
        let page = "<main><i>1<i>2</i></i><div><i>3</i></div>text<i>4</i></main><i>5</i>";
        assert_eq!(names(page, "i"), ["12", "3", "4", "5"]);
    }

    #[test]
    fn any_white_space_is_one_space() {
        for text in ["Hero Specific", "Hero  Specific", "Hero\u{a0}Specific", "Hero\n\t Specific"] {
            assert_eq!(single_spaced(text), "Hero Specific");
        }
    }

    #[test]
    fn nothing_outside_of_the_root_is_found() {
        let html = parse("<div><p><b>in</b></p></div><b>out</b>").unwrap();
        let div = first(html.root_element(), named("div")).unwrap();
        assert_eq!(all(div, named("b")).count(), 1);
    }

    #[test]
    fn wide_pages_are_read() {
        assert_eq!(names(&"<p>x</p>".repeat(100_000), "p").len(), 100_000);
    }
}
