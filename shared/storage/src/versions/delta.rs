//! Versions of a career in few bytes: each holds what the one before does not.

use std::io::{self, Read, Write};

use zstd::{
    stream::{read::Decoder, write::Encoder},
    zstd_safe,
};

use crate::compression::MAX_LENGTH;

/// Written once. The next level takes half as long again for a large career, and saves next to nothing.
const LEVEL: i32 = 8;

/// One zstd frame of a career's JSON, which needs the version before, if one is given, to be read.
///
/// # Errors
///
/// When zstd fails, which it does without memory only.
pub(super) fn encode(career: &[u8], before: Option<&[u8]>) -> io::Result<Vec<u8>> {
    let mut encoder = Encoder::with_ref_prefix(Vec::new(), LEVEL, before.unwrap_or_default())?;
    // Without a checksum a frame could be read with another version before it than its own.
    encoder.include_checksum(true)?;
    encoder.set_pledged_src_size(Some(career.len() as u64))?;
    encoder.write_all(career)?;
    encoder.finish()
}

/// The JSON of the last version of a chain: one that needs none before it, and those that follow.
///
/// # Errors
///
/// When a frame is damaged, missing from the chain, or larger than anything we store; and without frames.
pub(super) fn decode<'a>(chain: impl IntoIterator<Item = &'a [u8]>) -> io::Result<Vec<u8>> {
    let mut chain = chain.into_iter();
    let whole = chain.next().ok_or_else(|| io::Error::other("a chain without versions"))?;
    chain.try_fold(decode_one(whole, &[])?, |before, frame| decode_one(frame, &before))
}

fn decode_one(frame: &[u8], before: &[u8]) -> io::Result<Vec<u8>> {
    let Ok(Some(length @ ..=MAX_LENGTH)) = zstd_safe::get_frame_content_size(frame) else {
        return Err(io::Error::other("no frame of ours"));
    };
    let mut career = Vec::new();
    let decoder = Decoder::with_ref_prefix(frame, before)?;
    decoder.take(length + 1).read_to_end(&mut career)?;
    if career.len() as u64 != length {
        return Err(io::Error::other("another length than the frame says"));
    }
    Ok(career)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Versions in which every 64th number is another one than in the version before, and stays.
    fn versions() -> Vec<Vec<u8>> {
        let line = |number: u32, version: u32| {
            let changed_at = if number % 64 <= version { number % 64 } else { 64 };
            let value = (number * 65 + changed_at).wrapping_mul(2_654_435_761);
            format!("statistic {number}: {value}\n")
        };
        let text = |version| (0..2000).map(|number| line(number, version)).collect::<String>();
        (0..16).map(|version| text(version).into_bytes()).collect()
    }

    fn chain_of(versions: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let before = versions.iter().map(|version| Some(version.as_slice()));
        let before = std::iter::once(None).chain(before);
        versions
            .iter()
            .zip(before)
            .map(|(version, before)| encode(version, before).unwrap())
            .collect()
    }

    fn decode_all(chain: &[Vec<u8>]) -> io::Result<Vec<u8>> {
        decode(chain.iter().map(Vec::as_slice))
    }

    #[test]
    fn every_version_is_read_back_and_costs_what_is_new_in_it() {
        let versions = versions();
        let chain = chain_of(&versions);
        for (index, version) in versions.iter().enumerate() {
            assert_eq!(decode_all(&chain[..=index]).unwrap(), *version);
        }
        assert!(chain[1..].iter().all(|delta| delta.len() * 10 < chain[0].len()));
    }

    #[test]
    fn a_career_may_be_larger_than_a_window() {
        let noise: Vec<u8> =
            (0..3_000_000_u64).map(|n| (n.wrapping_mul(n) >> 7).to_le_bytes()[0]).collect();
        let delta = encode(&noise, Some(&noise)).unwrap();
        assert!(delta.len() < 1000, "{}", delta.len());
        assert_eq!(decode_one(&delta, &noise).unwrap(), noise);
    }

    #[test]
    fn a_version_that_is_missing_or_damaged_is_an_error() {
        let versions = versions();
        let chain = chain_of(&versions);
        assert!(decode_all(&[]).is_err());
        assert!(decode_all(&chain[1..]).is_err(), "no whole one");
        assert!(decode_all(&[&chain[..5], &chain[6..]].concat()).is_err(), "one is missing");
        for index in 0..chain[3].len() {
            let mut damaged = chain[..4].to_vec();
            damaged[3][index] ^= 0x10;
            let read = decode_all(&damaged);
            assert!(read.is_err() || read.is_ok_and(|read| read == versions[3]));
            damaged[3].truncate(index);
            assert!(decode_all(&damaged).is_err(), "cut off at {index}");
        }
    }

    #[test]
    fn bombs_are_errors() {
        let bomb = encode(&vec![0; usize::try_from(MAX_LENGTH).unwrap() + 1], None).unwrap();
        assert!(decode([bomb.as_slice()]).is_err());
    }
}
