//! The one serializer of everything that is stored and answered: JSON in pure ASCII, which is what
//! clients of this API have always been sent.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// JSON in pure ASCII; other characters as `\u` escapes.
///
/// # Errors
///
/// When `value` has a map whose keys are no strings.
pub fn to_vec(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut json = Vec::with_capacity(512);
    value.serialize(&mut Serializer::with_formatter(&mut json, Ascii))?;
    Ok(json)
}

/// The same as text.
///
/// # Errors
///
/// As [`to_vec`].
pub fn to_string(value: &impl Serialize) -> Result<String, serde_json::Error> {
    String::from_utf8(to_vec(value)?).map_err(serde::ser::Error::custom)
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.is_ascii() {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        for c in fragment.chars() {
            if c.is_ascii() {
                writer.write_all(&[c as u8])?;
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_characters_are_escaped() {
        let text = "Lúcio \u{1f600} \"\n\u{7f}";
        let json = to_string(&text).unwrap();
        assert_eq!(json, "\"L\\u00facio \\ud83d\\ude00 \\\"\\n\u{7f}\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
