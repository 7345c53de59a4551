//! `/players/{id}/card.svg` and `card.png`.

use fake::Site;

use crate::support::{
    root, skip,
    world::{PLAYER, Reply, World},
};

/// Whether the build has packed the fonts.
fn has_fonts() -> bool {
    let there = root().join("target/layer/fonts/NotoSans_700Bold.ttf").is_file();
    if !there {
        skip("the fonts of cards", "cargo run -p registry --bin fonts");
    }
    there
}

async fn card(world: &World, query: &str) -> Reply {
    world.get(&format!("/players/{PLAYER}/card.{query}")).await
}

#[tokio::test]
async fn a_card_is_a_picture_with_the_headers_of_its_player() {
    if !has_fonts() {
        return;
    }
    let world = World::with(Site::generated()).await;
    let svg = card(&world, "svg").await;
    assert_eq!((svg.status, svg.header("content-type")), (200, "image/svg+xml"));
    let png = card(&world, "png").await;
    assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
    assert!(png.body.starts_with(b"\x89PNG\r\n"));
    for reply in [&svg, &png] {
        assert_eq!(reply.header("x-cache-status"), "hit");
        assert!(reply.header("cache-control").starts_with("public, max-age="));
        assert!(reply.header("etag").starts_with('"'));
    }
    let text = String::from_utf8(svg.body.clone()).unwrap();
    assert!(text.contains("<title>Aurora in Overwatch</title>") && !text.contains("<text"));
    assert_ne!(card(&world, "svg?theme=dark").await.body, svg.body);
    assert_eq!(card(&world, "svg?theme=light").await.body, svg.body);
    assert_eq!(card(&world, "svg?theme=pink").await.status, 422);
    let unknown = world.get("/players/Nobody-9999/card.png").await;
    assert_eq!(unknown.status, 404);
}
