//! Messages to a topic of SNS.
//! <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>

use std::time::Duration;

use url::{Url, form_urlencoded::Serializer};

use crate::{Error, Service, Signer};

/// Nobody waits for it but a schedule.
const PATIENCE: Duration = Duration::from_secs(10);

/// The API's version, which every form names.
const VERSION: &str = "2010-03-31";

/// A topic of SNS.
#[derive(Debug, Clone)]
pub struct Topic {
    arn: String,
    service: Service,
}

impl Topic {
    /// The topic of that ARN at an endpoint of its region, asked as this signer.
    #[must_use]
    pub fn new(arn: String, endpoint: Url, signer: Signer) -> Self {
        let forms = "application/x-www-form-urlencoded; charset=utf-8";
        Self { arn, service: Service::new("sns", forms, endpoint, signer) }
    }

    /// Publishes a message, once: what was not acknowledged may have been published all the same. The
    /// `subject`, of at most 100 ASCII characters, is what an e-mail has in its head.
    ///
    /// # Errors
    ///
    /// Whatever keeps SNS from taking it, or from saying so.
    pub async fn publish(&self, subject: &str, message: &str) -> Result<(), Error> {
        let form = Serializer::new(String::new())
            .append_pair("Action", "Publish")
            .append_pair("Version", VERSION)
            .append_pair("TopicArn", &self.arn)
            .append_pair("Subject", subject)
            .append_pair("Message", message)
            .finish();
        self.service.submit(&form, PATIENCE).await
    }
}
