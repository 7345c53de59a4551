//! Calls of an API that speaks JSON, or takes forms.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, Response, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::{
    sync::OnceCell,
    time::{sleep, timeout},
};
use url::Url;

use crate::{Error, Signer};

/// Before the second attempt, which is the last.
const PAUSE: Duration = Duration::from_millis(50);

const X_AMZ_TARGET: &str = "x-amz-target";

/// A service of AWS. Its client is built when it is first asked: who never asks does not pay for it.
#[derive(Debug, Clone)]
pub struct Service {
    name: &'static str,
    content_type: &'static str,
    endpoint: Url,
    signer: Signer,
    client: Arc<OnceCell<Client>>,
}

/// What a service answers when it says no.
#[derive(Deserialize)]
struct Refusal {
    /// Behind a `#`, if there is one.
    #[serde(rename = "__type")]
    kind: String,
    #[serde(default, alias = "Message")]
    message: String,
}

impl Service {
    /// The service of that `name`, as it is called in signatures, at its `endpoint`. `content_type` says
    /// which of AWS's protocols it speaks.
    #[must_use]
    pub fn new(
        name: &'static str,
        content_type: &'static str,
        endpoint: Url,
        signer: Signer,
    ) -> Self {
        Self { name, content_type, endpoint, signer, client: Arc::default() }
    }

    /// Carries out an `action`, such as `AmazonSSM.GetParameter`, within `patience`: it is tried twice.
    ///
    /// # Errors
    ///
    /// Whatever keeps the answer from us.
    pub async fn call<Answer: DeserializeOwned>(
        &self,
        action: &str,
        request: &(impl Serialize + Sync),
        patience: Duration,
    ) -> Result<Answer, Error> {
        let body = serde_json::to_vec(request).map_err(Error::Write)?;
        let twice = async {
            if let Ok(answer) = self.post(action, &body).await {
                return Ok(answer);
            }
            sleep(PAUSE).await;
            self.post(action, &body).await
        };
        timeout(patience, twice).await.unwrap_or(Err(Error::TimedOut(patience)))
    }

    async fn post<Answer: DeserializeOwned>(
        &self,
        action: &str,
        body: &[u8],
    ) -> Result<Answer, Error> {
        let headers = [(CONTENT_TYPE.as_str(), self.content_type), (X_AMZ_TARGET, action)];
        answer(self.send(&headers, body).await?).await
    }

    /// Submits a form once, within `patience`; what is answered beside the status is of no interest.
    ///
    /// # Errors
    ///
    /// Whatever keeps the service from taking it, or from saying so.
    pub(crate) async fn submit(&self, form: &str, patience: Duration) -> Result<(), Error> {
        let submitted = async {
            let headers = [(CONTENT_TYPE.as_str(), self.content_type)];
            let response = self.send(&headers, form.as_bytes()).await?;
            let Err(failed) = response.error_for_status_ref() else { return Ok(()) };
            let body = response.text().await.map_err(Error::Connection)?;
            Err(refusal_in_xml(&body).unwrap_or(Error::Connection(failed)))
        };
        timeout(patience, submitted).await.unwrap_or(Err(Error::TimedOut(patience)))
    }

    async fn send(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Response, Error> {
        let client = self.client.get_or_try_init(async || -> Result<_, Error> {
            https::client()?.build().map_err(Error::Connection)
        });
        let signature = self.signer.headers(self.name, &self.endpoint, headers, body).await?;
        let mut request = client.await?.post(self.endpoint.clone()).body(body.to_vec());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        for (name, value) in signature {
            request = request.header(name, value);
        }
        request.send().await.map_err(Error::Connection)
    }
}

/// A service that takes forms refuses in XML, with a code and a message.
fn refusal_in_xml(body: &str) -> Option<Error> {
    let text = |name: &str| {
        let (_, rest) = body.split_once(&format!("<{name}>"))?;
        Some(rest.split_once('<')?.0.to_owned())
    };
    Some(Error::Refused { kind: text("Code")?, message: text("Message").unwrap_or_default() })
}

async fn answer<Answer: DeserializeOwned>(response: Response) -> Result<Answer, Error> {
    let failed = response.error_for_status_ref().err();
    let body = response.bytes().await.map_err(Error::Connection)?;
    let Some(failed) = failed else { return serde_json::from_slice(&body).map_err(Error::Read) };
    Err(match serde_json::from_slice::<Refusal>(&body) {
        Ok(Refusal { kind, message }) => {
            let kind = kind.rsplit('#').next().unwrap_or_default().to_owned();
            Error::Refused { kind, message }
        }
        Err(_) => Error::Connection(failed),
    })
}
