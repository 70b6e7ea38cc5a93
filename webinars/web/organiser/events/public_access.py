"""Ask about passcodes and meeting links that an organiser typed where everybody reads them.

They are asked about, not refused: some meetings are open to everybody on purpose, and a pattern may be wrong.
"""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from wtforms import Field

from webinars.events.public_text import access_details
from webinars.web.organiser.events.form import complain
from webinars.web.organiser.events.link_rows import LinkedForm


def ask_about_access(form: LinkedForm, accepted: Sequence[str]) -> tuple[str, ...]:
    """Complain at each field that gives access details away, unless the organiser lets everybody read them.

    accepted: what was let so when the event was saved before. Returned is what the form gives away.
    """
    has_registrants = bool(form.accepts_registrations.data) and not form.external_url.data
    exposed: dict[str, None] = {}
    for field in _public_fields(form):
        found = access_details(str(field.data or ""), has_registrants=has_registrants)
        exposed.update(dict.fromkeys(found))
        new = [each for each in found if each not in accepted]
        if new and not form.public_access.data:
            words = ", ".join(f"“{each}”" for each in new)
            complain(
                field,
                _(
                    "%(words)s would give everybody access to the meeting. Remove it from this "
                    "text, or confirm at the top of the form that everybody may know it.",
                    words=words,
                ),
            )
    return tuple(exposed)


def _public_fields(form: LinkedForm) -> Iterator[Field]:
    yield from (form.title, form.description, form.place, form.hosted_by)
    for text, url in form.links:
        yield from (text, url)
