//! `template.yaml` against the table: a function per line, a route per endpoint, and no right more
//! than a function needs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use functions::{app::Uses, endpoints::ENDPOINTS, events::EVENTS};
use serde_yaml_ng::Value;

use super::template_choice::{Decided, decide};
use crate::support::root;

/// Who asks for refreshes, or puts them off; nobody else may write the queue.
fn ask_for_refreshes() -> impl Iterator<Item = &'static str> {
    let endpoints = ENDPOINTS.iter().filter(|route| route.uses == Uses::DatabaseAndQueue);
    endpoints.map(|route| route.name).chain(["warm-up", "refresh", "follow-players"])
}

/// What needs neither database nor Blizzard.
pub(super) fn offline() -> impl Iterator<Item = &'static str> {
    let endpoints =
        ENDPOINTS.iter().filter(|route| route.uses == Uses::Nothing).map(|route| route.name);
    endpoints.chain(["fallback"])
}

#[test]
fn every_line_of_the_table_is_a_function_and_every_function_a_line() {
    let table = ENDPOINTS.iter().map(|route| route.name).chain(EVENTS.iter().copied());
    same(table.chain(["fallback"]), Template::read().functions.keys(), "functions");
}

#[test]
fn every_endpoint_has_its_routes() {
    let template = Template::read();
    let table = ENDPOINTS
        .iter()
        .flat_map(|route| ["GET", "HEAD"].map(|method| line(method, &(route.path)(), route.name)))
        // The rest, other methods of known paths too.
        .chain([line("any", "path", "fallback")]);
    same(table, template.routes(), "routes");
}

#[test]
fn only_who_asks_for_refreshes_may_write_the_queue() {
    let template = Template::read();
    let may = template.functions_whose(|function| template.allows(function, "sqs:SendMessage"));
    same(ask_for_refreshes(), may, "functions that may write the queue");
    let know = template.functions_whose(|function| {
        function.properties["Environment"]["Variables"].get("REFRESH_QUEUE_URL").is_some()
    });
    same(ask_for_refreshes(), know, "functions that know the queue");
}

#[test]
fn a_person_operates_with_rights_of_their_own() {
    let template = Template::read();
    let operate = &template.functions["operate"];
    let role = text(&operate.properties["Role"]);
    let sharing = template.functions_whose(|function| text(&function.properties["Role"]) == role);
    same(["operate"], sharing, "functions with the role of operate");
    assert!(operate.properties.get("Events").is_none(), "nothing starts it but a person");
    let policy = &template.resources["MayOperate"]["Properties"]["PolicyDocument"]["Statement"];
    let allowed = list(policy)
        .iter()
        .map(|right| format!("{} {}", text(&right["Action"]), text(&right["Resource"])));
    same(["lambda:InvokeFunction Operate.Arn"], allowed, "what an operator may do");
}

#[test]
fn only_what_needs_the_database_can_reach_it() {
    let template = Template::read();
    for property in ["VpcConfig", "Layers"] {
        let without =
            template.functions_whose(|function| is_nothing(&function.properties[property]));
        same(offline(), without, &format!("functions without {property}"));
    }
    let without = template.functions_whose(|function| {
        is_nothing(&function.properties["Environment"]["Variables"]["DATABASE_URL"])
    });
    same(offline(), without, "functions that know no database");
    let powerless =
        template.functions_whose(|function| !template.allows(function, "rds-db:connect"));
    same(offline(), powerless, "functions without a right to the database");
}

#[test]
fn what_uses_the_database_waits_for_its_schema_and_nothing_else_does() {
    let template = Template::read();
    let waits =
        |function: &Function, resource: &str| template.waits_for(function).contains(resource);
    let early = template.functions_whose(|function| !waits(function, "Migration"));
    same(offline().chain(["migrate"]), early, "functions that wait for no migration");
    for resource in ["DatabaseInstance", "DatabaseCertificates", "Vpc"] {
        let early = template.functions_whose(|function| !waits(function, resource));
        same(offline(), early, &format!("functions that do not wait for {resource}"));
    }
}

#[test]
fn links_lead_to_the_domain_that_was_given_or_to_the_name_that_the_gateway_says() {
    let variables = Template::read().globals["Environment"]["Variables"].clone();
    let told = list(&variables["API_BASE_URL"]);
    assert_eq!((text(&told[0]), text(&told[1])), ("HasDomain", "https://${DomainName}"));
    assert!(is_nothing(&told[2]), "{told:?}");
    assert_eq!(text(&variables["STATIC_BASE_URL"]), "StaticBaseUrl");
}

#[test]
fn a_schema_that_changed_runs_with_the_deployment() {
    let resources = Template::read().resources;
    for resource in ["Migration", "Warmth"] {
        let digest = list(&resources[resource]["Properties"]["Schema"]);
        let digest: Vec<_> = digest.iter().map(text).collect();
        assert_eq!(digest, ["Schema", "Current", "Digest"], "of {resource}");
    }
}

/// What a test asks of the template.
pub(super) struct Template {
    pub(super) conditions: Value,
    /// What functions have in general.
    globals: Value,
    /// What operators choose.
    pub(super) parameters: Value,
    /// What is refused before anything is made.
    pub(super) rules: Value,
    pub(super) resources: Value,
    /// By the name of its binary.
    pub(super) functions: BTreeMap<String, Function>,
}

pub(super) struct Function {
    /// Its name in the template.
    resource: String,
    /// What it has in general, and what of its own in the place of that.
    pub(super) properties: Value,
}

impl Template {
    /// With a database of RDS.
    pub(super) fn read() -> Self {
        Self::decided(&[("IsRds", true), ("IsExternal", false)])
    }

    pub(super) fn external() -> Self {
        let of_rds = ["IsRds", "HasProxy", "NewVpc", "NewDatabase"].map(|name| (name, false));
        Self::decided(&[of_rds.as_slice(), &[("IsExternal", true)]].concat())
    }

    fn decided(decided: Decided<'_>) -> Self {
        let template = fs::read_to_string(root().join("template.yaml")).unwrap();
        let template: Value = serde_yaml_ng::from_str(&template).unwrap();
        let template = decide(&template, decided);
        let conditions = template["Conditions"].clone();
        let resources = template["Resources"].clone();
        let globals = template["Globals"]["Function"].clone();
        let functions = resources.as_mapping().unwrap().iter();
        let functions = functions
            .filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function")
            .map(|(name, resource)| {
                let properties = merged(&globals, &resource["Properties"]);
                let binary = text(&properties["CodeUri"]);
                let binary = binary.strip_prefix("target/lambda/").unwrap().trim_end_matches('/');
                // A person finds functions by this.
                assert_eq!(
                    text(&properties["FunctionName"]),
                    format!("${{AWS::StackName}}-{binary}")
                );
                (binary.to_owned(), Function { resource: text(name).to_owned(), properties })
            })
            .collect();
        Self {
            conditions,
            globals,
            parameters: template["Parameters"].clone(),
            rules: template["Rules"].clone(),
            resources,
            functions,
        }
    }

    pub(super) fn functions_whose(
        &self,
        condition: impl Fn(&Function) -> bool,
    ) -> impl Iterator<Item = &String> {
        self.functions.iter().filter(move |(_, function)| condition(function)).map(|(name, _)| name)
    }

    /// Whether a function's role allows that action, itself or by a policy of ours that it names.
    pub(super) fn allows(&self, function: &Function, action: &str) -> bool {
        !self.allowed(function, action).is_empty()
    }

    /// The statements that allow it.
    pub(super) fn allowed(&self, function: &Function, action: &str) -> Vec<&Value> {
        let role = text(&function.properties["Role"]).strip_suffix(".Arn").unwrap();
        let role = &self.resources[role]["Properties"];
        let own = role.get("Policies").map(list).unwrap_or_default();
        let shared = list(&role["ManagedPolicyArns"])
            .iter()
            .filter_map(|policy| self.resources.get(policy.as_str()?))
            .map(|policy| &policy["Properties"]);
        let statements = own
            .iter()
            .filter(|policy| !is_nothing(policy))
            .chain(shared)
            .flat_map(|policy| list(&policy["PolicyDocument"]["Statement"]));
        let allow = |statement: &&Value| match statement.get("Action") {
            Some(Value::Sequence(actions)) => actions.iter().any(|allowed| allowed == action),
            allowed => allowed.is_some_and(|allowed| allowed == action),
        };
        statements.filter(allow).collect()
    }

    /// The routes of the API, each with the function whose event it is.
    fn routes(&self) -> Vec<String> {
        let mut routes = Vec::new();
        for (name, function) in &self.functions {
            let events = function.properties.get("Events").and_then(Value::as_mapping);
            for (_, event) in events.into_iter().flatten() {
                if event["Type"] == "HttpApi" {
                    let properties = &event["Properties"];
                    assert_eq!(text(&properties["ApiId"]), "HttpApi");
                    let of = |key: &str, default: &str| {
                        properties.get(key).map_or(default, text).to_owned()
                    };
                    routes.push(line(&of("Method", "any"), &of("Path", "path"), name));
                }
            }
        }
        routes
    }

    /// The resources that CloudFormation has made before a function, in any condition.
    pub(super) fn waits_for(&self, function: &Function) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = self.named_in(&function.properties);
        let depends_on = self.resources[function.resource.as_str()].get("DependsOn");
        open.extend(depends_on.into_iter().flat_map(|names| self.named_in(names)));
        while let Some(name) = open.pop() {
            if found.insert(name.clone()) {
                open.extend(self.named_in(&self.resources[name.as_str()]));
            }
        }
        found
    }

    /// The resources that a part of the template names; what an event names comes after its function.
    fn named_in(&self, part: &Value) -> Vec<String> {
        match part {
            Value::String(text) => text
                .split(|letter: char| !letter.is_ascii_alphanumeric())
                .filter(|word| self.resources.get(word).is_some())
                .map(str::to_owned)
                .collect(),
            Value::Sequence(parts) => parts.iter().flat_map(|part| self.named_in(part)).collect(),
            Value::Mapping(parts) => parts
                .iter()
                .filter(|(key, _)| *key != "Events")
                .flat_map(|(_, part)| self.named_in(part))
                .collect(),
            Value::Tagged(tagged) => self.named_in(&tagged.value),
            Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
        }
    }
}

/// What `general` says, with `own` in the place of it, as SAM merges them.
fn merged(general: &Value, own: &Value) -> Value {
    let (Value::Mapping(general), Value::Mapping(own)) = (general, own) else {
        return own.clone();
    };
    let mut both = general.clone();
    for (key, value) in own {
        let value = general.get(key).map_or_else(|| value.clone(), |old| merged(old, value));
        both.insert(key.clone(), value);
    }
    both.into()
}

/// Whether CloudFormation takes a property for one that is not there.
pub(super) fn is_nothing(property: &Value) -> bool {
    property.is_null() || property.as_str() == Some("AWS::NoValue")
}

fn line(method: &str, path: &str, function: &str) -> String {
    format!("{method} {path} → {function}")
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text is expected: {value:?}"))
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_sequence().unwrap_or_else(|| panic!("a list is expected: {value:?}"))
}

/// Says what is missing and what is too much.
pub(super) fn same<Expected: AsRef<str>, Found: AsRef<str>>(
    expected: impl IntoIterator<Item = Expected>,
    found: impl IntoIterator<Item = Found>,
    what: &str,
) {
    let expected: BTreeSet<String> =
        expected.into_iter().map(|line| line.as_ref().to_owned()).collect();
    let found: BTreeSet<String> = found.into_iter().map(|line| line.as_ref().to_owned()).collect();
    let missing: Vec<_> = expected.difference(&found).collect();
    let surplus: Vec<_> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "{what} of template.yaml: missing {missing:#?}, not in the table {surplus:#?}"
    );
}
