"""What attendees' calendars answer, read from their mail."""
