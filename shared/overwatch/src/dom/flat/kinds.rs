//! Kinds of elements, by their names, that decide where others end.

/// Elements that every page has one of, with or without tags.
pub(super) fn is_page(name: &[u8]) -> bool {
    matches!(name, b"html" | b"head" | b"body")
}

/// Any start or end tag of one ends another that is open.
pub(super) fn is_heading(name: &[u8]) -> bool {
    matches!(name, b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6")
}

/// Elements that have no end tag, and nothing inside of them.
#[rustfmt::skip]
pub(super) fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"area" | b"base" | b"br" | b"col" | b"embed" | b"hr" | b"img" | b"input" | b"link" | b"meta"
            | b"param" | b"source" | b"track" | b"wbr"
    )
}

/// Elements that cannot stand in a paragraph: one that is open ends before them.
#[rustfmt::skip]
pub(super) fn ends_a_paragraph(name: &[u8]) -> bool {
    matches!(
        name,
        b"address" | b"article" | b"aside" | b"blockquote" | b"center" | b"dd" | b"details" | b"dialog"
            | b"dir" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption" | b"figure" | b"footer"
            | b"form" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header" | b"hgroup" | b"hr"
            | b"li" | b"listing" | b"main" | b"menu" | b"nav" | b"ol" | b"p" | b"plaintext" | b"pre"
            | b"search" | b"section" | b"summary" | b"table" | b"ul" | b"xmp"
    )
}

/// Elements that no end tag of another element ends, unless that element is special itself.
#[rustfmt::skip]
pub(super) fn is_special(name: &[u8]) -> bool {
    ends_a_paragraph(name) || is_scope(name) || matches!(
        name,
        b"button" | b"colgroup" | b"frameset" | b"iframe" | b"noembed" | b"noframes" | b"noscript"
            | b"script" | b"select" | b"style" | b"tbody" | b"textarea" | b"tfoot" | b"thead" | b"title"
            | b"tr"
    )
}

/// Elements that no end tag of an element around them ends.
pub(super) fn is_scope(name: &[u8]) -> bool {
    matches!(
        name,
        b"applet" | b"caption" | b"marquee" | b"object" | b"table" | b"td" | b"template" | b"th"
    )
}
