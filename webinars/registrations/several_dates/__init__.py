"""One registration for several dates of an event: made by one form, and cancelled together."""
