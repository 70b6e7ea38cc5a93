"""Uploaded files, stored in the database and served as downloads."""
