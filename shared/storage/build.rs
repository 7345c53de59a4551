//! The migrations are compiled in: compile again when one is added.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
