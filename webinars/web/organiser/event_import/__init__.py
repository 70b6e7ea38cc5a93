"""Import of events from a calendar file, a table or an address: read, preview, save."""
