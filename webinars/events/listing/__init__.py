"""Lists of events: public, searched, of an organiser, and those of feeds, as ranges of indexes."""
