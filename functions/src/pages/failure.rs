//! What went wrong, for people.

use http::{StatusCode, header::RETRY_AFTER};
use maud::{Markup, html};
use overwatch::player_id::{BattleTag, PlayerId};

use super::{
    Root, finder,
    head::{Page, unlisted},
    navigation,
};
use crate::http::{Error, Request, Response, html::PageHeaders};

/// The response to what failed at a page's path: the same status, and a page. What no browser asks for stays
/// as programs read it.
pub(crate) fn failure(error: Error, request: &Request) -> Response {
    if matches!(error, Error::UnknownMethod | Error::Elsewhere(_)) {
        return error.into_response();
    }
    let details = details(&error);
    let mut response = error.into_response();
    let status = response.status();
    let wait =
        response.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
    let page = page(status, &details, wait, request);
    *response.body_mut() = page.into();
    PageHeaders::of_players().set(&mut response);
    response
}

/// What is wrong with each parameter.
fn details(error: &Error) -> Vec<String> {
    let Error::InvalidParameters(invalid) = error else { return Vec::new() };
    invalid.sentences().collect()
}

fn page(status: StatusCode, details: &[String], wait: Option<u64>, request: &Request) -> String {
    let id = request.player_id().parse::<PlayerId>().ok();
    let root = if request.path_parameters.is_empty() { Root::Here } else { Root::Above };
    let (title, text) = words(status);
    let content = html! {
        header {
            (navigation(root))
            h1 { (title) }
            p.lead { (text) }
        }
        main #content {
            @if !details.is_empty() { ul { @for detail in details { li { (detail) } } } }
            @if status == StatusCode::NOT_FOUND { (unknown(id.as_ref(), root)) }
            @if let Some(wait) = wait { (again(status, wait)) }
            h2 { "Look up a player" }
            (finder(root, ""))
        }
    };
    Page { title, head: unlisted(), script: None }.with(&content)
}

fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => (
            "Nobody is known by that name",
            "Upper and lower case count, and so does the number behind the name.",
        ),
        StatusCode::UNPROCESSABLE_ENTITY => {
            ("This address is not quite right", "A part of it means nothing to us:")
        }
        StatusCode::TOO_MANY_REQUESTS => (
            "A little slower, please",
            "Many players that nobody has looked up before were asked for from where you are. Those \
             that we know already are answered at once.",
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "This takes a moment",
            "The player has to be fetched from Blizzard first, which answers only so many questions \
             at a time, or our storage has to recover.",
        ),
        StatusCode::GATEWAY_TIMEOUT => (
            "Blizzard does not answer",
            "This player has not been looked up before, and Blizzard's site is down or slow. Please \
             come again later.",
        ),
        _ => ("Something is broken", "It is our fault, not yours, and it was written down for us."),
    }
}

/// Another way to somebody who was not found.
fn unknown(id: Option<&PlayerId>, root: Root) -> Markup {
    html! {
        @if let Some(PlayerId::BattleTag(battletag)) = id {
            p {
                "You asked for " bdi { strong { (with_number_sign(battletag)) } } ". "
                a href=(search_link(root, battletag)) { "Search for all players of that name" } "."
            }
        }
    }
}

/// As the game shows it.
fn with_number_sign(battletag: &BattleTag) -> String {
    let name = battletag.name();
    match battletag.as_str().strip_prefix(name).and_then(|rest| rest.strip_prefix('-')) {
        Some(number) => format!("{name}#{number}"),
        None => name.to_owned(),
    }
}

fn search_link(root: Root, battletag: &BattleTag) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("name", battletag.name())
        .finish();
    format!("{root}p?{query}")
}

fn again(status: StatusCode, wait: u64) -> Markup {
    html! {
        p {
            @if status == StatusCode::NOT_FOUND {
                "Blizzard is asked again in " (time(wait)) "."
            } @else {
                a href="" { "Try again" } " in " (time(wait)) "."
            }
        }
    }
}

/// `40 seconds`, `10 minutes`, `6 hours`; never less than it is.
fn time(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, time::Duration};

    use http::{HeaderMap, Method};

    use super::*;

    fn failed(error: service::Error) -> Response {
        let request = Request {
            method: Method::GET,
            path_parameters: HashMap::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            domain_name: None,
            source_ip: None,
        };
        failure(error.into(), &request)
    }

    #[test]
    fn who_asks_too_much_is_told_when_to_come_again() {
        let response = failed(service::Error::TooManyRequests(Duration::from_millis(29_500)));
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[RETRY_AFTER], "30");
        let page = String::from_utf8(response.body().to_vec()).unwrap();
        assert!(page.contains("A little slower, please") && page.contains("in 30 seconds."));
    }

    #[test]
    fn a_time_is_never_told_shorter_than_it_is() {
        for (seconds, text) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (119, "119 seconds"),
            (121, "3 minutes"),
            (600, "10 minutes"),
            (7201, "3 hours"),
        ] {
            assert_eq!(time(seconds), text);
        }
    }
}
