//! Query parameters, as FastAPI treats them: of a repeated parameter the last value counts, and in a list all,
//! an unknown parameter is ignored, an empty value is a value, and one response lists every error, in the
//! order in which the parameters are read.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    hash::Hash,
    str::FromStr,
};

use serde_json::{Map, Value};
use strum::VariantArray;

use super::{
    Request,
    error_bodies::{HTTPValidationError, ValidationError},
    integer::{Bound, integer},
};

/// The parameters of one request, and the errors in those that were read so far.
pub struct Query<'a> {
    text: &'a str,
    values: HashMap<Cow<'a, str>, Cow<'a, str>>,
    errors: Vec<ValidationError>,
}

/// How many entries a list may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Not fewer.
    pub least: usize,
    /// Not more.
    pub most: usize,
}

/// A parameter is invalid, and its error is in the list already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invalid;

impl<'a> Query<'a> {
    /// The parameters of this request.
    #[must_use]
    pub fn of(request: &'a Request) -> Self {
        let text = request.query.as_str();
        Self { text, values: pairs(text).collect(), errors: Vec::new() }
    }

    /// The parameters that `read` takes from this query, or every error in them: `read` has to read all
    /// parameters before it returns at the first invalid one.
    ///
    /// # Errors
    ///
    /// [`HTTPValidationError`] lists the errors.
    pub fn read<T>(
        mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Invalid>,
    ) -> Result<T, HTTPValidationError> {
        read(&mut self).map_err(|Invalid| HTTPValidationError { detail: self.errors })
    }

    /// A parameter's value, decoded.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(AsRef::as_ref)
    }

    /// A required text.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when it is missing.
    pub fn text(&mut self, name: &'static str) -> Result<String, Invalid> {
        match self.values.get(name) {
            Some(value) => Ok(value.to_string()),
            None => Err(self.missing(name)),
        }
    }

    /// A required list of texts with commas between; the parameter may be repeated too. Those of one `identity` count once; white space around
    /// one, and one without text, count for nothing.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when it is missing, or has another length.
    pub fn list<Identity: Eq + Hash>(
        &mut self,
        name: &'static str,
        length: Length,
        identity: impl Fn(&str) -> Identity,
    ) -> Result<Vec<String>, Invalid> {
        if !self.values.contains_key(name) {
            return Err(self.missing(name));
        }
        let repeated: Vec<_> = pairs(self.text).filter(|(key, _)| key == name).collect();
        let mut seen = HashSet::new();
        let texts = repeated.iter().flat_map(|(_, value)| value.split(','));
        let texts = texts.map(str::trim).filter(|text| !text.is_empty());
        let list: Vec<_> =
            texts.filter(|text| seen.insert(identity(text))).map(str::to_owned).collect();
        let Length { least, most } = length;
        let (kind, limit, bound, word) = match list.len() {
            actual if actual < least => ("too_short", "min_length", least, "at least"),
            actual if actual > most => ("too_long", "max_length", most, "at most"),
            _ => return Ok(list),
        };
        let noun = if bound == 1 { "item" } else { "items" };
        let actual = list.len();
        let message =
            format!("List should have {word} {bound} {noun} after validation, not {actual}");
        let context = [
            ("field_type", "List".into()),
            (limit, bound.into()),
            ("actual_length", actual.into()),
        ];
        Err(self.invalid(kind, name, message, context))
    }

    /// A required variant of an enum.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when it is missing, or no variant.
    pub fn required<T>(&mut self, name: &'static str) -> Result<T, Invalid>
    where
        T: FromStr + VariantArray + Copy + Into<&'static str>,
    {
        match self.optional(name)? {
            Some(value) => Ok(value),
            None => Err(self.missing(name)),
        }
    }

    /// An optional variant of an enum.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when it is no variant.
    pub fn optional<T>(&mut self, name: &'static str) -> Result<Option<T>, Invalid>
    where
        T: FromStr + VariantArray + Copy + Into<&'static str>,
    {
        self.one_of(name, |value| value.parse().ok(), || names::<T>().into_iter())
    }

    /// An optional value that `parse` accepts; `known` lists the valid values for the error.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when `parse` returns `None`.
    pub fn one_of<T, Known>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
        known: impl FnOnce() -> Known,
    ) -> Result<Option<T>, Invalid>
    where
        Known: Iterator<Item: AsRef<str>>,
    {
        let Some(value) = self.values.get(name) else { return Ok(None) };
        if let Some(value) = parse(value) {
            return Ok(Some(value));
        }
        self.errors.push(ValidationError::none_of(known(), vec!["query", name], value));
        Err(Invalid)
    }

    /// An optional value of one of several kinds. As in FastAPI, there is an error for each kind, with its
    /// valid values.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when it is of no kind.
    pub fn one_of_kinds<T>(
        &mut self,
        name: &'static str,
        kinds: &[(&'static str, Vec<&'static str>)],
    ) -> Result<Option<T>, Invalid>
    where
        T: FromStr,
    {
        let Some(value) = self.values.get(name) else { return Ok(None) };
        if let Ok(value) = value.parse() {
            return Ok(Some(value));
        }
        self.errors.extend(kinds.iter().map(|(kind, known)| {
            ValidationError::none_of(known.iter(), vec!["query", name, kind], value)
        }));
        Err(Invalid)
    }

    /// A value whose text matches `pattern`, or `default`.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when the text does not match.
    pub fn matching<T: FromStr>(
        &mut self,
        name: &'static str,
        pattern: &'static str,
        default: T,
    ) -> Result<T, Invalid> {
        let Some(value) = self.values.get(name) else { return Ok(default) };
        value.parse().map_err(|_| {
            let message = format!("String should match pattern '{pattern}'");
            self.invalid("string_pattern_mismatch", name, message, [("pattern", pattern.into())])
        })
    }

    /// An optional integer. One that is too large for the type counts as the largest.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when it is no integer, or out of bounds.
    pub fn integer(
        &mut self,
        name: &'static str,
        bounds: &[Bound],
    ) -> Result<Option<i64>, Invalid> {
        let Some(text) = self.values.get(name) else { return Ok(None) };
        match integer(vec!["query", name], text, bounds) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(self.refuse(error)),
        }
    }

    /// An integer in the path, where it has this text.
    ///
    /// # Errors
    ///
    /// As [`Self::integer`].
    pub fn path_integer(
        &mut self,
        name: &'static str,
        text: &str,
        bounds: &[Bound],
    ) -> Result<i64, Invalid> {
        integer(vec!["path", name], text, bounds).map_err(|error| self.refuse(error))
    }

    /// Nothing, where a parameter is not beside any of those that it stands in the place of.
    ///
    /// # Errors
    ///
    /// [`Invalid`] where it is.
    pub fn alone(&mut self, name: &'static str, others: &[&str]) -> Result<(), Invalid> {
        let is_there = |name: &&&str| self.values.contains_key(**name);
        match others.iter().find(is_there).filter(|_| self.values.contains_key(name)) {
            Some(other) => {
                let message = format!("Value error, cannot be combined with '{other}'");
                Err(self.invalid("value_error", name, message, []))
            }
            None => Ok(()),
        }
    }

    /// Adds the error of a parameter that is not in the query, such as one in the path.
    pub fn refuse(&mut self, error: ValidationError) -> Invalid {
        self.errors.push(error);
        Invalid
    }

    fn missing(&mut self, name: &'static str) -> Invalid {
        self.invalid("missing", name, "Field required".to_owned(), [])
    }

    fn invalid(
        &mut self,
        kind: &'static str,
        name: &'static str,
        msg: String,
        context: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Invalid {
        let ctx: Map<_, _> =
            context.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let ctx = (!ctx.is_empty()).then_some(ctx);
        let input = self.values.get(name).map(ToString::to_string);
        self.errors.push(ValidationError { kind, loc: vec!["query", name], msg, input, ctx });
        Invalid
    }
}

/// The parameters of a query, decoded, in their order.
fn pairs(query: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(query.as_bytes())
}

/// The names of an enum's variants.
pub fn names<T: VariantArray + Copy + Into<&'static str>>() -> Vec<&'static str> {
    T::VARIANTS.iter().map(|variant| (*variant).into()).collect()
}
