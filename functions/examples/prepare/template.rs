//! The blocks of `template.yaml`.

use std::{fs, io, path::Path};

use functions::{app::Uses, endpoints::Route, http::METHODS};
use xxhash_rust::xxh3::xxh3_64;

use crate::{by_function, type_name};

/// What a function that uses neither database nor queue has instead of what functions have in general.
const OFFLINE: &str = "      Role: !GetAtt OfflineRole.Arn
      VpcConfig: !Ref AWS::NoValue
      MemorySize: 256
      Timeout: 5
      Environment:
        Variables:
          DATABASE_AUTH: !Ref AWS::NoValue
          DATABASE_URL: !Ref AWS::NoValue
          DATABASE_URL_PARAMETER: !Ref AWS::NoValue
          DATABASE_CA_PARAMETER: !Ref AWS::NoValue
";

/// What a function has that requests no refreshes, and needs little memory.
const READS: &str = "      Role: !GetAtt DatabaseRole.Arn
      Layers: !If [IsRds, [!Ref DatabaseCertificates], !Ref AWS::NoValue]
      MemorySize: 256
      Timeout: 10
";

const REQUESTS_REFRESHES: &str = "      Role: !GetAtt AnswerRole.Arn
      Layers: !If [IsRds, [!Ref DatabaseCertificates], !Ref AWS::NoValue]
      Environment: {Variables: {REFRESH_QUEUE_URL: !Ref RefreshQueue}}
";

/// Pixels take CPU, which comes with memory.
const DRAWS: &str = "      Role: !GetAtt AnswerRole.Arn
      Layers: !If [IsRds, [!Ref DatabaseCertificates, !Ref CardFonts], [!Ref CardFonts]]
      MemorySize: 1024
      Environment: {Variables: {REFRESH_QUEUE_URL: !Ref RefreshQueue}}
";

/// A function for each endpoint with its routes, and the fallback.
pub(crate) fn endpoints() -> String {
    let mut text = String::new();
    for routes in by_function() {
        let [Route { name, uses, .. }, ..] = routes else { continue };
        let properties = if *name == "get-player-card" {
            DRAWS
        } else {
            match uses {
                Uses::Nothing => OFFLINE,
                Uses::Database => READS,
                Uses::DatabaseAndQueue => REQUESTS_REFRESHES,
            }
        };
        text.push_str(&function(name, &type_name(name), *uses, properties));
        for Route { path, .. } in routes {
            let path = path();
            // Events of one function need names of their own.
            let event =
                if routes.len() > 1 { path.rsplit('.').next().unwrap_or_default() } else { "" };
            let event = event.to_uppercase();
            for method in METHODS.split(", ").filter(|method| *method != "OPTIONS") {
                text = format!(
                    "{text}        {method}{event}: {{Type: HttpApi, Properties: {{ApiId: !Ref HttpApi, Method: {method}, Path: '{path}'}}}}\n"
                );
            }
        }
        text.push('\n');
    }
    text.push_str(&function("fallback", "Fallback", Uses::Nothing, OFFLINE));
    // No method and no path: the default route.
    text.push_str("        Rest: {Type: HttpApi, Properties: {ApiId: !Ref HttpApi}}\n\n");
    text
}

/// All of a function but its events, which follow.
fn function(name: &str, resource: &str, uses: Uses, properties: &str) -> String {
    let depends_on = if uses == Uses::Nothing { "" } else { "    DependsOn: DatabaseReady\n" };
    format!(
        "  {resource}:
    Type: AWS::Serverless::Function
{depends_on}    Metadata: {{SkipBuild: true}}
    Properties:
      FunctionName: !Sub ${{AWS::StackName}}-{name}
      CodeUri: target/lambda/{name}/
{properties}      Events:
"
    )
}

/// A digest of the SQL that `migrate` runs: a deployment runs it again when that has changed.
pub(crate) fn schema(root: &Path) -> io::Result<String> {
    let migrations = fs::read_dir(root.join("migrations"))?;
    let mut files: Vec<_> =
        migrations.map(|file| file.map(|file| file.path())).collect::<Result<_, _>>()?;
    files.sort();
    files.push(root.join("shared/storage/src/postgres/admit.sql"));
    let mut all = Vec::new();
    for file in files {
        all.extend(fs::read(file)?);
    }
    Ok(format!("  Schema: {{Current: {{Digest: '{:016x}'}}}}\n", xxh3_64(&all)))
}
