"""Revisions of documents as text: what happened, in which languages, and the fields that changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from babel.lists import format_list

from webinars.documents.enums import VersionType
from webinars.documents.version_names import suffix_of
from webinars.i18n import N_
from webinars.localized_text import from_stored
from webinars.timezones import formatting
from webinars.web.components.document_text import ACCESS, STAGES, TYPES, language_name
from webinars.web.organiser.history.event_text import text_language
from webinars.web.organiser.history.value_text import (
    NOTHING,
    Reader,
    Text,
    ValueChange,
    boolean_text,
    changed_fields,
    choice_text,
    instant_text,
    plain_text,
)
from webinars.web.organiser.messages.audience_fields import type_names

Values = Mapping[str, Any]
# In a headline; all of them are listed below it.
MOST_NAMES = 6


class _Change(StrEnum):
    """What happened to a version."""

    PUBLISHED = "published"
    ADDED = "added"  # to a draft, with a file or link
    DUE = "due"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    CORRECTED = "corrected"


_HEADLINES = {
    _Change.PUBLISHED: N_("Document published in %(languages)s"),
    _Change.ADDED: N_("%(languages)s added to the draft document"),
    _Change.DUE: N_("Document expected in %(languages)s"),
    _Change.WITHDRAWN: N_("Document withdrawn in %(languages)s"),
    _Change.REMOVED: N_("Document no longer expected in %(languages)s"),
    _Change.CORRECTED: N_("Date or pages corrected in %(languages)s"),
}


@dataclass(frozen=True)
class DocumentChange:
    """A change: the translated headline, and the fields and versions that differ."""

    headline: str
    changes: Sequence[ValueChange] = ()


def recorded_change(reference: Values, reader: Reader) -> DocumentChange:
    """Return the change to which the history of an event or body refers, empty for a deletion."""
    if not reference:
        return DocumentChange(reader.t("Draft document deleted"))
    row = reader.documents.revisions.get(reference["revision_id"])
    if row is None:  # deleted with its document
        return DocumentChange(reader.t("Document changed"))
    return document_change(row.values, row.previous, reader)


def document_change(values: Values, previous: Values, reader: Reader) -> DocumentChange:
    """Return a revision of a document; of a new one its versions."""
    before = {**values, **previous} if previous else {}
    sides = [{one["id"]: one for one in side.get("versions", ())} for side in (before, values)]
    versions = [
        (sides[0].get(number), sides[1].get(number)) for number in sorted(sides[0] | sides[1])
    ]
    texts = [ValueChange(_name(pair, reader), *_texts(pair, reader)) for pair in versions]
    fields = dict(FIELDS)
    if "symbol" in previous:
        del fields["address"]  # it is the symbol
    changes = changed_fields(before, values, fields, reader) if previous else []
    changes += [one for one in texts if one.before != one.after]
    return DocumentChange(_headline(values, previous, versions, reader), changes)


def name_of(reference: Values, reader: Reader) -> str:
    """Return the symbol of a document, or its title."""
    return reference["symbol"] or reader.t.text(from_stored(reference["title"]))


_Pair = tuple[Values | None, Values | None]  # a version before and after


def _has_event(stored: Values) -> bool:
    return stored["event_id"] is not None


def _headline(values: Values, previous: Values, versions: Sequence[_Pair], reader: Reader) -> str:
    t = reader.t
    if not previous and values["published_at"] is None:
        return t("Draft document created")
    if not previous or "published_at" in previous:
        if values["published_at"] is None:
            return t("Document returned to draft")
        out = [pair for pair in versions if pair[1] and _is_out(pair[1])]
        return _in_languages(_Change.PUBLISHED, out, reader) if out else t("Document published")
    if "event_id" in previous or ("series_id" in previous and not _has_event(values)):
        return t("Document moved")
    if previous.keys() != {"versions"}:
        return t("Document changed")
    is_public = values["published_at"] is not None
    by_change: dict[_Change, list[_Pair]] = {}
    for pair in versions:
        if pair[0] != pair[1]:
            by_change.setdefault(_change_of(pair, is_public=is_public), []).append(pair)
    if len(by_change) != 1:
        return t("Language versions of the document changed")
    [(change, pairs)] = by_change.items()
    return _in_languages(change, pairs, reader)


def _in_languages(change: _Change, pairs: Sequence[_Pair], reader: Reader) -> str:
    t = reader.t
    names = list(dict.fromkeys(_name(pair, reader) for pair in pairs))
    if len(names) > MOST_NAMES:
        languages = t.plural("%(n)s version", "%(n)s versions", len(names))
    else:
        languages = format_list(names, locale=t.locale)
    return t(_HEADLINES[change], languages=languages)


def _change_of(pair: _Pair, *, is_public: bool) -> _Change:
    before, after = pair
    if after is None:
        return _Change.REMOVED
    if after["withdrawn_at"] is not None:
        return _Change.WITHDRAWN
    if before is not None and _is_out(before) == _is_out(after):
        return _Change.CORRECTED
    if not _is_out(after):
        return _Change.DUE
    return _Change.PUBLISHED if is_public else _Change.ADDED


def _is_out(version: Values) -> bool:
    return version["published_at"] is not None and version["withdrawn_at"] is None


def _name(pair: _Pair, reader: Reader) -> str:
    """Return language, and number of a revision or corrigendum, in the language of the reader."""
    version = pair[1] or pair[0] or {}
    t, tag = reader.t, version["language"]
    suffix = suffix_of(VersionType(version["version_type"]), version["number"])
    language = t.locale.languages.get(tag) or language_name(tag, t)
    return f"{language} {suffix}".rstrip()


def _texts(pair: _Pair, reader: Reader) -> tuple[str, str]:
    before, after = (_version_text(one, reader) if one else "" for one in pair)
    return before, after or reader.t("Removed")


def _version_text(version: Values, reader: Reader) -> str:
    t = reader.t
    if version["withdrawn_at"] is not None:
        return t("Withdrawn: %(reason)s", reason=version["withdrawal_reason"])
    facts = []
    if version["pages"]:
        facts.append(t.plural("%(n)s page", "%(n)s pages", version["pages"]))
    if version["dated_on"]:
        facts.append(t("dated %(day)s", day=_day(version["dated_on"], reader)))
    if version["published_at"] is not None:
        content = version["file"]["name"] if version["file"] else version["url"]
    elif version["due_on"]:
        content = t("Due on %(day)s", day=_day(version["due_on"], reader))
    else:
        content = t("Due")
    return f"{content} ({', '.join(facts)})" if facts else content


def _day(value: str, reader: Reader) -> str:
    return formatting.date_text(date.fromisoformat(value), reader.t, weekday=False)


def _series_text(series_id: int | None, reader: Reader) -> str:
    if series_id is None:
        return NOTHING
    return reader.series.get(series_id) or reader.t("another body or series")


def _event_text(event_id: int | None, reader: Reader) -> str:
    if event_id is None:
        return NOTHING
    return reader.t.text(reader.documents.events.get(event_id, "")) or reader.t("another event")


def _type_text(type_id: int | None, reader: Reader) -> str:
    if type_id is None:
        return reader.t("All types")
    return type_names(reader.event).get(type_id, NOTHING) if reader.event else NOTHING


def _zone_text(zone: str, reader: Reader) -> str:
    return formatting.zone_name(zone, reader.t) if zone else NOTHING


# By what revisions of documents store. When it was published, the headline tells.
FIELDS: dict[str, tuple[str, Text]] = {
    "symbol": (N_("Symbol"), plain_text),
    "address": (N_("Address"), plain_text),
    "title": (N_("Title"), plain_text),
    "text_language": (N_("Language of the title"), text_language),
    "document_type": (N_("Type"), choice_text(TYPES)),
    "stage": (N_("Stage"), choice_text(STAGES)),
    "event_id": (N_("Event"), _event_text),
    "series_id": (N_("Body or series"), _series_text),
    "access": (N_("Who may read it"), choice_text(ACCESS)),
    "registration_type_id": (N_("Registration type"), _type_text),
    "embargo_until": (N_("Embargo until"), instant_text),
    "embargo_timezone": (N_("Time zone of the embargo"), _zone_text),
    "is_title_embargoed": (N_("Title and symbol hidden until then"), boolean_text),
}
