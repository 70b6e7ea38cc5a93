"""Registration settings and types of an event."""
