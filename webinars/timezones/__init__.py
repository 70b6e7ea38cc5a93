"""Time as a value: instants, wall clocks, zones, cities, announcements."""
