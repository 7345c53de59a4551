//! Whatever the query string, a parameter has a value or is refused.
#![no_main]

use functions::http::{Query, Request, query::Minimum};
use http::{HeaderMap, Method};
use overwatch::{Gamemode, Locale, Role};

libfuzzer_sys::fuzz_target!(|query: &str| {
    let request = Request {
        method: Method::GET,
        path_parameter: String::new(),
        query: query.to_owned(),
        headers: HeaderMap::new(),
    };
    let mut query = Query::of(&request);
    let _ = query.text("name");
    let _ = query.integer("limit", Minimum::MoreThan(0), 20);
    let _ = query.optional::<Locale>("locale");
    let _ = query.optional::<Role>("role");
    let _ = query.required::<Gamemode>("gamemode");
});
