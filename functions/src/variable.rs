//! One environment variable: what it is called, what it is for, and how its value is read.

use std::{env, str::FromStr, time::Duration};

/// An environment variable, as the code reads it and the documentation shows it.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in Markdown.
    pub description: &'static str,
    /// What applies while it is not set.
    pub unset: Unset,
}

/// What applies while a variable is not set.
#[derive(Debug, Clone, Copy)]
pub enum Unset {
    /// Nothing: the variable is required.
    Required {
        /// A value for `.env.example`.
        example: &'static str,
    },
    /// This value.
    Default(&'static str),
    /// What these words describe.
    Means {
        /// The words.
        words: &'static str,
        /// A value for `.env.example`.
        example: &'static str,
    },
}

/// Why the environment is no valid configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A required variable is not set.
    #[error("{0} is not set; .env.example says what it is")]
    Missing(&'static str),
    /// Two variables are set that exclude each other.
    #[error("{0} and {1} are both set, and only one of them can count")]
    Both(&'static str, &'static str),
    /// A variable has an invalid value that nobody may see.
    #[error("the value of {name} is not {expected}; it is not shown")]
    InvalidSecret {
        /// The variable.
        name: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A variable has an invalid value.
    #[error("{name} is {value:?}, which is not {expected}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
}

impl Variable {
    /// The value, or the default if there is one. An empty value counts as not set.
    pub(crate) fn value(&self) -> Option<String> {
        let value = env::var(self.name).ok().filter(|value| !value.is_empty());
        value.or_else(|| match self.unset {
            Unset::Default(default) => Some(default.to_owned()),
            Unset::Required { .. } | Unset::Means { .. } => None,
        })
    }

    /// The value of a required variable.
    pub(crate) fn required(&self) -> Result<String, ConfigError> {
        self.value().ok_or(ConfigError::Missing(self.name))
    }

    /// An address without slashes at its end, so that a path can follow.
    pub(crate) fn base_url(&self) -> Option<String> {
        Some(self.value()?.trim_end_matches('/').to_owned())
    }

    /// Whether the value is `word`; no other one is allowed. `expected` is the word as a message names it.
    pub(crate) fn is(
        &self,
        word: &'static str,
        expected: &'static str,
    ) -> Result<bool, ConfigError> {
        match self.value() {
            None => Ok(false),
            Some(value) if value == word => Ok(true),
            Some(value) => Err(ConfigError::Invalid { name: self.name, value, expected }),
        }
    }

    /// The value as another type; `expected` says in a message what it should be.
    pub(crate) fn parse<T: FromStr>(
        &self,
        expected: &'static str,
    ) -> Result<Option<T>, ConfigError> {
        let Some(value) = self.value() else { return Ok(None) };
        match value.parse() {
            Ok(parsed) => Ok(Some(parsed)),
            Err(_) => Err(ConfigError::Invalid { name: self.name, value, expected }),
        }
    }

    /// The same for a value that no message may show.
    pub(crate) fn parse_secret<T: FromStr>(
        &self,
        expected: &'static str,
    ) -> Result<Option<T>, ConfigError> {
        let invalid = |_| ConfigError::InvalidSecret { name: self.name, expected };
        self.value().map(|value| value.parse().map_err(invalid)).transpose()
    }

    /// The values between commas as another type; `expected` says in a message what they should be.
    pub(crate) fn list<T: FromStr>(&self, expected: &'static str) -> Result<Vec<T>, ConfigError> {
        let Some(value) = self.value() else { return Ok(Vec::new()) };
        let values = value.split(',').map(str::trim).filter(|value| !value.is_empty());
        let values: Result<_, _> = values.map(str::parse).collect();
        values.map_err(|_| ConfigError::Invalid { name: self.name, value, expected })
    }

    /// A number of days; `None` for 0.
    pub(crate) fn days(&self) -> Result<Option<Duration>, ConfigError> {
        let days: u32 = self.parse("a number of days")?.unwrap_or(0);
        Ok((days > 0).then(|| Duration::from_hours(24) * days))
    }

    /// A number of seconds; `None` for 0, which stands for no limit.
    pub(crate) fn seconds(&self) -> Result<Option<Duration>, ConfigError> {
        let seconds = self.parse("a number of seconds")?.unwrap_or(0);
        Ok((seconds > 0).then(|| Duration::from_secs(seconds)))
    }
}
