"""Comments on an event's page, and the organiser's answers."""
