//! What can be got from the cache, one file each.
//!
//! A new kind of data is a file here, a variant of [`Key`](crate::resource::Key), and a line in the table
//! below, by which messages of the queue find their resource.

pub mod data;
pub mod hero;
pub mod heroes;
pub mod player;
mod player_page;
pub mod rate_filters;
pub mod rates;
pub mod roles;
pub mod search;

pub use data::Json;
pub use hero::Hero;
pub use heroes::Heroes;
pub use player::Player;
pub use rate_filters::RateFilters;
pub use rates::HeroRates;
pub use roles::Roles;
pub use search::Search;

/// The table of resources: does something with the resource that a key names.
macro_rules! with_resource {
    ($key:expr, $resource:ident => $work:expr) => {
        with_resource!(@table $key, $resource => $work, {
            Player(id) => $crate::resources::Player::whole(id.clone()),
            Heroes(locale) => $crate::resources::Heroes(*locale),
            Hero(key, locale) => $crate::resources::Hero(key.clone(), *locale),
            Roles(locale) => $crate::resources::Roles(*locale),
            HeroRates(query) => $crate::resources::HeroRates(query.clone()),
            RateFilters() => $crate::resources::RateFilters,
            Search(name) => $crate::resources::Search(name.clone()),
        })
    };
    (@table $key:expr, $resource:ident => $work:expr,
        { $($kind:ident($($field:ident),*) => $made:expr,)* }) => {
        match $key {
            $(with_resource!(@pattern $kind $($field)*) => {
                let $resource = &$made;
                // Boxed: some are large, and each would be part of whatever works on a key.
                Box::pin(async { $work }).await
            })*
        }
    };
    (@pattern $kind:ident) => { $crate::resource::Key::$kind };
    (@pattern $kind:ident $($field:ident)+) => { $crate::resource::Key::$kind($($field),+) };
}
pub(crate) use with_resource;
