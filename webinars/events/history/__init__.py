"""History of an event: what was changed, by whom and when, as whole revisions."""
