-- Data that is the same for everybody, and answers kept for a while.

create type static_data_category as enum ('heroes', 'hero', 'gamemodes', 'maps', 'roles');

create table static_data (
    key varchar(255) primary key,
    data jsonb not null,
    category static_data_category not null,
    data_version smallint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

-- What Blizzard's search and hero rates answered, shared by all instances.
create table cached_answers (
    key text primary key,
    data jsonb not null,
    updated_at timestamptz not null default now()
);
create index cached_answers_updated_at on cached_answers (updated_at);
