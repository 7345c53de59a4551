//! The hero's past.

use scraper::ElementRef;

use super::{Chapter, Media, MediaKind, Story};
use crate::dom;

/// Where links that name no site lead to, wherever the page was read from.
const SITE: &str = "https://overwatch.blizzard.com";

pub(super) fn parse(main: ElementRef) -> Story {
    let Some(lore) = dom::first(main, dom::classed("blz-section", ["lore"])) else {
        return Story::default();
    };
    Story {
        summary: summary(lore).unwrap_or_default(),
        media: video(lore).or_else(|| text(lore)),
        chapters: chapters(lore),
    }
}

/// In one line: the page breaks it after a space.
fn summary(lore: ElementRef) -> Option<String> {
    let header = dom::first(lore, dom::named("blz-header"))?;
    dom::first_text(header, dom::named("p")).map(|summary| summary.replace('\n', ""))
}

fn video(lore: ElementRef) -> Option<Media> {
    let player = dom::first(lore, |element| dom::attribute(element, "youtube-id").is_some())?;
    let id = dom::non_empty_attribute(player, "youtube-id")?;
    Some(Media { kind: MediaKind::Video, link: format!("https://youtu.be/{id}") })
}

/// A comic or a short story, behind a button.
fn text(lore: ElementRef) -> Option<Media> {
    let button = dom::first(lore, dom::named("blz-button"))?;
    let kind = match dom::attribute(button, "analytics-label") {
        Some("short-story") => MediaKind::ShortStory,
        _ => MediaKind::Comic,
    };
    Some(Media { kind, link: absolute(&dom::non_empty_attribute(button, "href")?) })
}

fn absolute(link: &str) -> String {
    if link.contains("://") {
        return link.to_owned();
    }
    match link.strip_prefix("//") {
        Some(elsewhere) => format!("https://{elsewhere}"),
        None => format!("{SITE}/{}", link.trim_start_matches('/')),
    }
}

/// The chapters: the label, the text and the picture of one stand at the same place.
fn chapters(lore: ElementRef) -> Vec<Chapter> {
    let Some(section) = dom::first(lore, dom::named("blz-accordion-section")) else {
        return Vec::new();
    };
    let mut pictures = dom::all(section, in_slot("blz-image", "media"));
    dom::all(section, in_slot("span", "label"))
        .zip(dom::all(section, in_slot("div", "content")))
        .map(|(label, text)| Chapter {
            title: capitalised(&dom::text(label)),
            content: content(text),
            picture: pictures.next().and_then(|image| dom::non_empty_attribute(image, "src")),
        })
        .collect()
}

fn in_slot(tag: &str, slot: &str) -> impl Fn(ElementRef) -> bool {
    move |element| dom::named(tag)(element) && dom::attribute(element, "slot") == Some(slot)
}

/// The paragraphs with one space between them; spaces of their own stay. Some texts have none.
fn content(text: ElementRef) -> String {
    let paragraphs: Vec<_> =
        dom::all(text, dom::named("p")).map(|p| p.text().collect::<String>()).collect();
    if paragraphs.is_empty() {
        return dom::text(text).into_owned();
    }
    paragraphs.join(" ").trim().to_owned()
}

/// The page writes some titles in capitals.
fn capitalised(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.flat_map(char::to_lowercase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_lore(inside: &str) -> Story {
        let page = format!(r#"<main><blz-section class="lore">{inside}</main>"#);
        let html = dom::parse(&page).unwrap();
        parse(html.main_content().unwrap())
    }

    fn media(inside: &str) -> Option<(MediaKind, String)> {
        read_lore(inside).media.map(|media| (media.kind, media.link))
    }

    #[test]
    fn a_story_is_told_in_a_video_a_comic_or_a_text() {
        assert_eq!(
            media(r#"<blz-youtube-video youtube-id="a-1"></blz-youtube-video>"#),
            Some((MediaKind::Video, "https://youtu.be/a-1".to_owned()))
        );
        assert_eq!(
            media(r#"<blz-button href="/a/b" analytics-label="short-story"></blz-button>"#),
            Some((MediaKind::ShortStory, format!("{SITE}/a/b")))
        );
        assert_eq!(
            media(r#"<blz-button href="https://other.example/a"></blz-button>"#),
            Some((MediaKind::Comic, "https://other.example/a".to_owned()))
        );
        assert_eq!(media("<blz-button></blz-button>"), None);
    }

    #[test]
    fn links_name_a_site() {
        assert_eq!(absolute("//other.example/a"), "https://other.example/a");
        assert_eq!(absolute("a"), format!("{SITE}/a"));
    }

    #[test]
    fn chapters_of_labels_texts_and_pictures() {
        let story = read_lore(
            r#"<blz-header><h2>Story</h2><p> In &#10;short. </p></blz-header><blz-accordion-section>
            <blz-accordion><span slot="label">ÉARLY LIFE</span>
            <div slot="content"><p>One.</p><p>Two. </p></div>
            <div><blz-image src="/not-this.png"></blz-image></div>
            <span slot="label">Late</span><div slot="content"> Three. </div></blz-accordion>
            <blz-image slot="media" src="/a.png"></blz-image>"#,
        );
        assert_eq!(
            serde_json::to_value(story).unwrap(),
            serde_json::json!({
                "summary": "In short.", "media": null,
                "chapters": [
                    { "title": "Éarly life", "content": "One. Two.", "picture": "/a.png" },
                    { "title": "Late", "content": "Three.", "picture": null },
                ],
            })
        );
    }
}
