"""Public pages as they were at the end of a day: events and series with their values of then."""
