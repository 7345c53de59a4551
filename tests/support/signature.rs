//! AWS's signature version 4, as AWS checks it:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

pub(crate) const REGION: &str = "eu-west-3";
pub(crate) const ACCESS_KEY: &str = "AKIDEXAMPLE";
pub(crate) const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// What a request for that service names as who has signed it. `date` is like `20261123T204741Z`.
pub(crate) fn credential(date: &str, service: &str) -> String {
    format!("{ACCESS_KEY}/{}", scope(date, service))
}

/// The signature of a request in its canonical form.
pub(crate) fn signature(date: &str, service: &str, request: &str) -> String {
    let scope = scope(date, service);
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", digest(request.as_bytes()));
    let secret = format!("AWS4{SECRET_KEY}").into_bytes();
    hex::encode(sign(&scope.split('/').fold(secret, |key, part| sign(&key, part)), &text))
}

/// The hash of a request or a body.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn scope(date: &str, service: &str) -> String {
    format!("{}/{REGION}/{service}/aws4_request", &date[..8])
}

fn sign(key: &[u8], text: &str) -> Vec<u8> {
    let mut hmac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    hmac.update(text.as_bytes());
    hmac.finalize().into_bytes().to_vec()
}
