"""The public page of a document: its title, and which languages, revisions and corrigenda are out or due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from webinars.database import db
from webinars.documents.access import EVERYONE, Restriction, restriction_of
from webinars.documents.enums import VersionType
from webinars.documents.models import Document
from webinars.documents.queries import Owner, ShownVersion, document_at
from webinars.i18n import Translator
from webinars.security.redirect_targets import safe_path
from webinars.security.urls import host_of
from webinars.timezones import clock, formatting
from webinars.web.components.document_list import version_url
from webinars.web.components.document_text import (
    STAGES,
    TYPES,
    format_text,
    language_name,
    language_order,
    language_tag_attributes,
    size_text,
    suffix_of,
    version_order,
)
from webinars.web.core.current_site import site
from webinars.web.core.current_timezone import local_time_text, reader_zone
from webinars.web.core.locale import language_attributes, translator

blueprint = Blueprint("documents", __name__)

RESTRICTIONS = {
    Restriction.EMBARGO: lazy_gettext("Under embargo"),
    Restriction.REGISTRANTS: lazy_gettext("For registrants"),
    Restriction.LINK: lazy_gettext("By secret link"),
}


@dataclass(frozen=True)
class VersionRow:
    """A language version: state is "out", "due", "restricted" (not for everyone now) or "withdrawn"."""

    language: str
    attributes: Mapping[str, str]
    state: str
    url: str = ""
    host: str = ""
    facts: Sequence[str] = ()
    dated: str = ""
    due: str = ""
    withdrawn: str = ""
    reason: str = ""


@dataclass(frozen=True)
class VersionGroup:
    """The language versions of the original, whose name is empty, or of one such as "Rev.1"."""

    name: str
    versions: Sequence[VersionRow]


@blueprint.get("/documents/<path:symbol>")
def show(symbol: str) -> ResponseReturnValue:
    """Show a public document; other spellings and former addresses lead to its present address."""
    now = clock.now()
    shown = document_at(db.session(), symbol, EVERYONE, now)
    document, t = shown.document, translator()
    path = url_for("documents.show", symbol=document.address)
    if symbol != document.address:
        query = request.query_string.decode("latin-1")
        # Permanent for search engines; Cache-Control has browsers ask again, so none runs in a circle.
        return redirect(safe_path(f"{path}?{query}" if query else path, path), 301)
    restriction = restriction_of(document, now)
    return render_template(
        "public/documents/show.html",
        document=document,
        title_attributes=language_attributes(document.title, document.text_language, t),
        document_type=TYPES[document.document_type],
        stage=STAGES[document.stage],
        event=_owner(shown.event, "public.event", t),
        series=_owner(shown.series, "public.series", t),
        version_groups=version_groups(document, shown.versions, now, t),
        embargo=_embargo_text(document, now, t),
        restriction=RESTRICTIONS.get(restriction) if restriction else None,
        page=site().url(path),
    )


def version_groups(
    document: Document, versions: Sequence[ShownVersion], now: datetime, t: Translator
) -> list[VersionGroup]:
    """Return the versions by key: the original, then revisions and corrigenda by number."""

    def key(shown: ShownVersion) -> tuple[VersionType, int]:
        return shown.version.version_type, shown.version.number

    ordered = sorted(
        versions,
        key=lambda one: (*version_order(*key(one)), *language_order(one.version.language)),
    )
    return [
        VersionGroup(suffix_of(*name), [_row(document, one, now, t) for one in some])
        for name, some in groupby(ordered, key=key)
    ]


def _row(document: Document, shown: ShownVersion, now: datetime, t: Translator) -> VersionRow:
    version, file = shown.version, shown.file
    name = language_name(version.language, t)
    attributes = language_tag_attributes(version.language)
    if version.withdrawn_at is not None:
        day = formatting.date_text(version.withdrawn_at.date(), t, weekday=False)
        return VersionRow(
            name, attributes, "withdrawn", withdrawn=day, reason=version.withdrawal_reason
        )
    if version.public_at is None or version.published_at is None:
        due = formatting.date_text(version.due_on, t, weekday=False) if version.due_on else ""
        return VersionRow(name, attributes, "due", due=due)
    dated = version.dated_on or version.published_at.date()
    facts = []
    if file is not None:
        facts = [format_text(file.media_type, file.name), size_text(file.size, t)]
    if version.pages:
        facts.append(t.plural("%(n)s page", "%(n)s pages", version.pages))
    is_out = version.public_at <= now and restriction_of(document, now) is None
    return VersionRow(
        name,
        attributes,
        "out" if is_out else "restricted",
        url=version_url(version.id, version.url, file.name if file else "") if is_out else "",
        host=host_of(version.url) if version.url and is_out else "",
        facts=facts if is_out else (),
        dated=formatting.date_text(dated, t, weekday=False),
    )


def _embargo_text(document: Document, now: datetime, t: Translator) -> str:
    if document.embargo_until is None or document.embargo_until <= now:
        return ""
    return local_time_text(document.embargo_until, *reader_zone(), t)


def _owner(owner: Owner | None, endpoint: str, t: Translator) -> dict[str, object] | None:
    if owner is None:
        return None
    slug, text, language = owner
    return {
        "url": url_for(endpoint, slug=slug),
        "text": t.text(text),
        "attributes": language_attributes(text, language, t),
    }
