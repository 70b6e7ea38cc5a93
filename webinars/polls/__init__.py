"""Polls that find a date: options, participants, votes, and tentative holds in calendars."""
