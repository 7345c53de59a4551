-- Patch notes are static data too.

alter type static_data_category add value 'patch_notes';
