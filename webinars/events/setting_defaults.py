"""Default registration settings of a new event."""

DEFAULT_OFFER_HOURS = 48
# In minutes before the start.
DEFAULT_REMINDERS = (24 * 60, 60)
