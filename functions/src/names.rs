//! What people call platforms and roles.

use overwatch::{Platform, history::RankedRole};

pub(crate) fn platform(platform: Platform) -> &'static str {
    match platform {
        Platform::Pc => "PC",
        Platform::Console => "Console",
    }
}

pub(crate) fn role(role: RankedRole) -> &'static str {
    match role {
        RankedRole::Tank => "tank",
        RankedRole::Damage => "damage",
        RankedRole::Support => "support",
        RankedRole::Open => "open queue",
    }
}
