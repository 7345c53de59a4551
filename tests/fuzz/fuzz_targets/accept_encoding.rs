//! Whatever a client says it takes, there is an answer.
#![no_main]

use functions::http::encoding::Encoding;

libfuzzer_sys::fuzz_target!(|header: &str| {
    let _ = Encoding::accepted(header);
});
