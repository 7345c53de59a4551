//! Whatever a client names a player by, the id is none, or is read back from its own text.
#![no_main]

use overwatch::PlayerId;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(id) = text.parse::<PlayerId>() {
        assert_eq!(id.as_str().parse().as_ref(), Ok(&id));
    }
});
