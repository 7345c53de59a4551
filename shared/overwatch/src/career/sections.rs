//! What of the page belongs to which platform and gamemode.

use crate::{
    Gamemode, Platform,
    dom::{self, flat::ElementRef},
};

/// The section with the career statistics of a gamemode.
pub(super) fn statistics_section(
    view: ElementRef<'_>,
    gamemode: Gamemode,
) -> Option<ElementRef<'_>> {
    dom::all(view, dom::named("blz-section")).find(|section| {
        ["stats", gamemode_class(gamemode)].iter().all(|class| dom::has_class(*section, class))
    })
}

/// The class of what belongs to a platform.
pub(super) fn platform_class(platform: Platform) -> &'static str {
    match platform {
        Platform::Pc => "mouseKeyboard-view",
        Platform::Console => "controller-view",
    }
}

/// The class of what belongs to a gamemode.
pub(super) fn gamemode_class(gamemode: Gamemode) -> &'static str {
    match gamemode {
        Gamemode::Quickplay => "quickPlay-view",
        Gamemode::Competitive => "competitive-view",
    }
}
