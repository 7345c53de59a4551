-- What each player was over time: a row a version of a career, in chains of at most 16. The first of a chain is
-- whole, each other one needs the one before to be read.

create table player_versions (
    -- No reference: versions outlive the profile.
    player_id text not null,
    -- When Blizzard was asked, in seconds since 1970.
    taken_at bigint not null,
    -- Counts a player's versions, so that of two writers at once only one adds the next.
    number integer not null,
    -- Counts from the whole one, which is 0.
    position smallint not null check (position between 0 and 15),
    -- The career as one zstd frame of JSON.
    career bytea not null,
    -- The little of it that charts are made of.
    data bytea not null,
    -- The version of the parser that wrote both.
    data_version smallint not null,
    -- Blizzard's lastUpdated, in seconds since 1970.
    last_updated_blizzard bigint,
    -- Of the whole one only: when the newest version of its chain was taken, and the bytes of the chain.
    newest_at bigint,
    chain_bytes integer,
    primary key (player_id, taken_at),
    unique (player_id, number),
    check ((position = 0) = (newest_at is not null) and (position = 0) = (chain_bytes is not null))
);

-- zstd must not be compressed once more, and a chart reads `data` from the row itself.
alter table player_versions alter column career set storage external;
alter table player_versions alter column data set storage main;

-- By it the oldest chains are found, and all bytes counted.
create index player_versions_newest_at on player_versions (newest_at) include (chain_bytes)
    where newest_at is not null;
