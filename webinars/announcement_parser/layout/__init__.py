"""Layout of announcements: lines, the date and time in a line, sections and titles of events."""
