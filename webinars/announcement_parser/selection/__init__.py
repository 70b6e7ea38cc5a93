"""Choose which lines and sentences are events, and state their schedules."""
