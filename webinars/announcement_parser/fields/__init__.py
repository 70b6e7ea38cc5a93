"""Fields of events other than their dates: links, contact, languages, limits and registration."""
