//! Pages as trees that keep all a page has, built as browsers build them.

use std::{borrow::Cow, iter};

use html5ever::{ParseOpts, driver, tendril::TendrilSink};
use scraper::{Element as _, ElementRef, Html, HtmlTreeSink};

use super::{Element, MAX_DEPTH, is_whole};
use crate::ParseError;

/// How long one tag may be, in bytes. Real ones take a few thousand; the parser compares every
/// attribute with all before it.
const MAX_TAG: usize = 256 * 1024;

/// How much is parsed before the tree is looked at, in bytes.
const CHUNK: usize = 4096;

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
    Ok(Page { html: parser.finish(), is_whole: is_whole(page) })
}

impl Page {
    /// The part of a page that is about something; what surrounds it is the same on every page.
    ///
    /// # Errors
    ///
    /// [`ParseError::NotAKnownPage`] without one, [`ParseError::CutOff`] with an unknown part of it.
    pub(crate) fn main_content(&self) -> Result<ElementRef<'_>, ParseError> {
        super::main_content(self.html.root_element(), self.is_whole)
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

impl<'a> Element<'a> for ElementRef<'a> {
    fn name(self) -> &'a str {
        self.value().name()
    }

    fn attribute(self, name: &str) -> Option<&'a str> {
        self.value().attrs().find_map(|(key, value)| (key == name).then_some(value))
    }

    fn text(self) -> Cow<'a, str> {
        let mut pieces = ElementRef::text(&self);
        match (pieces.next(), pieces.next()) {
            (None, _) => Cow::Borrowed(""),
            (Some(only), None) => Cow::Borrowed(only),
            _ => Cow::Owned(ElementRef::text(&self).collect()),
        }
    }

    fn next(self, root: Self) -> Option<Self> {
        self.first_element_child().or_else(|| self.next_outside(root))
    }

    fn next_outside(self, root: Self) -> Option<Self> {
        iter::successors(Some(self), ElementRef::parent_element)
            .take_while(|ancestor| *ancestor != root)
            .find_map(|ancestor| ancestor.next_sibling_element())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn pages_that_make_the_parser_repeat_itself_are_given_up_early() {
        let formatting: String = (0..300).fold(String::new(), |all, i| all + &format!("<b a={i}>"));
        let page = format!("<p>{formatting}{}", "<p>x".repeat(250_000));
        assert_eq!(parse(&page).err(), Some(ParseError::NotAKnownPage));
    }
}
