"""Events made from parsed announcements."""
