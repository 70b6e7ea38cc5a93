"""Errors of backups."""


class BackupError(Exception):
    """A backup cannot be created, read or restored; the text is one line for an operator."""
