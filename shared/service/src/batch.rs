//! Many resources at once: what is stored is found by one statement, and the rest is fetched together.

use std::{future::Future, sync::Arc, time::Duration};

use futures_util::future::join_all;
use storage::{Lease, Owner, Storage};
use tokio::time::{Instant, sleep};

use crate::{
    Error,
    cache::{Cache, Resource},
    count,
    resource::Entry,
    single_flight::{FIRST_POLL, LEASE, LONGEST_POLL, RETRY_AFTER, Unfinished, WAIT},
    turns::Turns,
};

/// What a look-up of one among many came to.
pub type Found<R> = Result<Option<Entry<<R as Resource>::Value>>, Error>;

/// What getting one among many came to.
pub type Got<R> = Result<Entry<<R as Resource>::Value>, Error>;

/// A resource that can be looked up together with others of its kind.
pub trait ManyResources: Resource + Sized {
    /// Looks them up as [`Resource::load`] does one, in their order, in one statement where all are fresh.
    fn load_many(
        storage: &dyn Storage,
        resources: &[&Self],
    ) -> impl Future<Output = Result<Vec<Found<Self>>, Error>> + Send;
}

/// One that is not stored, by its place among the others.
struct Missing<'a, R> {
    place: usize,
    resource: &'a R,
    lease: Lease,
}

/// What became of those that were missing, each with its place.
type Placed<R> = Vec<(usize, Got<R>)>;

impl Cache {
    /// What is stored of many resources, in their order. Blizzard is not asked, but for refreshes behind the
    /// response.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn peek_many<R: ManyResources>(
        &self,
        resources: &[&R],
    ) -> Result<Vec<Found<R>>, Error> {
        let found = R::load_many(self.storage(), resources).await?;
        let entries = found.iter().filter_map(|found| found.as_ref().ok()?.as_ref());
        self.note_asked(entries.clone()).await;
        self.revalidate::<R>(entries.filter(|entry| entry.is_due)).await;
        Ok(found)
    }

    /// Many resources, in their order: from storage at any age, or else from Blizzard, as far as that goes
    /// within the request's deadline. [`Error::is_pending`] tells those that it did not go for. The failure of
    /// one is no failure of the others.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn get_many<R: ManyResources>(&self, resources: &[&R]) -> Result<Vec<Got<R>>, Error> {
        let found = self.peek_many(resources).await?;
        let mut missing = Vec::new();
        for (resource, found) in resources.iter().zip(&found) {
            match found {
                Ok(Some(entry)) => count::stored(entry.freshness),
                Ok(None) => {
                    count::missing();
                    missing.push(*resource);
                }
                Err(_) => {}
            }
        }
        // Boxed: it is rare, and would make every request's future larger.
        let mut fetched = Box::pin(self.fetch_many(&missing)).await?.into_iter();
        let got = found.into_iter().map(|found| found.transpose().or_else(|| fetched.next()));
        Ok(got.flatten().collect())
    }

    /// What is not stored: fetched now, or what the requests that fetch it have stored.
    async fn fetch_many<R: ManyResources>(&self, resources: &[&R]) -> Result<Vec<Got<R>>, Error> {
        if resources.is_empty() {
            return Ok(Vec::new());
        }
        let owner = Owner::random()?;
        let leases: Vec<Lease> = resources.iter().map(|r| r.key().lease(owner)).collect();
        let acquired = self.storage().acquire_leases(&leases, LEASE).await?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (place, ((&resource, lease), is_ours)) in
            resources.iter().zip(leases).zip(acquired).enumerate()
        {
            let missing = Missing { place, resource, lease };
            if is_ours { ours.push(missing) } else { theirs.push(missing) }
        }
        let (ours, theirs) = tokio::join!(self.fetch_ours(ours), self.wait_for_theirs(theirs));
        let mut placed = ours?;
        placed.extend(theirs?);
        placed.sort_by_key(|(place, _)| *place);
        Ok(placed.into_iter().map(|(_, got)| got).collect())
    }

    /// Fetches those whose leases we hold: as many as the client's share has room for.
    async fn fetch_ours<R: ManyResources>(
        &self,
        ours: Vec<Missing<'_, R>>,
    ) -> Result<Placed<R>, Error> {
        // Somebody may have finished between our look-up and our leases.
        let (mut placed, mut new) = self.find_again(ours).await?;
        let shares = self.gate().take_shares(self.wait(), new.len()).await?;
        let beyond = new.split_off(new.len().min(shares.taken as usize));
        self.release_all(beyond.iter().map(|missing| missing.lease.clone()).collect()).await;
        let refused = |missing: Missing<'_, R>| {
            (missing.place, Err(Error::TooManyRequests(shares.renewed_in)))
        };
        placed.extend(beyond.into_iter().map(refused));
        placed.extend(self.fetch_in_turns(new).await);
        Ok(placed)
    }

    /// Those that are stored by now, whose leases are ended, and the others.
    async fn find_again<'a, R: ManyResources>(
        &self,
        ours: Vec<Missing<'a, R>>,
    ) -> Result<(Placed<R>, Vec<Missing<'a, R>>), Error> {
        let leases: Vec<Lease> = ours.iter().map(|missing| missing.lease.clone()).collect();
        let (placed, missing) = look_again(self, ours).await?;
        let is_missing = |lease: &Lease| missing.iter().any(|missing| missing.lease == *lease);
        self.release_all(leases.into_iter().filter(|lease| !is_missing(lease)).collect()).await;
        Ok((placed, missing))
    }

    /// Fetches side by side, one slot of the rate limiter after the other. What is not done at the request's
    /// deadline goes on through the queue.
    async fn fetch_in_turns<R: ManyResources>(&self, new: Vec<Missing<'_, R>>) -> Placed<R> {
        let turns = Arc::new(Turns::default());
        let fetches = new.iter().map(|Missing { resource, lease, .. }| {
            let member = self.in_batch(&turns);
            async move { member.fetch_in_time(*resource, lease).await }
        });
        let results = join_all(fetches).await;
        let mut placed = Vec::new();
        let (mut unfinished, mut longest_wait) = (Vec::new(), Duration::ZERO);
        for (Missing { place, resource, lease }, result) in new.into_iter().zip(results) {
            match result {
                Ok(result) => placed.push((place, result)),
                Err(Unfinished(wait)) => {
                    longest_wait = longest_wait.max(wait);
                    unfinished.push((resource.key(), lease));
                    placed.push((place, Err(Error::StillFetching(RETRY_AFTER))));
                }
            }
        }
        self.go_on::<R>(unfinished, longest_wait).await;
        placed
    }

    /// Waits for what others fetch, as one who waits for a single one does, but without taking over.
    async fn wait_for_theirs<R: ManyResources>(
        &self,
        mut theirs: Vec<Missing<'_, R>>,
    ) -> Result<Placed<R>, Error> {
        let deadline = Instant::now() + WAIT;
        let mut poll = FIRST_POLL;
        let mut placed = Vec::new();
        while !theirs.is_empty() && Instant::now() + poll < deadline {
            sleep(poll).await;
            poll = (poll * 2).min(LONGEST_POLL);
            let (found, left) = look_again(self, theirs).await?;
            placed.extend(found);
            theirs = left;
        }
        let pending =
            |missing: Missing<'_, R>| (missing.place, Err(Error::StillFetching(RETRY_AFTER)));
        placed.extend(theirs.into_iter().map(pending));
        Ok(placed)
    }
}

/// Those that are stored by now, and the others.
async fn look_again<'a, R: ManyResources>(
    cache: &Cache,
    missing: Vec<Missing<'a, R>>,
) -> Result<(Placed<R>, Vec<Missing<'a, R>>), Error> {
    let (mut placed, mut left) = (Vec::new(), Vec::new());
    if missing.is_empty() {
        return Ok((placed, left));
    }
    let resources: Vec<&R> = missing.iter().map(|missing| missing.resource).collect();
    let found = cache.peek_many(&resources).await?;
    for (missing, found) in missing.into_iter().zip(found) {
        match found.transpose() {
            Some(got) => placed.push((missing.place, got)),
            None => left.push(missing),
        }
    }
    Ok((placed, left))
}
