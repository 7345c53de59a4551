//! Whatever the query string, a parameter has a value or is refused.
#![no_main]

use std::collections::HashMap;

use functions::http::{Query, Request, integer::Bound};
use http::{HeaderMap, Method};
use overwatch::{Gamemode, Locale, Role};

libfuzzer_sys::fuzz_target!(|query: &str| {
    let request = Request {
        method: Method::GET,
        path_parameters: HashMap::new(),
        query: query.to_owned(),
        headers: HeaderMap::new(),
        domain_name: None,
        source_ip: None,
    };
    let mut query = Query::of(&request);
    let _ = query.text("name");
    let _ = query.integer("limit", &[Bound::MoreThan(0)]);
    let _ = query.optional::<Locale>("locale");
    let _ = query.optional::<Role>("role");
    let _ = query.required::<Gamemode>("gamemode");
});
