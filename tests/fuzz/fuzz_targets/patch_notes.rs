//! Whatever a page holds, reading it ends, and without a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|page: &[u8]| {
    let _ = overwatch::patch_notes::parse(&String::from_utf8_lossy(page));
});
