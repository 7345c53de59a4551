//! A career in all the forms that are stored.

use overwatch::{career::Career, history::Snapshot};

use super::{CareerPart, CareerValues, Stored, SummaryJson, WholeCareer};
use crate::{Error, compression::Effort, json};

/// A career in the forms that are stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCareer {
    /// All of it.
    pub career: Career,
    /// The same as JSON: what versions are made of.
    pub json: Vec<u8>,
    /// Its summary.
    pub summary: SummaryJson,
    /// All of it, in bytes as [`Stored::to_bytes`] makes them, as are the next ones.
    pub whole: Vec<u8>,
    /// Its values.
    pub values: Vec<u8>,
    /// Its snapshot.
    pub snapshot: Vec<u8>,
    /// The version of the parser that wrote it.
    pub data_version: i16,
    /// How hard it was compressed, and its page is to be.
    pub effort: Effort,
}

impl StoredCareer {
    /// A career that was parsed by that version of the parser.
    ///
    /// # Errors
    ///
    /// [`Error::Compress`].
    pub fn new(career: Career, data_version: i16, effort: Effort) -> Result<Self, Error> {
        let make = |career: Career| {
            Ok(Self {
                json: json::to_vec(&career)?,
                summary: SummaryJson::of(&career, effort)?,
                whole: WholeCareer::of(&career, effort)?.to_bytes()?,
                values: CareerValues::of(&career, effort)?.to_bytes()?,
                snapshot: Stored::to_bytes(&Snapshot::of(&career))?,
                career,
                data_version,
                effort,
            })
        };
        make(career).map_err(Error::Compress)
    }

    /// The bytes of a part.
    #[must_use]
    pub fn part(&self, part: CareerPart) -> Vec<u8> {
        match part {
            CareerPart::Summary => self.summary.json().to_vec(),
            CareerPart::Whole => self.whole.clone(),
            CareerPart::Values => self.values.clone(),
            CareerPart::Snapshot => self.snapshot.clone(),
        }
    }

    /// The bytes that are stored of it.
    pub(crate) fn length(&self) -> usize {
        let Self { summary, whole, values, snapshot, .. } = self;
        summary.json().len() + whole.len() + values.len() + snapshot.len()
    }
}
