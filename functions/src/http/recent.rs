//! Bodies that this process has compressed lately: what is the same for everybody is compressed once.

use std::{
    io,
    sync::{LazyLock, Mutex, PoisonError},
};

use bytes::Bytes;
use hashlink::LruCache;

use super::encoding::Encoding;

/// The most bodies that are remembered, and the most bytes that one may have.
const MOST: usize = 32;
const LONGEST: usize = 512 * 1024;

static RECENT: LazyLock<Mutex<LruCache<(u128, Encoding), Bytes>>> =
    LazyLock::new(|| Mutex::new(LruCache::new(MOST)));

/// A body of that hash in an encoding.
///
/// # Errors
///
/// As [`Encoding::encode`].
pub(super) fn encoded(hash: u128, encoding: Encoding, body: &[u8]) -> io::Result<Bytes> {
    let recent = || RECENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(encoded) = recent().get(&(hash, encoding)) {
        return Ok(encoded.clone());
    }
    let encoded = Bytes::from(encoding.encode(body)?);
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
        let [one, another] = [b"one ".repeat(200), b"another ".repeat(200)];
        for _ in 0..2 {
            for (hash, body) in [(1, &one), (2, &another)] {
                for encoding in [Encoding::Gzip, Encoding::Zstd] {
                    let encoded = encoded(hash, encoding, body).unwrap();
                    assert_eq!(encoded, encoding.encode(body).unwrap());
                }
            }
        }
        assert_eq!(
            encoded(1, Encoding::Gzip, b"not looked at").unwrap(),
            Encoding::Gzip.encode(&one).unwrap()
        );
    }
}
