"""Import of events from calendar files and tables: read, compared with what is stored, then saved."""
