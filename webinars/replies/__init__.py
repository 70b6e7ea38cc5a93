"""Replies of attendees' calendars, received by e-mail."""
