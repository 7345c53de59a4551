//! The languages of Blizzard's site.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

/// A language of Blizzard's site, as its URLs name it.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Locale {
    /// German.
    DeDe,
    /// British English.
    EnGb,
    /// American English.
    #[default]
    EnUs,
    /// Spanish, as in Spain.
    EsEs,
    /// Spanish, as in Latin America.
    EsMx,
    /// French.
    FrFr,
    /// Italian.
    ItIt,
    /// Japanese.
    JaJp,
    /// Korean.
    KoKr,
    /// Polish.
    PlPl,
    /// Brazilian Portuguese.
    PtBr,
    /// Russian.
    RuRu,
    /// Chinese, in traditional characters.
    ZhTw,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_written_as_in_urls() {
        assert_eq!(Locale::default().to_string(), "en-us");
        assert_eq!("zh-tw".parse(), Ok(Locale::ZhTw));
        assert!("EN-US".parse::<Locale>().is_err());
        assert_eq!(serde_json::to_string(&Locale::PtBr).unwrap(), r#""pt-br""#);
    }
}
