-- What the watch on Blizzard's pages has seen of the game: each hero, map and patch, so that people are told once of
-- what is new. What nobody has seen for a year is deleted.

create table notices (
    -- `hero`, `map` or `patch`.
    kind text not null,
    key text not null,
    -- For people.
    name text not null,
    -- Who is still to be told; nobody of what was there when the watch began.
    waiting text[] not null,
    found_at timestamptz not null,
    seen_at timestamptz not null,
    primary key (kind, key)
);
