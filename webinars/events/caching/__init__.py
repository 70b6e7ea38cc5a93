"""Caches of what events look like to readers: calendar text, change counter, page version."""
