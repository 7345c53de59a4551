//! Bodies that this process has compressed or inflated lately: what many ask for is encoded once.

use std::{
    io,
    sync::{LazyLock, Mutex, PoisonError},
};

use bytes::Bytes;
use hashlink::LruCache;

use super::encoding::Encoding;

/// The most bodies that are remembered, and the most bytes that one may have: 16 MiB together.
const MOST: usize = 32;
const LONGEST: usize = 512 * 1024;

/// Bodies by their hash and encoding.
type Bodies = LruCache<(u128, Option<Encoding>), Bytes>;

static RECENT: LazyLock<Mutex<Bodies>> = LazyLock::new(|| Mutex::new(LruCache::new(MOST)));

/// A body of that hash in an encoding or none, as `encode` makes it.
///
/// # Errors
///
/// As `encode`.
pub(super) fn encoded(
    hash: u128,
    encoding: Option<Encoding>,
    encode: impl FnOnce() -> io::Result<Vec<u8>>,
) -> io::Result<Bytes> {
    let recent = || RECENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(encoded) = recent().get(&(hash, encoding)) {
        return Ok(encoded.clone());
    }
    let encoded = Bytes::from(encode()?);
    if encoded.len() <= LONGEST {
        recent().insert((hash, encoding), encoded.clone());
    }
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_body_is_remembered_by_its_hash_and_encoding() {
        for (hash, encoding, body) in [
            (1, None, "one"),
            (1, Some(Encoding::Gzip), "one in gzip"),
            (1, Some(Encoding::Zstd), "one in zstd"),
            (2, None, "another"),
        ] {
            assert_eq!(encoded(hash, encoding, || Ok(body.into())).unwrap(), body);
            let again = encoded(hash, encoding, || unreachable!("it is remembered"));
            assert_eq!(again.unwrap(), body);
        }
    }

    #[test]
    fn nothing_is_remembered_of_what_fails_or_is_too_long() {
        assert!(encoded(3, None, || Err(io::Error::other("damaged"))).is_err());
        assert_eq!(encoded(3, None, || Ok(vec![7; LONGEST + 1])).unwrap().len(), LONGEST + 1);
        assert_eq!(encoded(3, None, || Ok(Vec::new())).unwrap(), "");
    }
}
