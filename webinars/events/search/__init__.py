"""Full-text search of events: words, search terms, the index of each database, and what is indexed."""
