"""Pages and feeds that everybody may read."""
