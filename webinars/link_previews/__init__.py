"""Pictures that other programs show with a link to an event or to the list (Open Graph)."""
