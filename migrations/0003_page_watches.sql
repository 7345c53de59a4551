-- What the watch on Blizzard's pages saw last, one row a page.

create table page_watches (
    page text primary key,
    data jsonb not null,
    updated_at timestamptz not null default now()
);
