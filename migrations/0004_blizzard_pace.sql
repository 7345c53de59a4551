-- The pace towards Blizzard, shared by all instances: one row, which comes with the first request.

create table blizzard_pace (
    only_row boolean primary key default true check (only_row),
    -- When the next request may go.
    next_slot timestamptz not null,
    -- Between requests.
    delay_ms integer not null,
    -- Above it the delay halves, below it shrinks slowly.
    threshold_ms integer not null,
    -- Answers in a row since the delay changed, or since a failure.
    streak integer not null,
    -- How often Blizzard has refused us.
    refusals bigint not null,
    -- Until then the delay does not shrink.
    recovery_blocked_until timestamptz not null
)
-- Every request writes the row: room for its versions, so that they stay on one page.
with (fillfactor = 20);

-- Why a fetch failed, for those who waited for it.
alter table fetch_claims add column failure jsonb;
