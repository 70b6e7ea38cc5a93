"""What keeps a backup from being made or restored."""


class BackupError(Exception):
    """A backup cannot be made, read or restored; the text is one line for an operator."""
