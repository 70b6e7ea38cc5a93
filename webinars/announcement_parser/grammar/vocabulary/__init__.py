"""Words of announcements by language: a language is a row in each table, and code is given their unions."""
