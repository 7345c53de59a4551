//! `GET /patch-notes`

use overwatch::patch_notes::PatchNote;
use service::resources::PatchNotes;
use utoipa::IntoParams;

use super::parameters::LocaleParameter;
use crate::{
    App,
    documentation::{InvalidParameters, PATCH_NOTES, Unavailable},
    http::{Error, OkResponse, Query, Request, integer::Bound, query::Invalid},
};

/// Patch notes
///
/// What Blizzard changed in the game, by the notes that it shows now; the newest first.
#[utoipa::path(
    get,
    path = "/patch-notes",
    operation_id = "get_patch_notes",
    tag = PATCH_NOTES,
    params(LocaleParameter, LimitParameter),
    responses(
        (status = 200, description = "The notes.", body = Vec<PatchNote>),
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let (LocaleParameter { locale }, LimitParameter { limit }) =
        Query::of(request).read(|query| {
            let (locale, limit) = (LocaleParameter::of(query), LimitParameter::of(query));
            Ok((locale?, limit?))
        })?;
    let entry = app.cache(request).get(&PatchNotes(locale)).await?;
    let Some(limit) = limit else { return Ok(entry.into()) };
    let mut notes = entry.value.into_content()?;
    notes.truncate(limit);
    OkResponse::json(&notes, entry.freshness)
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct LimitParameter {
    /// At most so many notes; all unless told.
    #[param(minimum = 1, example = 5)]
    limit: Option<usize>,
}

impl LimitParameter {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        let limit = query.integer("limit", &[Bound::AtLeast(1)])?;
        Ok(Self { limit: limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)) })
    }
}
