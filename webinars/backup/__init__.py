"""Backups: one file that holds an installation, written and read as a stream."""
