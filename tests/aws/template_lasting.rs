//! `template.yaml` against what would break a deployment, or go wrong in its first year.

use std::{fs, process::Command};

use serde_yaml_ng::Value;

use super::template::{Template, is_nothing, list, same, text};
use crate::support::root;

/// The properties of a resource.
fn properties<'a>(template: &'a Template, resource: &str) -> &'a Value {
    &template.resources[resource]["Properties"]
}

/// The texts of a list, such as an intrinsic function's arguments.
fn texts(value: &Value) -> Vec<&str> {
    list(value).iter().map(text).collect()
}

#[test]
fn zones_without_proxies_or_arm_are_left_out() {
    let template = Template::read();
    for (subnet, virginia, california) in [
        ("PrivateSubnetA", "use1-az1", "usw1-az1"),
        ("PrivateSubnetB", "use1-az2", "usw1-az3"),
        ("PublicSubnet", "use1-az1", "usw1-az1"),
    ] {
        let subnet = properties(&template, subnet);
        let zone = list(&subnet["AvailabilityZoneId"]);
        assert_eq!((text(&zone[0]), text(&zone[1])), ("InVirginia", virginia));
        let others = list(&zone[2]);
        assert_eq!((text(&others[0]), text(&others[1])), ("InCalifornia", california));
        assert!(is_nothing(&others[2]));
        let any = list(&subnet["AvailabilityZone"]);
        assert_eq!(text(&any[0]), "AnyZone");
        assert!(is_nothing(&any[2]), "both would be refused");
    }
}

#[test]
fn an_account_on_the_free_plan_can_have_it() {
    let template = Template::read();
    let backups = list(&properties(&template, "DatabaseInstance")["BackupRetentionPeriod"]);
    assert_eq!((text(&backups[0]), text(&backups[2])), ("BackupsBySize", "BackupDays"));
    let machine = &properties(&template, "NatInstance")["InstanceType"];
    assert_eq!(text(machine), "NatInstanceType");
    let allowed = texts(&template.parameters["NatInstanceType"]["AllowedValues"]);
    assert!(allowed.contains(&"t4g.micro"), "{allowed:?}");
}

#[test]
fn a_region_without_certificate_is_refused_at_once() {
    let assertions = &Template::read().rules["RegionHasCertificate"]["Assertions"];
    let contains = list(&assertions[0]["Assert"]);
    assert_eq!(text(&contains[1]), "AWS::Region");
    let files = fs::read_dir(root().join("functions/layer/rds-ca")).unwrap();
    let regions = files.map(|file| file.unwrap().path().file_stem().unwrap().to_owned());
    let regions = regions.map(|region| region.into_string().unwrap());
    same(regions, texts(&contains[0]), "regions with a certificate");
}

#[test]
fn parameters_that_belong_together_are_refused_alone() {
    let template = Template::read();
    for (given, needed) in [
        ("VpcId", "PrivateSubnetIds"),
        ("PrivateSubnetIds", "VpcId"),
        ("DomainName", "CertificateArn"),
        ("DatabaseIdentifier", "DatabaseHost"),
        ("DatabaseIdentifier", "DatabaseResourceId"),
    ] {
        let refuses = template.rules.as_mapping().unwrap().values().any(|rule| {
            let is_given = rule
                .get("RuleCondition")
                .is_some_and(|condition| is_not_empty(condition) == Some(given));
            let assertions = list(&rule["Assertions"]);
            is_given
                && assertions
                    .iter()
                    .any(|assertion| is_not_empty(&assertion["Assert"]) == Some(needed))
        });
        assert!(refuses, "{given} without {needed}");
    }
}

/// The parameter that `!Not [!Equals [!Ref parameter, '']]` is about.
fn is_not_empty(condition: &Value) -> Option<&str> {
    let equals = condition.as_sequence()?.first()?.as_sequence()?;
    (equals.len() == 2 && equals[1] == "").then(|| text(&equals[0]))
}

#[test]
fn the_owner_is_a_name_that_rds_takes() {
    let template = Template::read();
    let pattern = &template.parameters["DatabaseOwner"]["AllowedPattern"];
    assert_eq!(text(pattern), "[a-z][a-z0-9_]{0,62}", "as RDS says of MasterUsername");
    let assertion = &template.rules["OwnerHasFreeName"]["Assertions"][0]["Assert"];
    let taken = list(&list(assertion)[0]);
    assert!(texts(&taken[0]).contains(&"overfast"), "the functions' own user");
    assert_eq!(text(&taken[1]), "DatabaseOwner");
}

#[test]
fn deleting_the_stack_waits_for_no_function() {
    let template = Template::read();
    for resource in ["Migration", "Warmth"] {
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            assert_eq!(text(&template.resources[resource][policy]), "Retain", "{resource}");
        }
    }
}

#[test]
fn what_is_in_the_vpc_may_join_it() {
    let template = Template::read();
    for (name, function) in &template.functions {
        if !is_nothing(&function.properties["VpcConfig"]) {
            assert!(template.allows(function, "ec2:DescribeSubnets"), "{name}");
            assert!(template.allows(function, "ec2:CreateNetworkInterface"), "{name}");
        }
    }
}

#[test]
fn guided_deployments_write_into_a_file_that_git_does_not_track() {
    let git = |arguments: &[&str]| {
        Command::new("git").current_dir(root()).args(arguments).output().unwrap()
    };
    assert!(git(&["check-ignore", "samconfig.toml"]).status.success());
    assert!(git(&["ls-files", "samconfig.toml"]).stdout.is_empty());
}

#[test]
fn small_leaves_memory_for_iam_and_says_when_there_is_little() {
    let template = Template::read();
    let database = properties(&template, "DatabaseInstance");
    assert_eq!(text(&database["DBParameterGroupName"]), "DatabaseParameters");
    let parameters = &properties(&template, "DatabaseParameters")["Parameters"];
    for parameter in ["shared_buffers", "max_connections"] {
        assert_eq!(text(&list(&parameters[parameter])[0]), "BySize");
    }
    rings_for(&template, "AWS/RDS", "FreeableMemory");
    rings_for(&template, "AWS/RDS", "SwapUsage");
}

#[test]
fn a_dead_way_out_rings() {
    let template = Template::read();
    rings_for(&template, "AWS/EC2", "StatusCheckFailed");
    let silence = rings_for(&template, "OverFast", "BlizzardSilence");
    assert_eq!(silence["Threshold"], 6 * 60 * 60);
}

/// An alarm on that metric, which somebody hears.
fn rings_for<'a>(template: &'a Template, namespace: &str, metric: &str) -> &'a Value {
    let resources = template.resources.as_mapping().unwrap().values();
    let mut alarms = resources
        .filter(|resource| resource["Type"] == "AWS::CloudWatch::Alarm")
        .map(|alarm| &alarm["Properties"])
        .filter(|alarm| {
            alarm.get("Namespace").is_some_and(|found| found == namespace)
                && alarm["MetricName"] == metric
        });
    let alarm = alarms.next().unwrap_or_else(|| panic!("no alarm on {metric}"));
    assert_eq!(texts(&alarm["AlarmActions"]), ["Alarms"]);
    alarm
}

#[test]
fn a_connection_that_has_to_be_opened_rings_nothing() {
    let latency = Template::read();
    let latency = rings_for(&latency, "AWS/RDS", "DatabaseConnectionsBorrowLatency");
    assert!(latency["Threshold"].as_u64() >= Some(1_000_000), "microseconds");
}

/// What a restored database uses stays with the stack when `DatabaseIdentifier` names that database.
#[test]
fn a_restored_database_keeps_its_network() {
    let template = Template::read();
    for resource in ["DatabaseSubnets", "DatabaseSecurityGroup", "DatabaseParameters"] {
        // Not that the database is the stack's own.
        assert_eq!(template.resources[resource]["Condition"], "IsRds", "{resource}");
    }
    let opened = list(&properties(&template, "DatabaseFromFunctions")["GroupId"]);
    assert_eq!(text(&opened[0]), "OwnDatabaseGroup");
    let page = fs::read_to_string(root().join("docs/deploying.md")).unwrap();
    for step in [
        "restore-db-instance-to-point-in-time",
        "$(resource DatabaseSubnets)",
        "DatabaseIdentifier=$restored",
    ] {
        assert!(page.contains(step), "{step}");
    }
}

#[test]
fn a_nat_instance_is_replaced_when_its_successor_forwards() {
    let template = Template::read();
    let instance = &template.resources["NatInstance"];
    assert!(instance["CreationPolicy"]["ResourceSignal"].get("Timeout").is_some());
    let script = text(&instance["Properties"]["UserData"]["Fn::Base64"]);
    let forwards = script.find("systemctl enable --now nftables").unwrap();
    assert!(script.find("cfn-signal").unwrap() > forwards, "{script}");
}

#[test]
fn proxy_is_changed_without_refused_connections() {
    let template = Template::read();
    let policy = &properties(&template, "MayUseDatabase")["PolicyDocument"]["Statement"][0];
    let ways = list(&policy["Resource"]);
    assert!(text(&list(&ways[0])[0]).ends_with("dbuser:${Id}/overfast"), "the database");
    assert!(text(&ways[1]).ends_with("dbuser:prx-*/overfast"), "and the proxy, each in any case");
    for name in ["get-player", "refresh", "operate"] {
        assert!(template.waits_for(&template.functions[name]).contains("DatabaseReady"), "{name}");
    }
    let ready = &template.resources["DatabaseReady"];
    assert_eq!(text(&ready["DependsOn"]), "Migration");
    assert_eq!(text(&list(&ready["Metadata"]["After"])[1]), "DatabaseTargets");
}

#[test]
fn a_database_can_become_small_again() {
    let template = Template::read();
    let disk = &properties(&template, "DatabaseInstance")["AllocatedStorage"];
    assert!(disk.is_u64(), "the same in every size, since a disk never shrinks: {disk:?}");
}
