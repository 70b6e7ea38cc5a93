"""Personal calendar: all registrations of one address, behind a private link."""
