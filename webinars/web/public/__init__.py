"""Pages and feeds that everyone may read."""
