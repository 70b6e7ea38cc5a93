"""Lists of events: rows, tables, programmes by day, and days that a heading or a line numbers."""
