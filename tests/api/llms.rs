//! `/llms.txt`: the reference for language models.

use functions::endpoints::ENDPOINTS;

use crate::support::{has_card_fonts, world::World};

#[tokio::test]
async fn every_path_is_there_with_an_example_that_works() {
    let world = World::new().await;
    let reply = world.get("/llms.txt").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/plain; charset=utf-8"));
    let page = String::from_utf8(reply.body).unwrap();
    assert!(page.starts_with("# OverFast API\n\n> "), "{page}");
    for endpoint in ENDPOINTS {
        let heading = format!("### `{}`: ", (endpoint.path)());
        assert_eq!(page.matches(&heading).count(), 1, "{heading}");
    }
    for parameter in ["`ids` (required): ", "`platform` (required): ", "`pc`", "`locale`: "] {
        assert!(page.contains(parameter), "{parameter}");
    }
    let examples: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("- Example: [")).collect();
    assert!(examples.len() > ENDPOINTS.len(), "one for each, and one of an image");
    for example in examples {
        let (path, _) = example.split_once("](").unwrap();
        if path.contains("/card.") && !has_card_fonts() {
            continue;
        }
        let status = world.get(path).await.status;
        assert!(matches!(status, 200 | 307) || path.contains("/history/"), "{path}: {status}");
    }
}
