//! One segment of a URL's path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_encode};

/// All but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of a URL's path, whatever it holds.
#[must_use]
pub fn path_segment(text: &(impl AsRef<[u8]> + ?Sized)) -> PercentEncode<'_> {
    percent_encode(text.as_ref(), RESERVED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_unreserved_stays() {
        for (text, segment) in [
            ("TeKrop-2217", "TeKrop-2217"),
            ("ab|cd", "ab%7Ccd"),
            ("地", "%E5%9C%B0"),
            ("a/b\\c?d#e%f", "a%2Fb%5Cc%3Fd%23e%25f"),
            ("-._~", "-._~"),
            ("\t\r\n @", "%09%0D%0A%20%40"),
        ] {
            assert_eq!(path_segment(text).to_string(), segment);
        }
        assert_eq!(path_segment(b"\xff").to_string(), "%FF");
    }
}
