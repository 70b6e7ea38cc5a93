"""The organiser's list of events, the event form and lifecycle pages."""
