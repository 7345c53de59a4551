//! What runs in AWS.
//!
//! - `routes.rs`: the table against binaries, cargo-lambda's routes and the `OpenAPI` document.
//! - `template.rs`: the table against template.yaml: functions, routes, rights.
//! - `template_lasting.rs`: what would break a deployment, or go wrong in its first year.
//! - `template_external.rs`: the same with an external database; `template_choice.rs` decides its conditions.
//! - `ministack.rs`: the compiled Lambdas on ministack, an emulator of AWS: API Gateway, SQS, schedules.
//! - `lambda.rs`: one compiled Lambda behind the emulator of Lambda's runtime API.
//! - `observing.rs`: what a Lambda writes to its log, metrics included.
//! - `refreshes.rs`: what the queue asks for, through the `refresh` function, and the warm-up.
//! - `operate.rs`: what an operator has a function do.
//! - `notices.rs`: telling what is new in the game.
//! - `prune.rs`: deleting while others write.
//! - `costs.rs`: what the documents say of costs.
//! - `external.rs`: a database outside AWS, whose URLs lie in parameters of SSM.
//! - `iam.rs`: connecting with a token of IAM.
//! - `pinning.rs`: every statement against the rules of RDS Proxy.
//! - `pgbouncer.rs`: many compiled Lambdas through a transaction pooler.
//! - `migrate.rs`: the schema as a deployment's step.
//! - `workflow.rs`: what deploys from GitHub.
//! - `proofs/`: what only a deployment would show, without one.
//! - `takeover/`: a database that OverFast 4 has left.

mod costs;
mod external;
mod iam;
mod lambda;
mod migrate;
mod ministack;
mod notices;
mod observing;
mod operate;
mod pgbouncer;
mod pinning;
mod proofs;
mod prune;
mod refreshes;
mod routes;
mod takeover;
mod template;
mod template_choice;
mod template_external;
mod template_lasting;
mod workflow;
