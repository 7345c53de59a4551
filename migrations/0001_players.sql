-- Player profiles, as OverFast 4 names the table, plus what we keep beside the page.

create table player_profiles (
    -- The Blizzard ID, with `|`.
    player_id text primary key,
    battletag text,
    name text,
    -- The career page as Blizzard sent it, zstd.
    html_compressed bytea not null,
    -- Its length before that, in bytes.
    html_bytes bigint,
    -- The player's entry in Blizzard's search, null without one.
    summary jsonb,
    -- What the reader made of page and search entry: the career's summary as JSON text,
    -- and the whole career as zstd of JSON. Both are answers as they stand.
    career_summary text,
    career bytea,
    -- The version of the reader that wrote the two; an older one is read again from the page.
    data_version smallint not null default 0,
    -- Blizzard's lastUpdated, in seconds since 1970.
    last_updated_blizzard bigint,
    created_at timestamptz not null default now(),
    -- When the data was last confirmed with Blizzard.
    updated_at timestamptz not null default now(),
    -- Until then somebody has promised to refresh this row.
    refresh_claimed_until timestamptz
)
-- A touch changes no indexed column but updated_at; leave room for the new version on the page.
with (fillfactor = 90);

-- The columns that hold zstd must not be compressed once more.
alter table player_profiles alter column html_compressed set storage external;
alter table player_profiles alter column career set storage external;

-- One BattleTag leads to one player.
create unique index player_profiles_battletag on player_profiles (battletag) where battletag is not null;
create index player_profiles_updated_at on player_profiles (updated_at);

-- Ids that Blizzard did not know, with a growing pause before it is asked again.
create table unknown_players (
    -- A BattleTag or a Blizzard ID.
    player_id text primary key,
    check_count integer not null,
    next_check_at timestamptz not null
);

-- Who is fetching what right now, so that many requests for one thing make one fetch.
create table fetch_claims (
    key text primary key,
    expires_at timestamptz not null
);
