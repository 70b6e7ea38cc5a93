"""What a new event starts with, unless its organiser or the announcement says otherwise."""

from datetime import timedelta

from webinars.events.enums import AccessMode, Format, NotificationMode, WaitingList
from webinars.timezones.schedule import Precision

PRECISION = Precision.TIME
DURATION = timedelta(hours=1)
# Cities whose times are shown, by their keys.
CITIES = ("GVA", "NYC")
FORMAT = Format.ONLINE

ACCEPTS_REGISTRATIONS = True
NOTIFICATION_MODE = NotificationMode.DAILY
ACCESS_MODE = AccessMode.OPEN
ACCEPTS_COMMENTS = True
WAITING_LIST = WaitingList.OFFERS
OFFER_HOURS = 48
# In minutes before the start.
REMINDERS = (24 * 60, 60)
# In days after the end.
RETENTION_DAYS = 365
