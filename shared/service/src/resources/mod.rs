//! What can be got from the cache: the table of resources, and one file each.

pub mod data;
pub(crate) mod player_page;
mod players;

use std::fmt;

use overwatch::{BlizzardId, PlayerId};
use serde::{Deserialize, Serialize};
use storage::{Lease, Owner};

pub use data::Json;

/// The table of resources: file, type and fields, kind, and what is refreshed under such a key. Hands its lines to
/// a macro.
macro_rules! table {
    ($macro:ident) => {
        $macro! {
            /// A player.
            player::Player(id: overwatch::PlayerId) = "player" => Player::summary(id),
            /// The list of heroes.
            heroes::Heroes(locale: overwatch::Locale) = "heroes" => Heroes(locale),
            /// A hero's page.
            hero::Hero(key: overwatch::HeroKey, locale: overwatch::Locale) = "hero" => Hero(key, locale),
            /// The roles.
            roles::Roles(locale: overwatch::Locale) = "roles" => Roles(locale),
            /// Patch notes.
            patch_notes::PatchNotes(locale: overwatch::Locale) = "patch-notes" => PatchNotes(locale),
            /// How often heroes are picked, and win.
            rates::HeroRates(query: blizzard::RatesQuery) = "rates" => HeroRates(query),
            /// What rates can be asked for, by the rates page.
            rate_filters::RateFilters = "rate-filters" => RateFilters,
            /// Players of exactly that name.
            search::Search(name: String) = "search" => Search(name),
        }
    };
}
pub(crate) use table;

macro_rules! keys {
    ($($(#[$doc:meta])* $module:ident::$name:ident $(($($field:ident: $type:ty),+))? = $kind:literal
        => $resource:expr,)*) => {
        $(
            pub mod $module;
            pub use $module::$name;
        )*

        /// The name of a resource in storage, the queue, the leases and the log. As JSON it is part of the
        /// queue's messages, which processes of another version may read: a line may be added to the table,
        /// and no name or field changed.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Key {
            $($(#[$doc])* $name $(($($type),+))?,)*
        }

        impl Key {
            /// What the log may say of it: no player and no name.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => $kind,)*
                }
            }
        }

        /// The key in storage: the kind and the fields, with colons between.
        impl fmt::Display for Key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.kind())?;
                match self {
                    $(Self::$name $(($($field),+))? => {
                        $($(write!(f, ":{}", $field)?;)+)?
                    })*
                }
                Ok(())
            }
        }
    };
}
table!(keys);

impl Key {
    /// The stored player that it names, if it is one.
    pub(crate) fn player(&self) -> Option<&BlizzardId> {
        match self {
            Self::Player(PlayerId::BlizzardId(id)) => Some(id),
            _ => None,
        }
    }

    /// Its lease, for that owner.
    #[must_use]
    pub fn lease(&self, owner: Owner) -> Lease {
        Lease { key: self.to_string(), owner }
    }
}
