//! The NAT instance's user data, run between network namespaces: a private client reaches a server outside
//! through it, and nobody reaches the client.

use std::{fs, process::Command};

use serde_yaml_ng::Value;

use crate::support::{root, runs, say, skip};

/// Namespaces of our own, as root or as whoever may make users of their own.
const NAMESPACES: [&str; 3] = ["--map-root-user", "--net", "--mount"];

#[test]
fn a_private_client_reaches_out_and_nobody_reaches_in() {
    if !cfg!(target_os = "linux") || !runs("nft", &["--version"]) || !runs("ip", &["-Version"]) {
        return skip("nftables", "apt install nftables iproute2");
    }
    if !runs("unshare", &[NAMESPACES.as_slice(), &["true"]].concat()) {
        // A container's rules, or the kernel's: nothing that could be installed.
        say(
            "NOT PROVED: this kernel lets us make no namespaces, in which the NAT instance's rules are tried",
        );
        return;
    }
    let template = fs::read_to_string(root().join("template.yaml")).unwrap();
    let template: Value = serde_yaml_ng::from_str(&template).unwrap();
    let user_data = &template["Resources"]["NatInstance"]["Properties"]["UserData"]["Fn::Base64"];
    let user_data = user_data.as_str().unwrap();
    let user_data =
        user_data.replace("${AWS::StackName}", "overfast").replace("${AWS::Region}", "us-east-1");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), user_data).unwrap();

    let script = root().join("tests/aws/proofs/nat.sh");
    let mut command = Command::new("unshare");
    command.args(NAMESPACES).arg("bash").arg(script).arg(file.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said, "reached\n");
}
