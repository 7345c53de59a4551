-- When a client last asked for a player, noted at most once a day; null when nobody has since it is noted. Those who
-- were asked for lately are refreshed daily, so that their histories have no holes.
alter table player_profiles add column asked_at timestamptz;
