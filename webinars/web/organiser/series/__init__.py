"""Organiser pages of bodies and series: list, form, organisers, history, and joining two."""
