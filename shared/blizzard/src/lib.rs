//! How we ask Blizzard.
//!
//! - [`Client`] asks for pages and returns their text; `client.rs`.
//! - `urls.rs` knows where each page is. Adding one: a function there, and a method of [`Client`].
//! - [`Page`] names the kinds of pages; each request is counted under its kind.
//! - [`Error`] says what went wrong, in the kinds that matter to an answer.
//!
//! Nothing here retries: a request that failed is answered from storage, or with an error.

mod client;
mod error;
mod page;
mod rates_query;
mod urls;

pub use client::{CareerPage, Client};
pub use error::Error;
pub use page::Page;
pub use rates_query::RatesQuery;
pub use url::Url;
