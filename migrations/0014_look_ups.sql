-- What a look-up reads is found by an index, and beside the row.

-- A table of few pages is read as a whole rather than by its index: a hundred leases took three times as long as the
-- rest of a look-up. Nearly empty pages are many, and leave room for the updates.
alter table leases set (fillfactor = 10);

-- As long as they fit into the row they are not fetched from beside it.
alter table static_data alter column document_gzip set storage main;
alter table player_profiles alter column career_snapshot set storage main;
