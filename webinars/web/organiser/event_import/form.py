"""The form of an import: a file or an address and the choices, and what it carries to the second page."""

import zlib
from base64 import b64decode, b64encode

from flask_babel import lazy_gettext
from wtforms import BooleanField, FileField, HiddenField, SelectField, StringField

from webinars.event_import.source_events import MAX_BYTES
from webinars.security.text_input import clean_line
from webinars.security.urls import LONGEST
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.timezone_choices import ZoneSelect
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.events.form import SERIES_LENGTH, line_field

_MAX_NAME = 200


class ContentField(HiddenField):
    """The bytes of a file that the form carries, compressed; data is None without valid ones."""

    data: bytes | None  # type: ignore[assignment]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Decompress the submitted bytes, at most one more than a file may have."""
        self.data = None
        try:
            packed = b64decode(valuelist[0], validate=True) if valuelist else b""
            self.data = zlib.decompressobj().decompress(packed, MAX_BYTES + 1) or None
        except (ValueError, zlib.error):
            return

    def _value(self) -> str:
        return b64encode(zlib.compress(self.data)).decode("ascii") if self.data else ""


class ImportForm(BaseForm):
    """A file or an address, and how its events are saved.

    content and source_name are those of the file or address once it has been read; reviewed is the
    fingerprint of the plan that the organiser saw.
    """

    file = FileField(lazy_gettext("File"))
    address = StringField(
        lazy_gettext("Or an address"),
        [CleanedBy(lambda text: clean_line(text, longest=LONGEST), required=False)],
    )
    zone = SelectField(
        lazy_gettext("Time zone of times that name none"), default="", widget=ZoneSelect()
    )
    series = line_field(lazy_gettext("Body or series"), SERIES_LENGTH)
    publishes = BooleanField(lazy_gettext("Publish new events"))
    content = ContentField()
    source_name = HiddenField()
    reviewed = HiddenField()

    @property
    def name(self) -> str:
        """Return the name of the file or the host of the address, as histories show it."""
        text = str(self.source_name.data or "")
        return "".join(char for char in text if char.isprintable())[:_MAX_NAME]
