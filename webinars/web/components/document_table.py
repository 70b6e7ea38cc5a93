"""The versions of a document as rows of a table: by revision and corrigendum, then by language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from webinars.documents.access import ShownVersion, restriction_of
from webinars.documents.enums import VersionType
from webinars.documents.models import Document
from webinars.documents.readership import was_public
from webinars.documents.version_names import language_order, suffix_of, version_order
from webinars.i18n import Translator
from webinars.security.urls import host_of
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local
from webinars.web.components.document_list import version_url
from webinars.web.components.document_text import (
    format_text,
    language_name,
    language_tag_attributes,
    size_text,
)
from webinars.web.core.current_site import site

UrlOf = Callable[[int, str, str], str]


@dataclass(frozen=True)
class VersionRow:
    """A language version: state is "out", "due", "restricted" (not for everyone now) or "withdrawn".

    was_public: of a withdrawn one, whether anybody could read it before.
    """

    language: str
    attributes: Mapping[str, str]
    state: str
    id: int
    revision: int
    url: str = ""
    host: str = ""
    facts: Sequence[str] = ()
    dated: str = ""
    due: str = ""
    withdrawn: str = ""
    reason: str = ""
    was_public: bool = True


@dataclass(frozen=True)
class VersionGroup:
    """The language versions of the original, whose name is empty, or of one such as "Rev.1"."""

    name: str
    versions: Sequence[VersionRow]


def version_groups(
    document: Document,
    versions: Sequence[ShownVersion],
    now: datetime,
    t: Translator,
    *,
    sees_all: bool = False,
    url_of: UrlOf = version_url,
) -> list[VersionGroup]:
    """Return the versions by number: the original, revisions, corrigenda.

    sees_all: the reader may read all of them, also where not everyone may. url_of: returns the address of a
    version by its id, its link and the name of its file, one of which is empty.
    """

    def key(shown: ShownVersion) -> tuple[VersionType, int]:
        return shown.version.version_type, shown.version.number

    is_open = sees_all or restriction_of(document, now) is None
    ordered = sorted(
        versions,
        key=lambda one: (*version_order(*key(one)), *language_order(one.version.language)),
    )
    return [
        VersionGroup(
            suffix_of(*name), [_row(one, now, t, url_of if is_open else None) for one in some]
        )
        for name, some in groupby(ordered, key=key)
    ]


def _row(shown: ShownVersion, now: datetime, t: Translator, url_of: UrlOf | None) -> VersionRow:
    version, file = shown.version, shown.file
    name = language_name(version.language, t)
    attributes = language_tag_attributes(version.language)
    if version.withdrawn_at is not None:
        day = formatting.date_text(_day_of(version.withdrawn_at), t, weekday=False)
        return VersionRow(
            name,
            attributes,
            "withdrawn",
            version.id,
            version.revision,
            withdrawn=day,
            reason=version.withdrawal_reason,
            was_public=was_public(version, now),
        )
    if version.public_at is None or version.published_at is None:
        due = formatting.date_text(version.due_on, t, weekday=False) if version.due_on else ""
        return VersionRow(name, attributes, "due", version.id, version.revision, due=due)
    dated = version.dated_on or _day_of(version.public_at)
    facts = []
    if file is not None:
        facts = [format_text(file.media_type, file.name), size_text(file.size, t)]
    if version.pages:
        facts.append(t.plural("%(n)s page", "%(n)s pages", version.pages))
    day = formatting.date_text(dated, t, weekday=False)
    if url_of is None:
        return VersionRow(name, attributes, "restricted", version.id, version.revision, dated=day)
    return VersionRow(
        name,
        attributes,
        "out",
        version.id,
        version.revision,
        url=url_of(version.id, version.url, file.name if file else ""),
        host=host_of(version.url) if version.url else "",
        facts=facts,
        dated=day,
    )


def _day_of(instant: datetime) -> date:
    """Return the day of an instant in the time zone of the site: the record has one date for all readers."""
    return to_local(instant, site().timezone).date()
