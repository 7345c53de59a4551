//! A Lambda that returns one row of PostgreSQL as it is and does nothing else: the baseline of what a
//! response from storage costs. `cargo run -p local -- bench` measures it beside the functions.
//!
//! `DATABASE_URL` is where the row is, `BASELINE_QUERY` selects one column of it by `BASELINE_KEY`. It
//! connects at the first request, as the functions do.

use std::env;

use lambda_http::{
    Body,
    aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse},
};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use sqlx::{
    AssertSqlSafe, ConnectOptions, PgConnection, Row, TypeInfo, ValueRef,
    postgres::PgConnectOptions,
};
use tokio::sync::Mutex;

/// What is selected, and the connection once there is one.
struct Baseline {
    query: &'static str,
    key: String,
    options: PgConnectOptions,
    connection: Mutex<Option<PgConnection>>,
}

fn main() -> Result<(), Error> {
    let baseline = Baseline {
        query: env::var("BASELINE_QUERY")?.leak(),
        key: env::var("BASELINE_KEY")?,
        options: env::var("DATABASE_URL")?.parse::<PgConnectOptions>()?.extra_float_digits(None),
        connection: Mutex::new(None),
    };
    let baseline = &baseline;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(lambda_runtime::run(service_fn(
        async |_: LambdaEvent<ApiGatewayV2httpRequest>| {
            let mut response = ApiGatewayV2httpResponse::default();
            response.status_code = 200;
            response.body = Some(baseline.select().await?);
            response.is_base64_encoded = matches!(response.body, Some(Body::Binary(_)));
            Ok::<_, Error>(response)
        },
    )))
}

impl Baseline {
    /// The column: bytes as they are, anything else as text.
    async fn select(&self) -> Result<Body, Error> {
        let mut connection = self.connection.lock().await;
        let connection = match &mut *connection {
            Some(connection) => connection,
            none => none.insert(self.options.connect().await?),
        };
        let query = sqlx::query(AssertSqlSafe(self.query)).bind(&self.key);
        let row = query.fetch_one(connection).await?;
        let value = row.try_get_raw(0)?;
        let bytes = value.as_bytes()?;
        Ok(match value.type_info().name() {
            "BYTEA" => Body::Binary(bytes.to_vec()),
            // Its first byte is the format's version.
            "JSONB" => Body::Text(String::from_utf8(bytes[1..].to_vec())?),
            _ => Body::Text(String::from_utf8(bytes.to_vec())?),
        })
    }
}
