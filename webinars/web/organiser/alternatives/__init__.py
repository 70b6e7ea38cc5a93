"""The times of a webinar that is held more than once: add, join and take out."""
