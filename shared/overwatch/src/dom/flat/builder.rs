//! Builds a page of the tags and texts that html5gum finds in it.

use html5gum::{Emitter, Error, State, Tokenizer, emitters::naive_next_state};

use super::{
    Attribute, Element, Page, is_whole,
    kinds::{ends_a_paragraph, is_heading, is_page, is_scope, is_special, is_void},
};
use crate::dom::MAX_DEPTH;

/// The elements read so far. Markup and text are UTF-8 again once they are complete.
#[derive(Default)]
struct Builder {
    elements: Vec<Element>,
    attributes: Vec<Attribute>,
    markup: Vec<u8>,
    text: Vec<u8>,
    /// The numbers of the elements that have not ended yet, each inside of the one before.
    open: Vec<usize>,
    tag: Tag,
}

/// The tag that is being read.
#[derive(Default)]
struct Tag {
    is_end: bool,
    is_self_closing: bool,
    name: Vec<u8>,
    /// How many attributes were read before it.
    attributes: usize,
}

/// The elements of a page are nested too deeply.
struct TooDeep;

/// `None` for a page that is nested too deeply.
pub(super) fn build(page: &str) -> Option<Page> {
    let mut builder = Builder {
        markup: Vec::with_capacity(page.len()),
        text: Vec::with_capacity(page.len()),
        ..Builder::default()
    };
    builder.open();
    if Tokenizer::new_with_emitter(page, &mut builder).next().is_some() {
        return None;
    }
    builder.close(Some(0));
    Some(Page {
        elements: builder.elements,
        attributes: builder.attributes,
        markup: String::from_utf8(builder.markup).ok()?,
        text: String::from_utf8(builder.text).ok()?,
        is_whole: is_whole(page),
    })
}

impl Builder {
    /// Opens an element for the tag that was read.
    fn open(&mut self) {
        let name = self.markup.len();
        self.markup.extend(&self.tag.name);
        self.open.push(self.elements.len());
        self.elements.push(Element {
            name: name..self.markup.len(),
            attributes: self.tag.attributes..self.attributes.len(),
            text: self.text.len()..self.text.len(),
            end: self.elements.len() + 1,
        });
    }

    /// Closes the open element that stands so deep, if one does, and all that are open inside of it.
    fn close(&mut self, depth: Option<usize>) {
        let Some(depth) = depth else { return };
        let end = self.elements.len();
        for number in self.open.drain(depth..) {
            if let Some(element) = self.elements.get_mut(number) {
                element.text.end = self.text.len();
                element.end = end;
            }
        }
    }

    /// A start tag was read. Returns what is to be read next, when that is not markup.
    fn start(&mut self) -> Option<State> {
        if is_page(&self.tag.name) {
            return None;
        }
        self.close(self.ended_by_start());
        self.open();
        let ends_at_once = self.tag.is_self_closing && self.is_in_a_drawing();
        if ends_at_once || is_void(&self.tag.name) {
            self.close(self.open.len().checked_sub(1));
            return None;
        }
        naive_next_state(&self.tag.name).filter(|_| !self.is_in_a_drawing())
    }

    /// How deep the open element stands that the start tag of another ends.
    fn ended_by_start(&self) -> Option<usize> {
        let current = || self.open.len().checked_sub(1);
        let is_in = |matches: fn(&[u8]) -> bool| self.innermost(matches, |_| true).is_some();
        match self.tag.name.as_slice() {
            b"option" if is_in(|open| open == b"option") => current(),
            name if is_heading(name) && is_in(is_heading) => current(),
            name if ends_a_paragraph(name) => self.innermost(|open| open == b"p", is_scope),
            _ => None,
        }
    }

    /// An end tag was read.
    fn end(&mut self) {
        self.close(match self.tag.name.as_slice() {
            name if is_page(name) => None,
            name if is_heading(name) => self.innermost(is_heading, is_scope),
            name if is_special(name) => self.innermost(|open| open == name, is_scope),
            name => self.innermost(|open| open == name, is_special),
        });
    }

    /// Whether rules other than those of HTML hold: in a drawing or a formula.
    fn is_in_a_drawing(&self) -> bool {
        self.innermost(|open| matches!(open, b"svg" | b"math"), |_| false).is_some()
    }

    /// How deep the innermost open element that matches stands, unless it is outside of a limit.
    fn innermost(
        &self,
        matches: impl Fn(&[u8]) -> bool,
        is_limit: impl Fn(&[u8]) -> bool,
    ) -> Option<usize> {
        for (depth, number) in self.open.iter().enumerate().rev() {
            let name = self.name(*number);
            if matches(name) {
                return Some(depth);
            }
            if is_limit(name) {
                return None;
            }
        }
        None
    }

    fn name(&self, number: usize) -> &[u8] {
        let element = self.elements.get(number);
        element.and_then(|element| self.markup.get(element.name.clone())).unwrap_or_default()
    }
}

impl Emitter for &mut Builder {
    type Token = TooDeep;

    fn pop_token(&mut self) -> Option<TooDeep> {
        (self.open.len() > MAX_DEPTH).then_some(TooDeep)
    }

    fn init_start_tag(&mut self) {
        self.tag.is_end = false;
        self.tag.is_self_closing = false;
        self.tag.name.clear();
        self.tag.attributes = self.attributes.len();
    }

    fn init_end_tag(&mut self) {
        self.init_start_tag();
        self.tag.is_end = true;
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.tag.name.extend(name);
    }

    fn set_self_closing(&mut self) {
        self.tag.is_self_closing = true;
    }

    fn init_attribute(&mut self) {
        let at = self.markup.len();
        self.attributes.push(Attribute { name: at..at, value: at..at });
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.markup.extend(name);
        let end = self.markup.len();
        if let Some(attribute) = self.attributes.last_mut() {
            attribute.name.end = end;
            attribute.value = end..end;
        }
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        self.markup.extend(value);
        if let Some(attribute) = self.attributes.last_mut() {
            attribute.value.end = self.markup.len();
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        if self.tag.is_end {
            self.end();
            None
        } else {
            self.start()
        }
    }

    fn emit_string(&mut self, text: &[u8]) {
        // A browser leaves zero characters out.
        for piece in text.split(|byte| *byte == 0) {
            self.text.extend(piece);
        }
    }

    /// Whether an end tag ends a script or another element that has no markup inside of it.
    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.tag.is_end && self.open.last().is_some_and(|open| self.name(*open) == self.tag.name)
    }

    /// Without, nothing that only errors need is done.
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    // Nothing below is looked for in a page.

    fn emit_error(&mut self, _: Error) {}

    fn emit_eof(&mut self) {}

    fn set_last_start_tag(&mut self, _: Option<&[u8]>) {}

    fn init_comment(&mut self) {}

    fn push_comment(&mut self, _: &[u8]) {}

    fn emit_current_comment(&mut self) {}

    fn init_doctype(&mut self) {}

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn set_force_quirks(&mut self) {}

    fn emit_current_doctype(&mut self) {}
}
