//! What otherwise only a deployment would show.
//!
//! - `life_cycle.rs`: a stack on ministack, from its creation to its deletion.
//! - `arm64.rs`: the functions as Lambda's ARM processors run them.
//! - `nat.rs`: the NAT instance's rules, between two networks.
//! - `owner.rs`: `migrate` as the owner that RDS makes, who is no superuser.
//!
//! The Python beside them holds the transformed template, and the rights of its roles, without running
//! anything: `python -m unittest discover --start-directory tests/aws/proofs`.

mod arm64;
mod life_cycle;
mod nat;
mod owner;
