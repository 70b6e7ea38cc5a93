"""Archive of a year: its public pages as plain files that any web server shows, with checksums."""
