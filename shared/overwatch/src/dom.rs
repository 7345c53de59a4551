//! Looking into a page, without recursion and without looking anywhere twice.

use std::{borrow::Cow, iter};

use html5ever::{ParseOpts, driver, tendril::TendrilSink};
use scraper::{Element, ElementRef, Html, HtmlTreeSink};

use crate::ParseError;

/// How deep elements may stand in each other. Real pages need about 20; the parser's time grows
/// with the square of it.
const MAX_DEPTH: usize = 512;

/// How long one tag may be, in bytes. Real ones take a few thousand; the parser compares every
/// attribute with all before it.
const MAX_TAG: usize = 256 * 1024;

/// How much is parsed before the tree is looked at, in bytes.
const CHUNK: usize = 4096;

/// What closes the part of a page that is parsed, or all of it: a page without one was cut off.
const ENDS: [&str; 3] = ["</html>", "</body>", "</main>"];

/// A parsed page.
#[derive(Debug, PartialEq)]
pub(crate) struct Page {
    html: Html,
    is_whole: bool,
}

/// Parses a page.
///
/// # Errors
///
/// [`ParseError::NotAKnownPage`] when it nests so deeply, has so long a tag, or makes the parser
/// repeat so much that reading on could take all our time or memory.
pub(crate) fn parse(page: &str) -> Result<Page, ParseError> {
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = driver::parse_document(sink, ParseOpts::default());
    let (mut read, mut unclosed) = (0, 0);
    while read < page.len() {
        let chunk = &page[read..page.ceil_char_boundary(read + CHUNK)];
        parser.process(chunk.into());
        read += chunk.len();
        unclosed = if chunk.contains('>') { 0 } else { unclosed + chunk.len() };
        if unclosed > MAX_TAG || runs_away(&parser.tokenizer.sink.sink.0.borrow(), read) {
            return Err(ParseError::NotAKnownPage);
        }
    }
    // From the end, where a whole page has it.
    let is_whole = ENDS.iter().any(|end| page.rfind(end).is_some());
    Ok(Page { html: parser.finish(), is_whole })
}

impl Page {
    /// The part of a page that is about something; what surrounds it is the same on every page.
    ///
    /// # Errors
    ///
    /// [`ParseError::NotAKnownPage`] without one, [`ParseError::CutOff`] with an unknown part of it.
    pub(crate) fn main_content(&self) -> Result<ElementRef<'_>, ParseError> {
        let is_main = |element| named("main")(element) || classed("div", ["main-content"])(element);
        let main = first(self.html.root_element(), is_main).ok_or(ParseError::NotAKnownPage)?;
        if self.is_whole { Ok(main) } else { Err(ParseError::CutOff) }
    }

    #[cfg(test)]
    pub(crate) fn root_element(&self) -> ElementRef<'_> {
        self.html.root_element()
    }
}

/// Whether a tree is too deep at its newest node, or has more nodes than its text explains.
fn runs_away(html: &Html, bytes_read: usize) -> bool {
    let newest = html.tree.nodes().next_back();
    let depth = newest.map_or(0, |node| node.ancestors().take(MAX_DEPTH).count());
    depth == MAX_DEPTH || html.tree.values().len() > bytes_read + CHUNK
}

/// The elements below `root` that match, in the page's order; what is inside a match is left out.
pub(crate) fn all<'a>(
    root: ElementRef<'a>,
    matches: impl Fn(ElementRef<'a>) -> bool,
) -> impl Iterator<Item = ElementRef<'a>> {
    let mut next = root.first_element_child();
    iter::from_fn(move || {
        while let Some(element) = next {
            if matches(element) {
                next = after(element, root);
                return Some(element);
            }
            next = element.first_element_child().or_else(|| after(element, root));
        }
        None
    })
}

/// The first element below `root` that matches.
pub(crate) fn first<'a>(
    root: ElementRef<'a>,
    matches: impl Fn(ElementRef<'a>) -> bool,
) -> Option<ElementRef<'a>> {
    all(root, matches).next()
}

/// The element that follows `element` and all inside it, still below `root`.
fn after<'a>(element: ElementRef<'a>, root: ElementRef<'a>) -> Option<ElementRef<'a>> {
    iter::successors(Some(element), ElementRef::parent_element)
        .take_while(|ancestor| *ancestor != root)
        .find_map(|ancestor| ancestor.next_sibling_element())
}

/// Matches elements of that name.
pub(crate) fn named(name: &str) -> impl Fn(ElementRef) -> bool {
    move |element| element.value().name() == name
}

/// Matches elements of that name that have all these classes.
pub(crate) fn classed<const N: usize>(
    name: &str,
    classes: [&str; N],
) -> impl Fn(ElementRef) -> bool {
    move |element| {
        element.value().name() == name && classes.iter().all(|class| has_class(element, class))
    }
}

/// An attribute; one of a foreign name space (`xlink:href`) goes by its local name.
pub(crate) fn attribute<'a>(element: ElementRef<'a>, name: &str) -> Option<&'a str> {
    element.value().attrs().find_map(|(key, value)| (key == name).then_some(value))
}

/// The classes, as written.
pub(crate) fn classes(element: ElementRef<'_>) -> impl Iterator<Item = &str> {
    attribute(element, "class").unwrap_or_default().split_ascii_whitespace()
}

/// Whether an element has that class.
pub(crate) fn has_class(element: ElementRef, class: &str) -> bool {
    let classes = attribute(element, "class").unwrap_or_default();
    // Most elements fail here already, at no cost.
    classes.len() >= class.len() && classes.split_ascii_whitespace().any(|other| other == class)
}

/// All text inside an element, trimmed. It is only copied when it comes in pieces.
pub(crate) fn text(element: ElementRef<'_>) -> Cow<'_, str> {
    let mut pieces = element.text();
    match (pieces.next(), pieces.next()) {
        (None, _) => Cow::Borrowed(""),
        (Some(only), None) => Cow::Borrowed(only.trim()),
        _ => Cow::Owned(element.text().collect::<String>().trim().to_owned()),
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
pub(crate) fn first_text(root: ElementRef, matches: impl Fn(ElementRef) -> bool) -> Option<String> {
    first(root, matches).map(text).filter(|text| !text.is_empty()).map(Cow::into_owned)
}

/// Where the first image below `root` comes from; `tag` is what the page calls an image there.
pub(crate) fn image(root: ElementRef, tag: &str) -> Option<String> {
    non_empty_attribute(first(root, named(tag))?, "src")
}

/// An attribute that says something.
pub(crate) fn non_empty_attribute(element: ElementRef, name: &str) -> Option<String> {
    attribute(element, name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
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
    fn pages_are_the_same_in_one_piece_and_in_chunks() {
        let page = "é&amp;<b class='ü'>ß</b> ".repeat(1000);
        assert_eq!(parse(&page).unwrap().html, Html::parse_document(&page));
    }

    #[test]
    fn deep_pages_are_given_up_early() {
        for soup in ["<div>", "<b>", "<table><td>", "<svg>", "<a><div>"] {
            assert_eq!(parse(&soup.repeat(1_000_000)).err(), Some(ParseError::NotAKnownPage));
        }
    }

    #[test]
    fn endless_tags_are_given_up_early() {
        let attributes: String = (0..200_000).fold(String::new(), |all, i| all + &format!(" a{i}"));
        assert_eq!(parse(&format!("<a{attributes}>")).err(), Some(ParseError::NotAKnownPage));
    }

    #[test]
    fn a_page_without_its_end_is_cut_off() {
        let page = "<html><body><main><p>a</p></main></body></html>";
        let main = |page: &str| parse(page).unwrap().main_content().map(drop);
        for end in page.match_indices('>').map(|(at, _)| at + 1) {
            let read = match &page[..end] {
                cut if !cut.contains("<main>") => Err(ParseError::NotAKnownPage),
                cut if !cut.contains("</main>") => Err(ParseError::CutOff),
                // What is missing then is not read.
                _ => Ok(()),
            };
            assert_eq!(main(&page[..end]), read, "{}", &page[..end]);
        }
        assert_eq!(main("<body><div class='main-content'></div></body>"), Ok(()));
        assert_eq!(main("<body><div class='main-content'></div>"), Err(ParseError::CutOff));
    }

    #[test]
    fn wide_pages_are_read() {
        assert_eq!(names(&"<p>x</p>".repeat(100_000), "p").len(), 100_000);
    }

    #[test]
    fn pages_that_make_the_parser_repeat_itself_are_given_up_early() {
        let formatting: String = (0..300).fold(String::new(), |all, i| all + &format!("<b a={i}>"));
        let page = format!("<p>{formatting}{}", "<p>x".repeat(250_000));
        assert_eq!(parse(&page).err(), Some(ParseError::NotAKnownPage));
    }
}
