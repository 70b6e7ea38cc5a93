"""Questions and remarks that readers leave under an event, and what the organiser answers."""
