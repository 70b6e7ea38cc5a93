"""Ask whether passcodes and meeting links in public text may stay there."""

# They are questioned, not refused: some meetings are open to everyone, and a pattern may be wrong.

from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext as _
from wtforms import Field

from webinars.events.exposed_passcodes import find_access_details
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.link_rows import LinkedForm


def ask_about_access(form: LinkedForm, accepted: Sequence[str]) -> tuple[str, ...]:
    """Add an error to each field that contains access details, unless the organiser made them public.

    accepted are details that were made public before. Returns all details in the form.
    """
    has_registrants = bool(form.accepts_registrations.data) and not form.external_url.data
    exposed: dict[str, None] = {}
    for field in _public_fields(form):
        details = find_access_details(str(field.data or ""), has_registrants=has_registrants)
        exposed.update(dict.fromkeys(details))
        new = [detail for detail in details if detail not in accepted]
        if new and not form.public_access.data:
            words = _words(new)
            add_error(
                field,
                _(
                    "%(words)s would give everyone access to the meeting. Remove it from this "
                    "text, or confirm at the top of the form that everyone may know it.",
                    words=words,
                ),
            )
    return tuple(exposed)


def refuse_access(field: Field, private: Iterable[str] = ()) -> None:
    """Add an error to a field of an event with registration if its text contains access details.

    private are further addresses that only participants may see.
    """
    text = str(field.data or "")
    urls = sorted(url for url in private if url and url in text)
    details = tuple(dict.fromkeys((*find_access_details(text, has_registrants=True), *urls)))
    if details:
        add_error(
            field,
            _(
                "%(words)s would give everyone access to the meeting. Remove it from this text. If "
                "everyone may know it, add it after you have saved the event.",
                words=_words(details),
            ),
        )


def _words(details: Iterable[str]) -> str:
    return ", ".join(_("“%(text)s”", text=detail) for detail in details)


def _public_fields(form: LinkedForm) -> Iterator[Field]:
    yield from (form.title, form.description, form.place, form.hosted_by)
    for translation in form.translations:
        yield from translation.fields
    for text, url in form.links:
        yield from (text, url)
