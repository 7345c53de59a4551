-- How often heroes were picked, banned, and won over time: a row a day (UTC) and kind of games. None is deleted.

create table hero_rates (
    -- When Blizzard was asked, in seconds since 1970.
    taken_at bigint not null,
    -- Days since 1970, so that a day's rates are from that day.
    day integer not null generated always as ((taken_at / 86400)::integer) stored,
    platform text not null,
    gamemode text not null,
    region text not null,
    -- `all` for those of all divisions together.
    division text not null,
    -- The rates as one zstd frame of JSON; null where Blizzard had none on that day.
    rates bytea,
    primary key (platform, gamemode, region, division, day)
);

-- zstd must not be compressed once more.
alter table hero_rates alter column rates set storage external;

-- The days of which nothing is missing: only those are shown.
create table hero_rate_days (
    day integer primary key
);
