//! How we ask AWS. Its SDKs would be a third of every function, and bytes are cold start: three services
//! are asked for one thing each, in requests that are signed here.
//!
//! - [`Signer`]: who asks. Also signs the tokens that stand in a database's password's place.
//! - [`Service`]: calls of an API that speaks JSON, such as SQS and SSM, or takes forms, such as SNS.
//! - [`ParameterStore`]: values in SSM.
//! - [`Topic`]: messages to a topic of SNS.

mod error;
mod parameter_store;
mod service;
mod signer;
mod topic;

pub use error::Error;
pub use parameter_store::ParameterStore;
pub use service::Service;
pub use signer::Signer;
pub use topic::Topic;
