"""The registrations of an event: table, approval, waiting list."""
