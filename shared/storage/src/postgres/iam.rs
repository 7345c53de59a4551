//! Tokens that IAM lets a database accept in a password's place.
//!
//! A token is a presigned request that is never sent: signing it is arithmetic on this machine.
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html>

use std::time::{Duration, UNIX_EPOCH};

use aws::Signer;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::postgres::PgConnectOptions;
use url::{Position, Url};

use crate::Error;

/// How long the database accepts a token for new connections. Open ones outlive it.
const LIFETIME: Duration = Duration::from_mins(15);

/// The service that tokens are signed for.
const SERVICE: &str = "rds-db";

/// What is encoded in a URL that is signed: all but letters, digits and these.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A token for the server and the user of `options`, as of `now` since 1970.
pub(super) async fn token(
    signer: &Signer,
    options: &PgConnectOptions,
    now: Duration,
) -> Result<String, Error> {
    let url = Url::parse(&format!(
        "https://{}:{}/?Action=connect&DBUser={}",
        options.get_host(),
        options.get_port(),
        utf8_percent_encode(options.get_username(), ENCODED),
    ));
    let url = url.map_err(|error| Error::Token(error.into()))?;
    let url = signer.presign(SERVICE, url, UNIX_EPOCH + now, LIFETIME).await;
    let url = url.map_err(|error| Error::Token(error.into()))?;
    // The password is the URL without its scheme.
    Ok(url[Position::BeforeHost..].to_owned())
}
