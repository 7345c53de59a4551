//! Every environment variable that a function reads.
//!
//! A new one is a line of the table and a field of [`Config`](crate::Config);
//! `cargo run -p functions --example prepare` writes it into `.env.example` and the README.

use crate::variable::{
    Unset::{Default, Means, Required},
    Variable,
};

macro_rules! variables {
    ($($name:ident: $unset:expr, $description:literal;)*) => {
        $(
            pub(crate) const $name: Variable =
                Variable { name: stringify!($name), description: $description, unset: $unset };
        )*

        /// The table: every variable that a function reads, in the order of the documentation. The
        /// credentials of AWS, which Lambda sets, are left out.
        pub const VARIABLES: &[Variable] = &[$($name),*];
    };
}

variables! {
    DATABASE_URL: Required { example: "postgres://overfast:change-me@127.0.0.1:5432/overfast" },
        "PostgreSQL, or a proxy in front of it. Where this is not set, `cargo run -p local` starts a \
        server of its own";
    DATABASE_URL_PARAMETER: Means { words: "`DATABASE_URL` is it", example: "/overfast/url" },
        "The name of the parameter of SSM in `AWS_REGION` that holds the URL, read when a process first \
        connects; it needs `sslmode=require` at least, and the server's certificate is always verified";
    DATABASE_CA_PARAMETER: Means { words: "only public ones", example: "/overfast/ca" },
        "The same for the authority of the server's certificate, in PEM";
    AWS_ENDPOINT_URL_SSM: Means {
        words: "the endpoint of `AWS_REGION`",
        example: "http://127.0.0.1:4566",
    },
        "Where SSM is, for tests and emulators";
    DATABASE_AUTH: Means { words: "the URL's password", example: "iam" },
        "`iam`: a token of IAM for `AWS_REGION` in the password's place, renewed by age; \
        `DATABASE_URL` then needs `sslmode=verify-full`";
    DATABASE_APP_USER: Means { words: "none", example: "overfast_functions" },
        "For `migrate`: the user that the functions connect as, which it creates and grants its rights";
    REFRESH_QUEUE_URL: Means {
        words: "a queue inside the process, which a Lambda, frozen between requests, empties late",
        example: "https://sqs.us-east-1.amazonaws.com/123456789012/refreshes",
    },
        "The SQS queue in `AWS_REGION` that refreshes are requested through";
    AWS_REGION: Means { words: "Lambda sets it", example: "us-east-1" },
        "The region of the queue, of SSM and of the database's tokens; required with each of them";
    BLIZZARD_BASE_URL: Default("https://overwatch.blizzard.com"),
        "Where Blizzard's pages are";
    BLIZZARD_PACE: Means { words: "the rate limit that all instances share", example: "off" },
        "`off`: no limit on requests to Blizzard, for tests and fakes of its site";
    BLIZZARD_SHARE: Default("30"),
        "How many new things a minute are fetched from Blizzard for one client, by a hash of its address that is \
        kept for that minute; 0: any number, as on a laptop, and no hash";
    CLOUDFRONT_ORIGIN_HEADER: Means { words: "the address that API Gateway names", example: "stack-id" },
        "The value of the header `x-cloudfront-origin` that this deployment's CloudFront adds: beside it \
        `cloudfront-viewer-address` is believed to be the client's address";
    API_BASE_URL: Means {
        words: "the name that API Gateway says, else `http://localhost:9000`",
        example: "https://api.example.org",
    },
        "Where this API is; links in responses start with it";
    STATIC_BASE_URL: Default("https://overfast-api.tekrop.fr/static"),
        "Where the images of maps and game modes are, and where `/static` of this API redirects to; \
        OverFast's public images unless set";
    PLAYER_PROFILE_MAX_AGE: Default("604800"),
        "Seconds after which a player that was not refreshed is deleted, and when it was last asked for; who is \
        followed is refreshed daily. 0: never";
    PLAYER_HISTORY_MAX_AGE: Default("31536000"),
        "Seconds after which the versions of a player's history are deleted, also when the player is long gone; \
        0: never";
    STORAGE_LIMIT_GB: Means { words: "no limit", example: "10" },
        "Gigabytes that the stored players may take: beyond it those not refreshed for longest are deleted, \
        and the oldest versions of histories";
    FOLLOW_DAYS: Default("30"),
        "So many days `follow-players` has a player refreshed daily whom somebody asked for, so that no version is \
        missed; when that was is kept for it. 0: nobody is followed";
    FOLLOWED_PLAYERS: Means { words: "none", example: "TeKrop-2217,Player-1234" },
        "Whom `follow-players` has refreshed every hour, also before anybody asked: BattleTags or Blizzard IDs, \
        commas between";
    CARD_FONTS: Means { words: "`/opt/fonts`, where the layer of fonts is", example: "target/layer/fonts" },
        "The folder of the fonts that cards are drawn with; `cargo run -p registry --bin fonts` fetches \
        them into `target/layer/fonts`";
    WATCHED_PLAYER: Means { words: "none", example: "TeKrop-2217" },
        "Whose career page `watch-pages` checks for changes in shape; a BattleTag or Blizzard ID";
    NOTIFY_WEBHOOK_URL: Means {
        words: "nobody is told",
        example: "https://discord.com/api/webhooks/1/change-me",
    },
        "The webhook of Discord that `watch-pages` tells of a new hero, map or patch, each once. Whoever has it may \
        write there: it is in no log";
    NOTIFY_WEBHOOK_URL_PARAMETER: Means {
        words: "`NOTIFY_WEBHOOK_URL` is it",
        example: "/overfast/webhook",
    },
        "The name of the parameter of SSM in `AWS_REGION` that holds this URL";
    NOTIFY_TOPIC_ARN: Means {
        words: "nobody is told",
        example: "arn:aws:sns:us-east-1:123456789012:overwatch-news",
    },
        "The topic of SNS that is told the same";
    AWS_ENDPOINT_URL_SNS: Means {
        words: "the endpoint of the topic's region",
        example: "http://127.0.0.1:4566",
    },
        "Where SNS is, for tests and emulators";
    RUST_LOG: Default("info"),
        "What is logged: a level, or levels by module, such as `service=debug,info`; a value that means \
        nothing is logged and counts as `info`. Below `info`, lines lack the request's id";
}
