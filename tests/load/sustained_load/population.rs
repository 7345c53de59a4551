//! The players: some are asked for often, most seldom.

use std::sync::atomic::{AtomicUsize, Ordering};

use fake::{Fake, Player, Site};
use fastrand::Rng;
use futures_util::{StreamExt, stream};
use service::{gate::Limits, resources::player::Player as PlayerResource};
use storage::{Clock, PostgresStorage};

use crate::support::world::{PLAYER, cache_on};

/// So many are stored.
const KNOWN: usize = 1500;

/// So many come to be known: more than ten minutes ask for.
const NEW: usize = 1000;

pub(super) struct Population {
    /// How often the first so many players are asked for, summed up: the n-th is asked for 1/n as often as
    /// the first.
    weights: Vec<f64>,
    new: AtomicUsize,
}

impl Population {
    pub(super) fn new() -> Self {
        let weights = (1..=KNOWN).scan(0.0, |sum, rank| {
            *sum += 1.0 / f64::from(u32::try_from(rank).unwrap_or(u32::MAX));
            Some(*sum)
        });
        Self { weights: weights.collect(), new: AtomicUsize::new(KNOWN) }
    }

    /// Stores those who are known.
    pub(super) async fn store(&self, storage: &PostgresStorage, fake: &Fake) {
        let cache = cache_on(storage, &fake.url(), Limits::Off, Clock::System);
        stream::iter(0..self.weights.len())
            .for_each_concurrent(8, async |number| {
                let id = battletag(number);
                PlayerResource::get(&cache, &id, PlayerResource::summary).await.unwrap();
            })
            .await;
    }

    /// One who is known, the first of them most often.
    pub(super) fn known(&self, rng: &mut Rng) -> usize {
        let all = self.weights.last().unwrap();
        let weight = rng.f64() * all;
        self.weights.partition_point(|sum| *sum < weight).min(self.weights.len() - 1)
    }

    /// One whom nobody has asked for.
    pub(super) fn new_one(&self) -> usize {
        self.new.fetch_add(1, Ordering::Relaxed)
    }
}

/// The site on which they all are.
pub(super) fn site() -> Site {
    let mut site = Site::generated();
    let model = site.player_mut(PLAYER).unwrap().clone();
    site.players = (0..KNOWN + NEW).map(|number| player(&model, number)).collect();
    site
}

pub(super) fn name(number: usize) -> String {
    format!("Traveller{number}")
}

pub(super) fn battletag(number: usize) -> String {
    format!("{}-{}", name(number), 1000 + number)
}

fn player(model: &Player, number: usize) -> Player {
    let mut player = model.clone();
    player.battletag = battletag(number).parse().unwrap();
    player.id = format!("ad{number:014x}|ce{number:030x}").parse().unwrap();
    player.career.summary.username = name(number);
    player
}
