"""Calendar messages (iTIP) sent to attendees, and the fan-out of an event's changes."""
