//! `template.yaml` against the table: a function per line, a route per endpoint, and no right more
//! than a function needs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use functions::{endpoints::ENDPOINTS, events::EVENTS};
use serde_yaml_ng::Value;

use crate::support::root;

/// Who asks for refreshes, or puts them off; nobody else may write the queue.
const ASK_FOR_REFRESHES: [&str; 13] = [
    "list-heroes",
    "get-hero-stats",
    "get-hero",
    "list-roles",
    "search-players",
    "get-player",
    "get-player-summary",
    "get-player-stats-summary",
    "get-player-stats",
    "get-player-career-stats",
    "list-maps",
    "warm-up",
    "refresh",
];

/// What needs neither database nor Blizzard stays outside the VPC.
const OFFLINE: [&str; 5] = ["get-home", "get-docs", "get-openapi", "list-gamemodes", "fallback"];

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
        .flat_map(|route| ["get", "head"].map(|method| line(method, &(route.path)(), route.name)))
        .chain([line("x-amazon-apigateway-any-method", "$default", "fallback")]);
    same(table, template.routes(), "routes");
}

#[test]
fn the_gateway_may_invoke_what_its_routes_lead_to() {
    let template = Template::read();
    let policy = &template.resources["GatewayInvokes"]["Properties"]["PolicyDocument"];
    let invoked = list(&policy["Statement"][0]["Resource"]).iter().map(|arn| {
        let resource = text(arn).strip_suffix(".Arn").unwrap();
        template.functions.iter().find(|(_, function)| function.resource == resource).unwrap().0
    });
    let table = ENDPOINTS.iter().map(|route| route.name).chain(["fallback"]);
    same(table, invoked, "functions that the gateway may invoke");
}

#[test]
fn only_who_asks_for_refreshes_may_write_the_queue() {
    let template = Template::read();
    let may = template.functions_whose(|function| template.allows(function, "sqs:SendMessage"));
    same(ASK_FOR_REFRESHES, may, "functions that may write the queue");
    let know = template.functions_whose(|function| {
        function.properties["Environment"]["Variables"].get("REFRESH_QUEUE_URL").is_some()
    });
    same(ASK_FOR_REFRESHES, know, "functions that know the queue");
}

#[test]
fn only_what_needs_the_database_can_reach_it() {
    let template = Template::read();
    let outside =
        template.functions_whose(|function| function.properties.get("VpcConfig").is_some());
    same(OFFLINE, outside, "functions outside the VPC");
    let powerless =
        template.functions_whose(|function| !template.allows(function, "rds-db:connect"));
    same(OFFLINE, powerless, "functions without a right to the database");
}

#[test]
fn who_writes_links_knows_where_they_lead() {
    let template = Template::read();
    let know = |variable: &'static str| {
        template.functions_whose(move |function| {
            function.properties["Environment"]["Variables"].get(variable).is_some()
        })
    };
    same(["search-players", "fallback"], know("API_BASE_URL"), "functions that know the API");
    let images = ["list-gamemodes", "list-maps", "fallback"];
    same(images, know("STATIC_BASE_URL"), "functions that know the images");
}

#[test]
fn what_uses_the_database_waits_for_its_schema() {
    let template = Template::read();
    let early = template.functions_whose(|function| {
        template.resources[function.resource.as_str()].get("DependsOn").is_none()
    });
    same(OFFLINE.into_iter().chain(["migrate"]), early, "functions that wait for no migration");
}

#[test]
fn a_new_migration_runs_with_the_deployment() {
    let migrations = fs::read_dir(root().join("migrations")).unwrap();
    let newest = migrations.map(|file| file.unwrap().file_name().into_string().unwrap()).max();
    let resources = Template::read().resources;
    for resource in ["Migration", "Warmth"] {
        let named = text(&resources[resource]["Properties"]["Migrations"]);
        assert_eq!(
            Some(named),
            newest.as_deref(),
            "left: Migrations of {resource}; right: the newest"
        );
    }
}

/// What a test asks of the template.
struct Template {
    resources: Value,
    /// By the name of its binary.
    functions: BTreeMap<String, Function>,
}

struct Function {
    /// Its name in the template.
    resource: String,
    properties: Value,
}

impl Template {
    fn read() -> Self {
        let template = fs::read_to_string(root().join("template.yaml")).unwrap();
        let template: Value = serde_yaml_ng::from_str(&template).unwrap();
        let resources = template["Resources"].clone();
        let functions = resources.as_mapping().unwrap().iter();
        let functions = functions
            .filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function")
            .map(|(name, resource)| {
                let properties = resource["Properties"].clone();
                let binary = text(&properties["CodeUri"]);
                let binary = binary.strip_prefix("target/lambda/").unwrap().trim_end_matches('/');
                // The routes name functions by this.
                assert_eq!(
                    text(&properties["FunctionName"]),
                    format!("${{AWS::StackName}}-{binary}")
                );
                (binary.to_owned(), Function { resource: text(name).to_owned(), properties })
            })
            .collect();
        Self { resources, functions }
    }

    fn functions_whose(
        &self,
        condition: impl Fn(&Function) -> bool,
    ) -> impl Iterator<Item = &String> {
        self.functions.iter().filter(move |(_, function)| condition(function)).map(|(name, _)| name)
    }

    /// Whether a function's role allows that action, itself or by a policy of ours that it names.
    fn allows(&self, function: &Function, action: &str) -> bool {
        let role = text(&function.properties["Role"]).strip_suffix(".Arn").unwrap();
        let role = &self.resources[role]["Properties"];
        let own = role.get("Policies").map(list).unwrap_or_default();
        let shared = list(&role["ManagedPolicyArns"])
            .iter()
            .filter_map(|policy| self.resources.get(policy.as_str()?))
            .map(|policy| &policy["Properties"]);
        let mut statements = own
            .iter()
            .chain(shared)
            .flat_map(|policy| list(&policy["PolicyDocument"]["Statement"]));
        statements.any(|statement| match &statement["Action"] {
            Value::Sequence(actions) => actions.iter().any(|allowed| allowed == action),
            allowed => allowed == action,
        })
    }

    /// The routes of the API, each with the function that its integration invokes.
    fn routes(&self) -> Vec<String> {
        const METHODS: [&str; 3] = ["get", "head", "x-amazon-apigateway-any-method"];
        const INTEGRATIONS: &str = "x-amazon-apigateway-integrations";
        let api = &self.resources["HttpApi"]["Properties"]["DefinitionBody"];
        let mut routes = Vec::new();
        for (path, operations) in api["paths"].as_mapping().unwrap() {
            for (method, operation) in operations.as_mapping().unwrap() {
                if method == "parameters" {
                    continue;
                }
                assert!(METHODS.contains(&text(method)), "{path:?} has {method:?}");
                let integration = text(&operation["x-amazon-apigateway-integration"]["$ref"]);
                let integration = integration.rsplit('/').next().unwrap();
                let uri = text(&api["components"][INTEGRATIONS][integration]["uri"]);
                let (_, function) = uri.split_once("function:${AWS::StackName}-").unwrap();
                let function = function.strip_suffix("/invocations").unwrap();
                routes.push(line(text(method), text(path), function));
            }
        }
        routes
    }
}

fn line(method: &str, path: &str, function: &str) -> String {
    format!("{method} {path} → {function}")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text is expected: {value:?}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_sequence().unwrap_or_else(|| panic!("a list is expected: {value:?}"))
}

/// Says what is missing and what is too much.
fn same<Expected: AsRef<str>, Found: AsRef<str>>(
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
