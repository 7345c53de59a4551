//! Values in SSM's parameter store.
//! <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html>

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{Error, Service, Signer};

/// A request waits for what is in a parameter, and for the database afterwards.
const PATIENCE: Duration = Duration::from_secs(2);

/// SSM's parameter store in one region.
#[derive(Debug, Clone)]
pub struct ParameterStore(Service);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetParameter<'a> {
    name: &'a str,
    with_decryption: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    parameter: Parameter,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    value: String,
}

impl ParameterStore {
    /// The store at that endpoint, asked as this signer.
    #[must_use]
    pub fn new(endpoint: Url, signer: Signer) -> Self {
        Self(Service::new("ssm", "application/x-amz-json-1.1", endpoint, signer))
    }

    /// What a parameter holds, decrypted.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from us.
    pub async fn get(&self, name: &str) -> Result<String, Error> {
        let request = GetParameter { name, with_decryption: true };
        let answer: Answer = self.0.call("AmazonSSM.GetParameter", &request, PATIENCE).await?;
        Ok(answer.parameter.value)
    }
}
