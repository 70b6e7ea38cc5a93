"""The list of all public documents: search and filters, and feeds of what became public last."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webinars.caching.response_caches import gzip_body, with_etag
from webinars.database import db
from webinars.documents.enums import DocumentType
from webinars.documents.search.document_list import (
    LONGEST_QUERY,
    DocumentFilter,
    DocumentList,
    FacetValue,
    FoundDocument,
    NewVersion,
    document_list,
    newest_versions,
)
from webinars.documents.version_names import suffix_of
from webinars.errors import InvalidInputError
from webinars.i18n import Translator
from webinars.ical.content_lines import one_line
from webinars.timezones import clock
from webinars.web.components.document_list import (
    DocumentRow,
    document_row,
    owner_link,
    version_url,
)
from webinars.web.components.document_text import TYPES, language_name
from webinars.web.components.feed_options import invalid_query
from webinars.web.components.session_text import session_text
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.http.content_coding import accepts_gzip, encoded_response
from webinars.web.core.locale import query_locale, translator
from webinars.web.core.rate_limits import limiter
from webinars.web.public import news_atom, news_json
from webinars.web.public.news_formats import Channel, Item

blueprint = Blueprint("document_search", __name__)

FILTERS = ("q", "body", "session", "type", "language", "year")
# Those of a former day: the others are of the index, which has the words and years of now.
DAY_FILTERS = ("body", "session", "type")
_YEARS = range(1900, 2200)
Writer = Callable[[Channel, Sequence[Item]], bytes]


@dataclass(frozen=True)
class SearchRequest:
    """The filter of a query, its values as they were sent, and sentences about those that are not valid."""

    wanted: DocumentFilter
    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        """Return whether it is limited to some documents."""
        return any(self.values.values())

    @property
    def is_limited(self) -> bool:
        """Return whether one of the lists of the form is used or not valid; they are collapsed else."""
        return any(self.values[name] or name in self.errors for name in FILTERS[1:])

    def of_days(self) -> dict[str, str] | None:
        """Return the filters for the list of a former day; None with those that it does not have."""
        if self.errors or any(self.values[name] for name in FILTERS if name not in DAY_FILTERS):
            return None
        return {name: self.values[name] for name in DAY_FILTERS if self.values[name]}

    def query(self, **other: str) -> dict[str, Any]:
        """Return the query of a related list: these values with some replaced, empty ones left out."""
        return {name: value for name, value in {**self.values, **other}.items() if value}


@dataclass(frozen=True)
class Choice:
    """A value of a filter as an option of its list."""

    value: str
    label: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FoundRow:
    """A document in the list, with a link to the body or event that it belongs to."""

    row: DocumentRow
    owner: Mapping[str, Any] | None


@blueprint.get("/documents")
def show() -> ResponseReturnValue:
    """Show the public documents that match, newest first, with what they can be limited to."""
    t, asked = translator(), parse(request.args)
    after = request.args.get("after", "")
    results = None
    if not asked.errors:
        if asked.wanted.query:
            limiter.count_search()
        try:
            results = document_list(db.session(), asked.wanted, clock.now(), after)
        except InvalidInputError as error:
            asked.errors["after"] = error_sentence(error)
    page = render_template(
        "public/documents/list.html",
        asked=asked,
        results=results,
        rows=[_row(one, t) for one in results.page.rows] if results else (),
        choices=_choices(asked, results, t),
        next_url=url_for("document_search.show", **asked.query(after=results.page.after))
        if results and results.page.after
        else "",
        first_url=url_for("document_search.show", **asked.query()) if after else "",
        atom=site().url(_feed_path("document_search.as_atom", asked, t)),
        json_feed=site().url(_feed_path("document_search.as_json", asked, t)),
        page=site().url(url_for("document_search.show")),
        as_on=asked.of_days(),
    )
    return (page, HTTPStatus.UNPROCESSABLE_ENTITY) if asked.errors else page


@blueprint.get("/documents.atom")
def as_atom() -> ResponseReturnValue:
    """Return the Atom feed of new documents; accepts the filters of the list."""
    return _news("application/atom+xml; charset=utf-8", news_atom.document)


@blueprint.get("/documents.json")
def as_json() -> ResponseReturnValue:
    """Return the JSON Feed of new documents; accepts the filters of the list."""
    return _news("application/feed+json; charset=utf-8", news_json.document)


def parse(args: Mapping[str, str]) -> SearchRequest:
    """Parse the filters of a query; those that are not valid have a sentence each."""
    values = {name: " ".join(args.get(name, "").split()) for name in FILTERS}
    errors: dict[str, str] = {}
    if len(values["q"]) > LONGEST_QUERY:
        errors["q"] = _("Search for at most %(most)s characters.", most=LONGEST_QUERY)
    document_type = None
    if values["type"]:
        try:
            document_type = DocumentType(values["type"])
        except ValueError:
            errors["type"] = _("Choose a type from the list.")
    year = None
    if values["year"]:
        if values["year"].isascii() and values["year"].isdigit() and int(values["year"]) in _YEARS:
            year = int(values["year"])
        else:
            errors["year"] = _("Enter a year such as 2026.")
    wanted = DocumentFilter(
        values["q"],
        values["body"],
        values["session"],
        document_type,
        values["language"],
        year,
        site().timezone,
    )
    return SearchRequest(wanted, values, errors)


def _choices(
    asked: SearchRequest, results: DocumentList | None, t: Translator
) -> dict[str, list[Choice]]:
    """Return the options of each filter: the values of the matching documents, with their numbers."""
    labels: dict[str, Callable[[FacetValue], str]] = {
        "body": lambda one: t.text(one.text),
        "session": lambda one: _session(one, t),
        "type": lambda one: str(TYPES[DocumentType(one.value)]),
        "language": lambda one: language_name(one.value, t),
        "year": lambda one: one.value,
    }
    choices: dict[str, list[Choice]] = {}
    for name, label in labels.items():
        values = list(results.facets.get(name, ())) if results else []
        if name == "year":
            values.sort(key=lambda one: one.value, reverse=True)
        options = [
            Choice(one.value, _("%(value)s (%(count)s)", value=label(one), count=one.count))
            for one in values
            if one.value
        ]
        sent = asked.values[name]
        if sent and all(one.value != sent for one in options):
            options.append(Choice(sent, sent))
        choices[name] = options
    return choices


def _session(one: FacetValue, t: Translator) -> str:
    """Return the title of an event, after the number of the session that it is."""
    title = t.text(one.text)
    if not one.session_number:
        return title
    session = session_text(one.session_number, t)
    return _("%(session)s: %(title)s", session=session, title=title)


def _row(one: FoundDocument, t: Translator) -> FoundRow:
    owner = owner_link(one.event, "public.event", t) or owner_link(one.series, "public.series", t)
    return FoundRow(document_row(one.listed, clock.now(), t), owner)


def _feed_path(endpoint: str, asked: SearchRequest, t: Translator) -> str:
    return url_for(endpoint, **asked.query(), lang=t.language)


def _news(media_type: str, write: Writer) -> Response:
    asked = parse(request.args)
    if asked.errors:
        return invalid_query(asked.errors.values())
    if asked.wanted.query:
        limiter.count_search()
    limiter.check_feed_rendering()
    t, _zone = query_locale()
    versions = newest_versions(db.session(), asked.wanted, clock.now())
    content = write(_channel(asked, t), [_item(one, t) for one in versions])
    limiter.count_rendered_feed(content)
    body = with_etag(content)
    return encoded_response(
        gzip_body(body) if accepts_gzip() else body, [("Content-Type", media_type)]
    )


def _channel(asked: SearchRequest, t: Translator) -> Channel:
    return Channel(
        title=one_line(t("%(site)s: documents", site=site().name)),
        about=one_line(t("New documents by %(site)s", site=site().name)),
        author=one_line(site().name),
        language=t.language,
        page=site().url(url_for("document_search.show", **asked.query())),
        address=site().url(_feed_path(request.endpoint or "", asked, t)),
        as_of=clock.now(),
    )


def _item(new: NewVersion, t: Translator) -> Item:
    document, version = new.document, new.version
    title = t.text(document.title)
    suffix = suffix_of(version.version_type, version.number)
    name = " ".join(part for part in (document.symbol, suffix) if part)
    heading = t("%(symbol)s: %(title)s", symbol=name, title=title) if name else title
    language = language_name(version.language, t) if version.language else ""
    assert version.public_at is not None  # noqa: S101 - only public versions are in feeds
    owner = t.text(new.owner.text) if new.owner else ""
    summary = " · ".join(filter(None, (str(TYPES[document.document_type]), language, owner)))
    url = version_url(version.id, version.url, new.file.name if new.file else "")
    return Item(
        # It is the same whatever becomes of the symbol.
        id=site().url(f"/documents/files/{version.id}"),
        url=site().url(url_for("documents.show", symbol=document.address)),
        calendar_url="",
        title=one_line(f"{heading} ({language})" if language else heading),
        summary=one_line(summary),
        html=render_template("public/documents/_news_item.html", summary=summary),
        published_at=version.public_at,
        updated_at=version.public_at,
        tags=(one_line(str(TYPES[document.document_type])),),
        facts={},
        enclosure_url=site().url(url) if new.file else url,
        enclosure_type=new.file.media_type if new.file else "text/html",
    )
