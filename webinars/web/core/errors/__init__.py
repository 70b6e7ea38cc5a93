"""Errors: their classes, HTTP statuses and translated messages."""
