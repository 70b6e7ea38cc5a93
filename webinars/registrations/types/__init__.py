"""Registration types of registrations: places by type, and the effects of changes."""
