"""Words and phrases of announcements by language, as regular expressions: tables without logic."""
