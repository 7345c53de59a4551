-- Who fetches or refreshes what right now, named by the resource's key. Takes the place of
-- player_profiles.refresh_claimed_until and of fetch_claims, which the version before this one still
-- uses while it is replaced.
create table leases (
    key text primary key,
    -- A random number: only who knows it can extend, fail or end the lease, and save under it.
    owner bigint not null,
    until timestamptz not null,
    -- Why the owner failed, for those who wait. Until `until` nobody tries again.
    failure jsonb
);
create index leases_until on leases (until);

-- Which player a BattleTag leads to, and when Blizzard last said so. Several may lead to one player.
-- player_profiles.battletag stays for what the version before this one has written.
create table battletags (
    battletag text primary key,
    player_id text not null references player_profiles on delete cascade,
    seen_at timestamptz not null
);
create index battletags_player_id on battletags (player_id);

-- Whether the search entry is missing because Blizzard's search failed.
alter table player_profiles add column search_failed boolean not null default false;

-- When `document` was written. The version before 0005 changes `data` and `updated_at` alone: a document
-- whose time is not `updated_at` is an old one.
alter table static_data add column document_at timestamptz;

alter table blizzard_pace
    -- Slots given to requests since the last one of a refresh, which is owed every fourth.
    add column slots_since_refresh integer not null default 0,
    -- Failures in a row that were neither answers nor refusals.
    add column failures integer not null default 0,
    -- When Blizzard last answered anything.
    add column answered_at timestamptz not null default now(),
    -- How much each client had fetched in the minute that began at `shares_since`: counts by the hash
    -- of the client's address under a key that is made anew with each minute.
    add column share_key bytea not null default ''::bytea,
    add column shares jsonb not null default '{}'::jsonb,
    add column shares_since timestamptz not null default '-infinity';
