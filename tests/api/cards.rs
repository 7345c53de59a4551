//! `/players/{id}/card.svg` and `card.png`.

use fake::Site;

use crate::support::{
    has_card_fonts,
    laptop::run_local,
    world::{PLAYER, Reply, World, client, send},
};

async fn card(world: &World, query: &str) -> Reply {
    world.get(&format!("/players/{PLAYER}/card.{query}")).await
}

#[tokio::test]
async fn a_card_is_a_picture_with_the_headers_of_its_player() {
    if !has_card_fonts() {
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

#[tokio::test]
async fn without_fonts_a_card_is_refused_in_words_and_all_else_goes_on() {
    let world = World::new().await;
    let mut variables = world.variables().to_vec();
    variables.push(("CARD_FONTS", "/nowhere"));
    let (_program, address) = run_local(&[], &variables);
    let get = async |path: &str| send(client().get(format!("{address}/players/{path}"))).await;
    for kind in ["svg", "png"] {
        let refused = get(&format!("{PLAYER}/card.{kind}")).await;
        assert_eq!((refused.status, refused.header("retry-after")), (503, "30"));
        assert_eq!(refused.header("cache-control"), "no-store");
        let text = refused.json()["error"].as_str().unwrap().to_owned();
        assert!(text.starts_with("Cards cannot be drawn here"), "{text}");
        assert!(text.contains("`cargo run -p registry --bin fonts`"), "{text}");
    }
    let asked = world.fake.requests();
    assert!(asked.iter().all(|target| !target.contains("/career/")), "{asked:?}");
    assert_eq!(get(&format!("{PLAYER}/summary")).await.status, 200);
    assert_eq!(get(&format!("{PLAYER}/chart.svg?stat=winrate")).await.status, 200);
}
