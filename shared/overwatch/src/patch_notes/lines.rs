//! Text as a page shows it: a line for each paragraph and each item of a list.

use ego_tree::iter::Edge;
use scraper::{ElementRef, Node, node::Element};

use crate::dom;

/// The lines of an element in the page's order, without empty ones; a picture is a line with its URL. What `skips`
/// matches is left out.
pub(super) fn lines(root: ElementRef, skips: impl Fn(ElementRef) -> bool) -> Vec<String> {
    let mut lines = Lines::default();
    let mut skipped = None;
    for edge in root.traverse() {
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        if let Some(start) = skipped {
            if start == node.id() {
                skipped = None;
            }
            continue;
        }
        match node.value() {
            Node::Text(text) => {
                if matches!(edge, Edge::Open(_)) {
                    lines.line.push_str(text);
                }
            }
            Node::Element(element) => {
                let opened = ElementRef::wrap(node).filter(|_| matches!(edge, Edge::Open(_)));
                let is_skipped = opened.is_some_and(|opened| opened != root && skips(opened));
                if is_skipped {
                    skipped = Some(node.id());
                }
                if is_skipped || !is_inline(element) {
                    lines.end();
                    lines.all.extend(opened.filter(|_| !is_skipped).and_then(picture));
                }
            }
            _ => {}
        }
    }
    lines.end();
    lines.all
}

/// The lines so far, and the one that is being read.
#[derive(Default)]
struct Lines {
    all: Vec<String>,
    line: String,
}

impl Lines {
    fn end(&mut self) {
        let words: Vec<&str> = self.line.split_whitespace().collect();
        if !words.is_empty() {
            self.all.push(words.join(" "));
        }
        self.line.clear();
    }
}

/// What stands within a line.
fn is_inline(element: &Element) -> bool {
    matches!(
        element.name(),
        "a" | "abbr"
            | "b"
            | "code"
            | "em"
            | "font"
            | "i"
            | "mark"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "u"
    )
}

/// Where a picture that says something comes from; icons only adorn what stands beside them.
fn picture(element: ElementRef) -> Option<String> {
    let is_icon = dom::classes(element).any(|class| class.ends_with("-icon"));
    let is_picture = matches!(element.value().name(), "img" | "blz-image");
    (is_picture && !is_icon).then(|| dom::non_empty_attribute(element, "src"))?
}
