"""Registrations: capacity, waiting list, offers, bulk registration and personal calendars."""
