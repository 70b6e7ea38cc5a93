"""Uploads of document files, one by one or many at once."""
