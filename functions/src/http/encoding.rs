//! Compression: which encoding a client prefers, and how a body is encoded.

use std::io::{self, Write};

use strum::VariantArray;

use super::brotli_encoder;

/// Compression gains nothing for a smaller body.
const MIN_LENGTH: usize = 512;

/// These levels are fast, and within a few percent of the slower ones on JSON.
const ZSTD_LEVEL: i32 = 3;
const GZIP_LEVEL: u32 = 4;

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Encoding {
    /// Zstandard is first because it compresses fastest.
    Zstd,
    /// Brotli compresses a little better than gzip.
    Br,
    /// Every client knows gzip.
    Gzip,
}

impl Encoding {
    /// The encoding that an `Accept-Encoding` header prefers. Of several the one that a body is stored in is
    /// taken, and then our own order. `None` means no compression. `*` selects no encoding, since clients send
    /// it that cannot decompress anything.
    #[must_use]
    pub fn accepted(header: &str, stored: Option<Self>) -> Option<Self> {
        let weights: Vec<(&str, f32)> = header.split(',').map(weighted).collect();
        let weight = |name: &str| {
            let named = weights.iter().find(|(token, _)| token.eq_ignore_ascii_case(name));
            named.map_or(0.0, |(_, weight)| *weight)
        };
        let mut best = None;
        let mut best_weight = 0.0;
        for encoding in stored.into_iter().chain(Self::VARIANTS.iter().copied()) {
            let weight = weight(encoding.into());
            if weight > best_weight {
                (best, best_weight) = (Some(encoding), weight);
            }
        }
        best.filter(|_| best_weight >= weight("identity"))
    }

    /// The body in this encoding.
    ///
    /// # Errors
    ///
    /// When the encoder runs out of memory.
    pub fn encode(self, body: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Zstd => zstd::bulk::compress(body, ZSTD_LEVEL),
            Self::Gzip => {
                let mut encoder =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL));
                encoder.write_all(body)?;
                encoder.finish()
            }
            Self::Br => Ok(brotli_encoder::encode(body)),
        }
    }
}

/// Whether a body of that length is worth compressing.
#[must_use]
pub fn is_worth_it(length: usize) -> bool {
    length >= MIN_LENGTH
}

/// `gzip;q=0.5` → `("gzip", 0.5)`; an invalid weight counts as a refusal.
fn weighted(token: &str) -> (&str, f32) {
    let mut parts = token.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts
        .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
        .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
    (name, weight)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use xxhash_rust::xxh3::xxh3_64;

    use super::*;

    #[test]
    fn the_preferred_encoding_is_chosen() {
        for (header, encoding) in [
            ("", None),
            ("identity", None),
            ("gzip, deflate, br, zstd", Some(Encoding::Zstd)),
            ("gzip, deflate, br", Some(Encoding::Br)),
            ("GZIP", Some(Encoding::Gzip)),
            ("identity, gzip", Some(Encoding::Gzip)),
            ("identity, gzip;q=0.5", None),
            ("identity;q=0.5, gzip", Some(Encoding::Gzip)),
            ("zstd;q=0.1, gzip;q=0.5", Some(Encoding::Gzip)),
            ("*", None),
            ("*;q=0.5", None),
            ("zstd;q=0, *", None),
            ("*, gzip", Some(Encoding::Gzip)),
            ("*;q=0", None),
            ("gzip;q=nonsense", None),
        ] {
            assert_eq!(Encoding::accepted(header, None), encoding, "{header:?}");
        }
        let accepted = |header| Encoding::accepted(header, Some(Encoding::Gzip));
        assert_eq!(accepted("gzip, deflate, br, zstd"), Some(Encoding::Gzip));
        assert_eq!(accepted("gzip;q=0.5, zstd"), Some(Encoding::Zstd));
        assert_eq!(accepted("br"), Some(Encoding::Br));
    }

    #[test]
    fn each_encoding_is_read_back() {
        let numbers = || (0_u64..50_000).map(|number| xxh3_64(&number.to_be_bytes()));
        let random: Vec<u8> = numbers().flat_map(u64::to_be_bytes).collect();
        let objects = numbers().map(|number| format!("{{\"number\":{number}}},"));
        let objects = objects.collect::<String>().into_bytes();
        assert!(objects.len() > 1_000_000);
        for body in [
            Vec::new(),
            b"a".to_vec(),
            b"{\"a\":1}".repeat(500),
            vec![0; 5_000_000],
            random.repeat(2),
            objects,
        ] {
            for encoding in Encoding::VARIANTS {
                let encoded = io::Cursor::new(encoding.encode(&body).unwrap());
                let mut reader: Box<dyn Read> = match encoding {
                    Encoding::Zstd => Box::new(zstd::Decoder::new(encoded).unwrap()),
                    Encoding::Gzip => Box::new(flate2::read::GzDecoder::new(encoded)),
                    Encoding::Br => Box::new(brotli::Decompressor::new(encoded, 4096)),
                };
                let mut read = Vec::new();
                reader.read_to_end(&mut read).unwrap();
                assert!(read == body, "{encoding:?} of {} bytes", body.len());
            }
        }
    }

    #[test]
    fn brotli_is_smaller_than_gzip() {
        let body = include_bytes!("../../../docs/openapi.json");
        let [brotli, gzip] =
            [Encoding::Br, Encoding::Gzip].map(|encoding| encoding.encode(body).unwrap().len());
        assert!(brotli < gzip, "{brotli} and {gzip} bytes");
    }
}
