-- What is sent, in the form in which it is sent: JSON in one gzip member. Nothing is parsed or compressed for it.

alter table player_profiles
    -- The whole career, of whose parts other responses are put together.
    add column career_gzip bytea,
    -- The values of its statistics, without their labels.
    add column career_values_gzip bytea,
    -- The counters that totals and averages are computed from.
    add column career_snapshot bytea;

-- They are compressed already.
alter table player_profiles
    alter column career_gzip set storage external,
    alter column career_values_gzip set storage external,
    alter column career_snapshot set storage external;

alter table static_data
    add column document_gzip bytea,
    -- The time of `updated_at` when `document_gzip` was written. Any other time is of a document before: who does
    -- not know the column moves `updated_at` alone.
    add column document_gzip_at timestamptz;
alter table static_data alter column document_gzip set storage external;
