//! The heroes we know. The order is the one in which errors list them.

use super::{Hero, Hitpoints, Role};

/// The heroes we know, in the order in which errors list them.
#[must_use]
pub const fn known_heroes() -> &'static [Hero] {
    HEROES
}

const fn tank(key: &'static str, name: &'static str, hitpoints: [u32; 3]) -> Hero {
    hero(key, name, Role::Tank, hitpoints)
}

const fn damage(key: &'static str, name: &'static str, hitpoints: [u32; 3]) -> Hero {
    hero(key, name, Role::Damage, hitpoints)
}

const fn support(key: &'static str, name: &'static str, hitpoints: [u32; 3]) -> Hero {
    hero(key, name, Role::Support, hitpoints)
}

const fn hero(
    key: &'static str,
    name: &'static str,
    role: Role,
    [health, armor, shields]: [u32; 3],
) -> Hero {
    Hero { key, name, role, hitpoints: Hitpoints::new(health, armor, shields) }
}

/// Key, name, and hit points: health, armor, shields.
const HEROES: &[Hero] = &[
    support("ana", "Ana", [250, 0, 0]),
    damage("anran", "Anran", [250, 0, 0]),
    damage("ashe", "Ashe", [250, 0, 0]),
    support("baptiste", "Baptiste", [250, 0, 0]),
    damage("bastion", "Bastion", [250, 100, 0]),
    support("brigitte", "Brigitte", [200, 50, 0]),
    damage("cassidy", "Cassidy", [250, 0, 0]),
    tank("dva", "D.Va", [325, 325, 0]),
    tank("dmon", "D.Mon", [325, 325, 0]),
    support("doctrine", "Doctrine", [250, 0, 0]),
    tank("domina", "Domina", [250, 0, 400]),
    tank("doomfist", "Doomfist", [525, 0, 0]),
    damage("echo", "Echo", [150, 0, 75]),
    damage("emre", "Emre", [250, 0, 0]),
    damage("freja", "Freja", [225, 0, 0]),
    damage("genji", "Genji", [250, 0, 0]),
    tank("hazard", "Hazard", [425, 225, 0]),
    damage("hanzo", "Hanzo", [250, 0, 0]),
    support("illari", "Illari", [250, 0, 0]),
    support("jetpack-cat", "Jetpack Cat", [225, 0, 0]),
    tank("junker-queen", "Junker Queen", [525, 0, 0]),
    damage("junkrat", "Junkrat", [250, 0, 0]),
    support("juno", "Juno", [75, 0, 150]),
    support("kiriko", "Kiriko", [225, 0, 0]),
    support("lifeweaver", "Lifeweaver", [200, 0, 50]),
    support("lucio", "Lúcio", [225, 0, 0]),
    tank("mauga", "Mauga", [575, 150, 0]),
    damage("mei", "Mei", [300, 0, 0]),
    support("mercy", "Mercy", [225, 0, 0]),
    support("mizuki", "Mizuki", [250, 0, 0]),
    support("moira", "Moira", [225, 0, 0]),
    tank("orisa", "Orisa", [300, 300, 0]),
    damage("pharah", "Pharah", [225, 0, 0]),
    tank("ramattra", "Ramattra", [425, 100, 0]),
    damage("reaper", "Reaper", [300, 0, 0]),
    tank("reinhardt", "Reinhardt", [400, 300, 0]),
    tank("roadhog", "Roadhog", [750, 0, 0]),
    damage("shion", "Shion", [250, 0, 0]),
    tank("sigma", "Sigma", [350, 0, 275]),
    damage("sierra", "Sierra", [250, 0, 0]),
    damage("sojourn", "Sojourn", [225, 0, 0]),
    damage("soldier-76", "Soldier: 76", [250, 0, 0]),
    support("sombra", "Sombra", [225, 0, 0]),
    damage("symmetra", "Symmetra", [125, 0, 150]),
    damage("torbjorn", "Torbjörn", [225, 75, 0]),
    damage("tracer", "Tracer", [175, 0, 0]),
    damage("vendetta", "Vendetta", [175, 100, 0]),
    damage("venture", "Venture", [250, 0, 0]),
    damage("widowmaker", "Widowmaker", [225, 0, 0]),
    tank("winston", "Winston", [425, 200, 0]),
    tank("wrecking-ball", "Wrecking Ball", [450, 125, 150]),
    support("wuyang", "Wuyang", [225, 0, 0]),
    tank("zarya", "Zarya", [325, 0, 225]),
    support("zenyatta", "Zenyatta", [75, 0, 175]),
];
