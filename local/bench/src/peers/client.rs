//! One connection over which a server is asked the same again and again.

use std::{
    io::{self, Read},
    time::{Duration, Instant},
};

use axum::{
    body::Bytes,
    http::{
        HeaderValue,
        header::{ACCEPT_ENCODING, CONTENT_ENCODING},
    },
};
use emulator::Function;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use url::Url;

use crate::{
    BenchError,
    cases::Case,
    meter::{Program, fresh},
    programs::Programs,
    world::World,
};

/// One connection.
pub(super) struct Client {
    /// What is asked for, and of whom.
    request: String,
    connection: Connection,
}

enum Connection {
    /// A process of its own, which takes one event after the other.
    Function(Box<Function>, Bytes),
    Http(reqwest::Client, Url, Option<&'static str>),
}

/// What was answered with a 200.
pub(super) struct Answer {
    pub(super) took: Duration,
    encoding: Option<HeaderValue>,
    pub(super) body: Bytes,
}

impl Client {
    /// Starts a function for that.
    pub(super) async fn of_function(
        programs: &Programs,
        world: &World,
        case: &Case,
    ) -> Result<Self, BenchError> {
        let variables = world.variables(&world.direct);
        let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
        let binary = programs.function(case.endpoint);
        let function = Program { binary: &binary, variables: &variables }.start().await?;
        let connection = Connection::Function(Box::new(function), case.event.clone());
        Ok(Self { request: case.name.clone(), connection })
    }

    /// Will ask the server of that name over HTTP.
    pub(super) fn over_http(
        http: &reqwest::Client,
        name: &str,
        url: &Url,
        case: &Case,
    ) -> Result<Self, BenchError> {
        let connection = Connection::Http(http.clone(), url.join(&case.path)?, case.encoding);
        Ok(Self { request: format!("{} of {name}", case.name), connection })
    }

    /// The process that serves it alone, and how long ago that was started.
    pub(super) fn process(&self) -> Result<Option<(u32, Duration)>, BenchError> {
        match &self.connection {
            Connection::Function(function, _) => Ok(Some((function.process_id()?, function.age()))),
            Connection::Http(..) => Ok(None),
        }
    }

    /// Asks once; anything but a 200 is an error, and of a function anything but a fresh answer.
    pub(super) async fn ask(&mut self) -> Result<Answer, BenchError> {
        let Self { request, connection } = self;
        let asked = Instant::now();
        match connection {
            Connection::Function(function, event) => {
                let result = function.invoke(event.clone()).await?;
                let took = asked.elapsed();
                function.wait_until_ready().await?;
                let (head, body) = fresh(request, &result)?.into_parts();
                Ok(Answer { took, encoding: head.headers.get(CONTENT_ENCODING).cloned(), body })
            }
            Connection::Http(http, url, encoding) => {
                let mut get = http.get(url.clone());
                if let Some(encoding) = encoding {
                    get = get.header(ACCEPT_ENCODING, *encoding);
                }
                let response = get.send().await?;
                let status = response.status().as_u16();
                let encoding = response.headers().get(CONTENT_ENCODING).cloned();
                let body = response.bytes().await?;
                if status != 200 {
                    return Err(BenchError::NotOk { request: request.clone(), status });
                }
                Ok(Answer { took: asked.elapsed(), encoding, body })
            }
        }
    }

    /// Whether the body is that of another answer; an error if not.
    pub(super) fn expect_same(&self, answer: &Answer, other: &Answer) -> Result<(), BenchError> {
        if is_same(&answer.decoded()?, &other.decoded()?) {
            Ok(())
        } else {
            Err(BenchError::AnotherBody(self.request.clone()))
        }
    }
}

impl Answer {
    /// The body as it is without an encoding.
    pub(super) fn decoded(&self) -> io::Result<Bytes> {
        match self.encoding.as_ref().map(HeaderValue::as_bytes) {
            None => Ok(self.body.clone()),
            Some(b"gzip") => {
                let mut decoded = Vec::new();
                MultiGzDecoder::new(self.body.as_ref()).read_to_end(&mut decoded)?;
                Ok(decoded.into())
            }
            Some(other) => Err(io::Error::other(format!(
                "an answer came in {}, which was not asked for",
                String::from_utf8_lossy(other)
            ))),
        }
    }
}

/// Whether two bodies say the same in JSON.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one == other
        || match (serde_json::from_slice(one), serde_json::from_slice(other)) {
            (Ok(one), Ok(other)) => is_equal(&one, &other),
            _ => false,
        }
}

/// The order of keys is free, and `57` is `57.0`.
fn is_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let is_in_other = |(key, value): (&String, &Value)| {
                other.get(key).is_some_and(|other| is_equal(value, other))
            };
            one.len() == other.len() && one.iter().all(is_in_other)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_equal(one, other))
        }
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn answer(body: impl Into<Bytes>, encoding: Option<&'static str>) -> Answer {
        let encoding = encoding.map(HeaderValue::from_static);
        Answer { took: Duration::ZERO, encoding, body: body.into() }
    }

    #[test]
    fn bodies_are_the_same_when_they_say_the_same() {
        assert!(is_same(br#"{"a":[57,null],"b":"x"}"#, br#"{ "b": "x", "a": [57.0, null] }"#));
        for other in
            [r#"{"a":57}"#, r#"{"a":57,"b":1,"c":2}"#, r#"{"a":57,"c":1}"#, "[57]", "no JSON"]
        {
            assert!(!is_same(br#"{"a":57,"b":1}"#, other.as_bytes()), "{other}");
        }
        assert!(!is_same(b"[1,2]", b"[2,1]"));
    }

    #[test]
    fn an_answer_is_decoded() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"{}").unwrap();
        let packed = encoder.finish().unwrap();
        assert_eq!(answer(packed, Some("gzip")).decoded().unwrap(), "{}");
        assert_eq!(answer("{}", None).decoded().unwrap(), "{}");
        assert!(answer("{}", Some("br")).decoded().is_err());
    }
}
