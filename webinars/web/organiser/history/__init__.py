"""History of an event as a page: who changed what, from what to what."""
