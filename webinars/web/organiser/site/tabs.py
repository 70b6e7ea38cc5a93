"""The pages about the installation, by endpoint."""

from flask_babel import lazy_gettext

TABS = {
    "organiser_appearance.edit": lazy_gettext("Appearance"),
    "organiser_site.privacy": lazy_gettext("Privacy page"),
    "organiser_site.accessibility": lazy_gettext("Accessibility page"),
    "organiser_storage.show": lazy_gettext("Storage"),
}
