-- The time of `updated_at` when the stored page is known to show the career, so that a history need not unpack
-- the page. Any other time is of a page before: who does not know the column moves `updated_at` alone.
alter table player_profiles add column public_at timestamptz;
