//! A Lambda that does nothing: the baseline of what a function's start and an invocation cost.
//! `cargo run -p local -- bench` measures it beside the functions.

use lambda_http::aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use lambda_runtime::{Error, LambdaEvent, service_fn};

fn main() -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(lambda_runtime::run(service_fn(
        async |_: LambdaEvent<ApiGatewayV2httpRequest>| {
            let mut response = ApiGatewayV2httpResponse::default();
            response.status_code = 200;
            Ok::<_, Error>(response)
        },
    )))
}
