//! What a body is, which decides its media type and what a browser may do with it.

use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::{Response, headers::set, html::PageHeaders};

/// The kind of a body, which decides its media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Page(PageHeaders),
    Text,
    Metrics,
    /// A table to be saved under this name.
    Csv(&'static str),
    Svg,
    Feed,
    Png,
}

/// A picture brings all that it shows, and no script.
const PICTURE_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'";

/// The media type of Atom feeds.
pub const FEED: &str = "application/atom+xml; charset=utf-8";

/// The media type of pictures as SVG.
pub const SVG: &str = "image/svg+xml";

/// The media type of pictures as PNG.
pub const PNG: &str = "image/png";

/// The media type of OpenMetrics, which Prometheus reads.
pub const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The media type of comma-separated values.
pub const CSV: &str = "text/csv; charset=utf-8";

impl Kind {
    /// Sets the headers that the kind decides.
    pub(super) fn set(self, response: &mut Response) {
        match self {
            Self::Json => set(response, CONTENT_TYPE, "application/json"),
            Self::Text => set(response, CONTENT_TYPE, "text/plain; charset=utf-8"),
            Self::Metrics => set(response, CONTENT_TYPE, METRICS),
            Self::Feed => set(response, CONTENT_TYPE, FEED),
            Self::Svg => {
                set(response, CONTENT_TYPE, SVG);
                set(response, CONTENT_SECURITY_POLICY, PICTURE_POLICY);
            }
            Self::Png => set(response, CONTENT_TYPE, PNG),
            Self::Csv(file) => {
                set(response, CONTENT_TYPE, CSV);
                let disposition = format!("attachment; filename=\"{file}\"");
                set(response, CONTENT_DISPOSITION, disposition);
            }
            Self::Page(headers) => headers.set(response),
        }
    }
}
