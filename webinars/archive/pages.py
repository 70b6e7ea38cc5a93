"""The plain pages of an archive: relative links, and times of the place and UTC instead of the reader's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from flask import render_template, url_for

from webinars.archive.copied_files import document_page_path, document_url
from webinars.archive.year_contents import EARLIER, SeriesName
from webinars.documents.models import Document
from webinars.documents.queries import ListedDocument, ListedVersion
from webinars.events.calendar_event import calendar_event
from webinars.events.enums import EventState
from webinars.events.materials import Material
from webinars.events.models import Event, Series
from webinars.events.series.series_details import series_links
from webinars.i18n import Translator
from webinars.ical.feed import render_event_file
from webinars.security import markdown
from webinars.security.urls import host_of
from webinars.site import Site
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision
from webinars.web.components.alternative_times import languages_text
from webinars.web.components.availability_text import CALLED_OFF
from webinars.web.components.document_list import StageRows, documents_by_stage
from webinars.web.components.event_links import Link, safe_links
from webinars.web.components.event_time import cities_of, event_time, is_called_off, month_name
from webinars.web.components.location import location_text
from webinars.web.components.session_text import session_of_year, session_text
from webinars.web.core.locale import language_attributes


@dataclass(frozen=True)
class ArchiveYear:
    """What all pages of an archive share: year, language and installation."""

    year: int
    t: Translator
    site: Site

    @property
    def end(self) -> datetime:
        """Return the instant of all pages: they are the same whenever they are written."""
        return datetime(self.year + 1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class EventRow:
    """An event in a list: its path below the folder, title, when, "" or "Cancelled", and its session."""

    path: str
    title: str
    title_attributes: Mapping[str, str]
    when: str
    utc: str
    called_off: str
    session: str


@dataclass(frozen=True)
class ListPage:
    """A page of a list of events; previous and next are paths, empty without one."""

    title: str
    rows: Sequence[EventRow]
    previous: str = ""
    next: str = ""


def event_path(slug: str) -> str:
    """Return the path of an event's page below the folder."""
    return f"events/{slug}.html"


def calendar_path(slug: str) -> str:
    """Return the path of an event's calendar file."""
    return f"events/{slug}.ics"


def series_path(slug: str, page: int = 1) -> str:
    """Return the path of a page of a series, the first of which has its text."""
    return f"series/{slug}.html" if page == 1 else f"series/{slug}/{page}.html"


def month_path(year: int, month: int, page: int = 1) -> str:
    """Return the path of a page of a month's list."""
    name = f"{year}-{month:02}" if month else "earlier"
    return f"months/{name}.html" if page == 1 else f"months/{name}-{page}.html"


def month_title(of: ArchiveYear, month: int) -> str:
    """Return the title of a month's list."""
    if month == EARLIER:
        return of.t("Begun before %(year)s", year=of.year)
    return formatting.month_text(datetime(of.year, month, 1, tzinfo=UTC).date(), of.t)


def event_row(of: ArchiveYear, event: Event) -> EventRow:
    """Return an event for a list."""
    return EventRow(
        path=event_path(event.slug),
        title=of.t.text(event.title),
        title_attributes=language_attributes(event.title, event.text_language, of.t),
        when=formatting.schedule_text(event.when, event.span, cities_of(event), of.t),
        utc=utc_text(event, of.t),
        called_off=of.t(CALLED_OFF[event.state]) if event.state in CALLED_OFF else "",
        session=session_text(event.session_number, of.t) if event.session_number else "",
    )


def utc_text(event: Event, t: Translator) -> str:
    """Return the time of an event in UTC; empty for days and months, which are those of its place."""
    if event.precision is not Precision.TIME:
        return ""
    start, end = to_local(event.starts_at, "UTC"), to_local(event.ends_at, "UTC")
    until = formatting.time_text(end, t)
    if end.date() != start.date():
        until = f"{formatting.date_text(end.date(), t, weekday=False)}, {until}"
    return t(
        "%(date)s, %(start)s to %(end)s UTC",
        date=formatting.date_text(start.date(), t, weekday=False),
        start=formatting.time_text(start, t),
        end=until,
    )


def render_event(
    of: ArchiveYear,
    event: Event,
    materials: Sequence[Material],
    above: Sequence[SeriesName],
    documents: Sequence[ListedDocument],
) -> bytes:
    """Render the page of an event; above is its series with all above it, the topmost first."""
    t = of.t
    return render_page(
        of,
        "event",
        event_path(event.slug),
        event=event,
        event_time=event_time(event, event.timezone, False, t, now=of.end),  # noqa: FBT003 - reader_zone() returns the pair
        utc=utc_text(event, t),
        called_off=t(CALLED_OFF[event.state]) if is_called_off(event) else "",
        above=above,
        place=location_text(event, t),
        languages_spoken=languages_text(event, t),
        session_text=session_of_year(event.session_number, event.first_on.year, t)
        if event.session_number
        else "",
        description=markdown.render(t.text(event.description)),
        links=safe_links(event.links),
        materials=[Link(label, url, host_of(url)) for label, url in materials],
        documents=_stages(of, documents, event_path(event.slug)),
        calendar=calendar_path(event.slug) if event.precision is not Precision.MONTH else "",
        has_taken_place=event.state is EventState.PUBLISHED,
        address=of.site.url(url_for("public.event", slug=event.slug)),
    )


def render_calendar_file(of: ArchiveYear, event: Event) -> bytes:
    """Render the calendar file of an event, as the site gives it."""
    return render_event_file(calendar_event(event, of.t, of.site))


def render_series(
    of: ArchiveYear,
    series: Series,
    number: int,
    page: ListPage,
    above: Sequence[SeriesName],
    children: Sequence[SeriesName],
    picture: str,
    documents: Sequence[ListedDocument],
) -> bytes:
    """Render a page of a series; the first has its text. picture: its path below the folder, or empty."""
    return render_page(
        of,
        "series",
        series_path(series.slug, number),
        series=series,
        number=number,
        list_page=page,
        above=above,
        children=children,
        picture=picture,
        documents=_stages(of, documents, series_path(series.slug)),
        description=markdown.render(of.t.text(series.description)),
        links=[
            (label, Link(of.t.text(label), url, host_of(url)))
            for label, url in series_links(series)
        ],
        address=of.site.url(url_for("public.series", slug=series.slug)),
    )


def _stages(of: ArchiveYear, documents: Sequence[ListedDocument], path: str) -> Sequence[StageRows]:
    """Return documents by stage as the site lists them, with links to the files of the archive."""
    root = root_of(path)

    def url(version: ListedVersion) -> str:
        if not version.file_name:
            return version.url
        return root + document_url(version.id, version.file_name)

    def page(document: Document) -> str:
        return root + quote(document_page_path(document.address))

    return documents_by_stage(documents, clock.now(), of.t, url_of=url, page_of=page)


def render_month(of: ArchiveYear, path: str, page: ListPage) -> bytes:
    """Render a page of the list of a month."""
    return render_page(of, "month", path, list_page=page)


def render_bodies(of: ArchiveYear, names: Sequence[SeriesName]) -> bytes:
    """Render the list of the bodies and series of an archive."""
    return render_page(of, "bodies", "bodies.html", names=names)


def render_index(of: ArchiveYear, months: Mapping[int, int], number_of_series: int) -> bytes:
    """Render the first page: how many events each month has."""
    rows = [
        (
            month_path(of.year, month),
            month_title(of, month)
            if month == EARLIER
            else month_name(datetime(of.year, month, 1, tzinfo=UTC).date(), of.t),
            count,
        )
        for month, count in months.items()
    ]
    return render_page(
        of,
        "index",
        "index.html",
        rows=rows,
        total=sum(months.values()),
        number_of_series=number_of_series,
        address=of.site.url(url_for("public.list")),
    )


def render_page(of: ArchiveYear, name: str, path: str, **values: object) -> bytes:
    """Render a template of an archive; root leads from the page to the folder."""
    root = root_of(path)
    page = render_template(
        f"archive/{name}.html",
        year=of.year,
        root=root,
        series_path=series_path,
        event_path=event_path,
        **values,
    )
    return page.encode()


def root_of(path: str) -> str:
    """Return what leads from a page to the folder of the archive."""
    return "../" * path.count("/")
