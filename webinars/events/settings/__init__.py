"""Registration settings and registration types of an event."""
