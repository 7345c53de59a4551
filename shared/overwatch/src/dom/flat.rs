//! Pages as flat lists of their elements, which are built much faster than trees.
//!
//! What stands inside of what is decided as browsers decide it, but for some repairs of malformed pages:
//! nothing is moved out of a table, and `<b>` or `<a>` that is left open is not opened again in the next
//! paragraph. What is in a `<template>` counts.

mod builder;
mod kinds;

use std::{borrow::Cow, ops::Range};

use super::{is_whole, main_content};
use crate::ParseError;

/// A parsed page.
#[derive(Debug)]
pub(crate) struct Page {
    /// In the page's order, behind one that stands for the whole page.
    elements: Vec<Element>,
    attributes: Vec<Attribute>,
    /// The names of elements and attributes, and the attributes' values.
    markup: String,
    /// All that is written between the tags.
    text: String,
    is_whole: bool,
}

#[derive(Debug)]
struct Element {
    /// In the page's markup.
    name: Range<usize>,
    /// Which of the page's are its attributes.
    attributes: Range<usize>,
    /// In the page's text.
    text: Range<usize>,
    /// The number of the element that follows all that is inside of it.
    end: usize,
}

/// Where an attribute stands in the page's markup.
#[derive(Debug)]
struct Attribute {
    name: Range<usize>,
    value: Range<usize>,
}

/// An element of a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ElementRef<'a> {
    page: &'a Page,
    number: usize,
}

/// Parses a page.
///
/// # Errors
///
/// [`ParseError::NotAKnownPage`] when it nests so deeply that reading on could take all our time.
pub(crate) fn parse(page: &str) -> Result<Page, ParseError> {
    builder::build(page).ok_or(ParseError::NotAKnownPage)
}

impl Page {
    /// The part of a page that is about something; what surrounds it is the same on every page.
    ///
    /// # Errors
    ///
    /// [`ParseError::NotAKnownPage`] without one, [`ParseError::CutOff`] with an unknown part of it.
    pub(crate) fn main_content(&self) -> Result<ElementRef<'_>, ParseError> {
        main_content(self.root_element(), self.is_whole)
    }

    pub(crate) fn root_element(&self) -> ElementRef<'_> {
        ElementRef { page: self, number: 0 }
    }
}

impl<'a> ElementRef<'a> {
    fn element(self) -> Option<&'a Element> {
        self.page.elements.get(self.number)
    }

    /// The element of that number, if it stands below this one.
    fn below(self, number: usize) -> Option<Self> {
        (number < self.element()?.end).then_some(Self { page: self.page, number })
    }

    fn markup(self, range: &Range<usize>) -> &'a str {
        self.page.markup.get(range.clone()).unwrap_or_default()
    }
}

impl<'a> super::Element<'a> for ElementRef<'a> {
    fn name(self) -> &'a str {
        self.element().map_or("", |element| self.markup(&element.name))
    }

    fn attribute(self, name: &str) -> Option<&'a str> {
        let attributes = self.page.attributes.get(self.element()?.attributes.clone())?;
        let attribute = attributes.iter().find(|attribute| self.markup(&attribute.name) == name)?;
        Some(self.markup(&attribute.value))
    }

    fn text(self) -> Cow<'a, str> {
        let text = self.element().and_then(|element| self.page.text.get(element.text.clone()));
        Cow::Borrowed(text.unwrap_or_default())
    }

    fn next(self, root: Self) -> Option<Self> {
        root.below(self.number + 1)
    }

    fn next_outside(self, root: Self) -> Option<Self> {
        root.below(self.element()?.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;

    /// What of a page can be looked for, but for the elements that every page has.
    fn outline<'a, E: dom::Element<'a>>(root: E) -> Vec<(&'a str, Option<&'a str>, String)> {
        let successors = std::iter::successors(root.next(root), |element| element.next(root));
        let elements = successors.filter(|e| !["html", "head", "body"].contains(&e.name()));
        elements.map(|e| (e.name(), e.attribute("class"), e.text().into_owned())).collect()
    }

    fn is_as_in_a_tree(page: &str) {
        let (flat, tree) = (parse(page).unwrap(), dom::parse(page).unwrap());
        assert_eq!(outline(flat.root_element()), outline(tree.root_element()), "{page}");
    }

    #[test]
    fn pages_are_the_same_as_trees() {
        for page in [
            include_str!("../../seeds/career.html"),
            include_str!("../../seeds/heroes.html"),
            include_str!("../../seeds/rates_page.html"),
        ] {
            is_as_in_a_tree(page);
        }
    }

    #[test]
    fn markup_is_read_as_in_a_tree() {
        for body in [
            "<p class='a &amp; b &notit;'>1 &lt; 2 &euro;3 &#0; &nbsp</p>",
            "<p CLASS=x class=y>twice</P>",
            "<img class=a><br/><p>void</p>",
            "<script>if (a < b) '<p>'</script><style><p></style><title>&lt;<p></title>",
            "<textarea></p><p></textarea><noscript><p></noscript>",
            "<!-- <p> --><p>a<!---->b</p><![CDATA[ <p> ]]>",
            "<svg><title>a<g class=b></g></title><use class=c /><g class=d>e</g></svg>",
            "a\r\nb<p>c\rd</p>",
            "<p>a\0b</p>",
            "<p class=\u{e9}>\u{e9}</p>",
        ] {
            is_as_in_a_tree(&format!("<main>{body}</main>"));
        }
    }

    #[test]
    fn malformed_markup_is_repaired_as_in_a_tree() {
        for body in [
            "<p>1<p>2<div>3</div>",
            "<select><option class=a>1<option class=b>2</select><p>3</p>",
            "<h1>1</h2><h1>2<h2>3</h2>",
            "<div>1</span></div><p>2</p>",
            "<span><div>1</span>2</div>3",
            "<div><span>1</div>2</span>",
            "<blz-section><div>1</blz-section>2</div>",
            "<div class=a<div class=b>1</div>",
            "<div class='a'class='b'/>1</div>",
            "<div><p>1</div>2",
            "<div>1",
        ] {
            is_as_in_a_tree(&format!("<main>{body}</main>"));
        }
    }

    #[test]
    fn a_page_without_its_end_is_cut_off() {
        let main = |page: &str| parse(page).unwrap().main_content().map(drop);
        assert_eq!(main("<p>a</p></body>"), Err(ParseError::NotAKnownPage));
        assert_eq!(main("<main><p>a</p>"), Err(ParseError::CutOff));
        assert_eq!(main("<main><p>a</p></main>"), Ok(()));
    }

    #[test]
    fn deep_pages_are_given_up_early() {
        for soup in ["<div>", "<b>", "<table><td>", "<svg>", "<a><div>"] {
            let page = soup.repeat(1_000_000);
            assert_eq!(parse(&page).err(), Some(ParseError::NotAKnownPage));
        }
    }

    #[test]
    fn endless_tags_are_read() {
        let attributes: String = (0..200_000).fold(String::new(), |all, i| all + &format!(" a{i}"));
        let page = parse(&format!("<a{attributes}>")).unwrap();
        assert_eq!(page.attributes.len(), 200_000);
    }
}
