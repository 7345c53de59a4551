//! `template.yaml` with `Database=external`.

use serde_yaml_ng::Value;

use super::template::{Template, is_nothing, list, offline, same, text};

#[test]
fn an_external_database_is_reached_without_a_network_by_the_url_that_a_function_may_read() {
    let template = Template::external();
    // Its layer is of fonts.
    for (property, expected) in [("VpcConfig", [].as_slice()), ("Layers", &["get-player-card"])] {
        let with = template.functions_whose(|function| !is_nothing(&function.properties[property]));
        same(expected, with, &format!("functions with {property}"));
    }
    let connecting =
        template.functions_whose(|function| template.allows(function, "rds-db:connect"));
    same([""; 0], connecting, "functions with a right to RDS");
    for (name, function) in &template.functions {
        let url = match name.as_str() {
            name if offline().any(|offline| offline == name) => "AWS::NoValue",
            "migrate" => "DirectDatabaseUrlParameter",
            _ => "DatabaseUrlParameter",
        };
        let variables = &function.properties["Environment"]["Variables"];
        assert_eq!(text(&variables["DATABASE_URL_PARAMETER"]), url, "{name}");
        assert!(is_nothing(&variables["DATABASE_URL"]), "{name}");
        let readable = template.allowed(function, "ssm:GetParameter");
        let readable: Vec<_> = readable.iter().map(|statement| &statement["Resource"][0]).collect();
        let parameter =
            "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${URL}";
        let mut expected = vec![parameter.replace("URL", url)];
        if url == "AWS::NoValue" {
            expected.clear();
        }
        if name == "watch-pages" {
            expected.insert(0, parameter.replace("URL", "NotifyWebhookUrlParameter"));
        }
        assert_eq!(readable.into_iter().map(text).collect::<Vec<_>>(), expected, "{name}");
    }
}

#[test]
fn nothing_of_a_network_is_made_for_an_external_database() {
    let template = Template::external();
    for (name, resource) in template.resources.as_mapping().unwrap() {
        let kind = text(&resource["Type"]);
        let of_network = ["AWS::EC2::", "AWS::RDS::", "AWS::Serverless::LayerVersion"];
        if name != "CardFonts" && of_network.iter().any(|prefix| kind.starts_with(prefix)) {
            let condition = resource.get("Condition").map(text);
            assert!(condition.is_some_and(|name| is_of_rds(&template, name)), "{name:?}");
        }
    }
}

/// Whether a condition holds only where the database is one of RDS.
fn is_of_rds(template: &Template, condition: &str) -> bool {
    let all_of = |condition: &Value| match condition {
        Value::Tagged(and) if and.tag == "!And" => list(&and.value).to_vec(),
        _ => Vec::new(),
    };
    condition == "IsRds"
        || all_of(&template.conditions[condition]).iter().any(|part| {
            matches!(part, Value::Tagged(named)
                if named.tag == "!Condition" && is_of_rds(template, text(&named.value)))
        })
}
