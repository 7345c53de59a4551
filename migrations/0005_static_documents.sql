-- Static data as it is answered: jsonb orders keys anew, and would be read and written again for each
-- answer. `data` stays for the version before this one, and for rows that it wrote: they
-- count as written by an older reader.

alter table static_data add column document text;
