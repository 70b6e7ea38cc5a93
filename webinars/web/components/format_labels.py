"""Labels of the formats of events."""

from webinars.events.enums import Format
from webinars.i18n import N_

FORMATS = {
    Format.ONLINE: N_("Online"),
    Format.IN_PERSON: N_("In person"),
    Format.HYBRID: N_("Hybrid"),
}
