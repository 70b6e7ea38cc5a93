"""Pages as they were at the end of a day: the same words as on a copy of the database of that day."""

import re
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from tests.web.former_days import words
from tests.web.pages import at, statements
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.enums import Format
from webinars.events.history.as_on import end_of_day
from webinars.events.history.stored_revisions import Revision
from webinars.events.lifecycle import cancel_event, publish_event, unpublish_event
from webinars.events.materials import set_materials
from webinars.events.models import Event, Series
from webinars.events.series.editing import change_series
from webinars.events.series.joining import join_series
from webinars.events.series.series_details import SeriesDetails
from webinars.events.series.series_details import details_of as details_of_series
from webinars.localized_text import LocalizedText
from webinars.timezones.schedule import Month

DAY = date(2026, 11, 25)  # that of the stopped clock
PATH = f"/as-on/{DAY}"
LINK = "https://zoom.us/j/81234567890"


@pytest.fixture
def change(site):
    """Return a function that changes details of an event."""

    def change(event, **values):
        with transaction() as session:
            stored = session.get_one(Event, event.id)
            details = details_of(stored)
            details = type(details)(**{**vars(details), **values})
            change_event(session, event.id, details=details, revision=stored.revision, site=site)

    return change


@pytest.fixture
def rename(organiser):
    """Return a function that changes details of a series."""

    def rename(series, **values):
        with transaction() as session:
            stored = session.get_one(Series, series.id)
            details = SeriesDetails(**{**vars(details_of_series(stored)), **values})
            change_series(session, series.id, details, revision=stored.revision, by=organiser)

    return rename


class CopyOfDatabase:
    """A copy of the database, which can take its place."""

    def __init__(self, file):
        self.file, self.copy = Path(file), Path(f"{file}.copy")
        with sqlite3.connect(self.file) as source, sqlite3.connect(self.copy) as target:
            source.backup(target)
        source.close()
        target.close()

    def restore(self):
        db.session.remove()
        db.engine.dispose()
        self.file.write_bytes(self.copy.read_bytes())


@pytest.fixture
def copied(app):
    """Return a function that copies the database."""
    return lambda: CopyOfDatabase(db.engine.url.database)


def test_event_reads_as_on_a_copy_of_that_day(
    client, clock, change, rename, copied, make_series, make_event, site
):
    series = make_series("Rights in Practice")
    rename(series, description="A series.")
    text = LocalizedText("With **interpretation**.", {"fr": "Avec interprétation."})
    link = {"text": "Programme", "url": "https://example.org/programme"}
    first = make_event(title="First", series_id=series.id, description=text, text_language="en",
                       links=(link,), hosted_by="OHCHR", languages=("en", "fr"))  # fmt: skip
    ended = make_event(
        title="Ended", when=at(2026, 11, 24, 10), format=Format.IN_PERSON, place="Room XX"
    )
    month = make_event(title="In a month", when=Month(2026, 11, "Europe/Vienna"), cities=())
    off = make_event(title="Off", when=at(2026, 12, 1, 10))
    with transaction() as session:
        cancel_event(session, off.id, site)
        stored = session.get_one(Event, ended.id)
        set_materials(
            session,
            ended.id,
            [("Slides", "https://example.org/1")],
            revision=stored.revision,
            site=site,
        )
    paths = [f"/events/{event.slug}" for event in (first, ended, month, off)]
    copy = copied()

    clock.stop(datetime(2027, 3, 1, tzinfo=UTC))
    rename(series, name="Human Rights in Practice")
    change(
        first,
        title="Moved",
        description="",
        when=at(2027, 5, 1, 9),
        cities=("NYC",),
        links=(),
        hosted_by="",
    )
    change(ended, place="Room XVII", format=Format.HYBRID, series_id=series.id)
    with transaction() as session:
        stored = session.get_one(Event, ended.id)
        set_materials(
            session,
            ended.id,
            [("Recording", "https://example.org/2")],
            revision=stored.revision,
            site=site,
        )
    change(month, when=at(2027, 4, 1, 9))
    change(off, title="Still off")
    former = {path: client.get(path + PATH) for path in paths}
    present = {path: words(client.get(path)) for path in paths}
    copy.restore()
    clock.stop(end_of_day(DAY))
    of_copy = {path: words(client.get(path)) for path in paths}

    assert {path: words(page) for path, page in former.items()} == of_copy
    assert all(present[path] != of_copy[path] for path in paths)
    for page in former.values():
        assert page.status_code == 200
        assert "as it was at the end of 25 November 2026, UTC" in page.text
        assert '<meta name="robots" content="noindex">' in page.text


def test_only_what_was_public_and_still_is_comes_back(client, clock, change, make_event, site):
    text = "Zoom meeting ID 812 3456 7890, passcode: 413921."
    terms = {"reading": {"public_access": ["meeting ID 812 3456 7890", "passcode: 413921"]}}
    open_text = make_event(
        title="Open text", description=text, terms=terms, contact_email="c@example.org"
    )
    draft = make_event(title="Draft", publish=False)
    taken_back = make_event(title="Taken back", description="canary")
    joined = make_event(
        title="Joined", description=f"Join {LINK} at nine.", accepts_registrations=False
    )
    clock.advance(timedelta(days=2))
    change(open_text, description="Registrants get the link.")
    change(joined, description="Register.", accepts_registrations=True, meeting_url=LINK)
    with transaction() as session:
        publish_event(session, draft.id, site)
        unpublish_event(session, taken_back.id, site)
    assert client.get(f"/events/{taken_back.slug}{PATH}").status_code == 404
    with transaction() as session:
        publish_event(session, taken_back.id, site)

    pages = [client.get(f"/events/{event.slug}{PATH}") for event in (open_text, draft, taken_back)]
    earlier = client.get(f"/events/{open_text.slug}/as-on/2026-11-24")
    before_registration = client.get(f"/events/{joined.slug}{PATH}")

    assert [page.status_code for page in (*pages, earlier)] == [200, 404, 404, 404]
    assert "Zoom …, …." in pages[0].text
    assert "at nine." in before_registration.text
    assert LINK not in before_registration.text
    for secret in ("413921", "812 3456", "secret-room", "c@example.org", "canary"):
        assert not any(secret in page.text for page in pages)
    assert "was not public at the end of 25 November 2026" in pages[1].text
    assert "withdrawn what this page said on 25 November 2026" in pages[2].text
    assert "was not public at the end of 24 November 2026" in earlier.text


def test_recording_whose_passcode_was_removed_does_not_come_back(client, clock, make_event, site):
    event = make_event(title="Ended", when=at(2026, 11, 20, 9))
    recording, slides = "https://example.org/recording", "https://example.org/slides"

    def store(label):
        with transaction() as session:
            links = [(label, recording), ("Slides", slides)]
            number = session.get_one(Event, event.id).revision
            set_materials(session, event.id, links, revision=number, site=site)

    store("Recording, passcode: 413921")
    clock.advance(timedelta(days=2))
    store("Recording")

    page = client.get(f"/events/{event.slug}{PATH}").text

    assert (slides in page, recording in page, "413921" in page) == (True, False, False)


def test_page_says_what_the_record_does_not_tell(client, clock, change, make_event):
    old, untouched = make_event(title="Old"), make_event(title="Untouched")
    with transaction() as session:
        session.execute(delete(Revision))  # an earlier release recorded nothing
    clock.advance(timedelta(days=2))
    change(old, title="New")
    clock.advance(timedelta(days=3))

    def page(event, day):
        return client.get(f"/events/{event.slug}/as-on/2026-11-{day}")

    for event in (old, untouched):
        assert page(event, 26).status_code == 404
        assert "is not known" in page(event, 26).text
    assert "<bdi>New</bdi></h1>" in page(old, 27).text
    assert "<bdi>Untouched</bdi></h1>" in page(untouched, 29).text


@pytest.mark.parametrize(
    "day", ["", "yesterday", "2026-11-31", "20261101", "2026-11-25", "9999-12-31"]
)
def test_other_days_are_asked_for_again(client, clock, make_event, day):
    path = f"/events/{make_event().slug}/as-on"

    answer = client.get(path, query_string={"day": day})

    assert client.get(path).status_code == 200
    assert answer.status_code == 422
    assert "Enter a day before 25 November 2026" in answer.text
    assert f'value="{day[:10]}"' in answer.text
    if day:
        assert client.get(f"{path}/{day}").status_code == (
            422 if day[4:5] == "-" and day != "2026-11-31" else 404
        )


def test_form_of_event_page_leads_to_the_day_in_few_statements(client, clock, change, make_event):
    event = make_event()
    clock.advance(timedelta(days=2))
    for number in range(3):
        change(event, title=f"Title {number}")

    answer = client.get(f"/events/{event.slug}/as-on?day=2026-11-25")
    with statements() as sent:
        page = client.get(answer.location)

    assert f'action="/events/{event.slug}/as-on"' in client.get(f"/events/{event.slug}").text
    assert answer.status_code == 303
    assert "<h1><bdi>Children deprived of liberty" in page.text
    assert len(sent) <= 6, sent


LISTED = re.compile(r"<li>(.*?)</li>", re.S)


def listed(page, heading):
    """Return the words of each entry below a heading."""
    section = re.split("<h2|</main>", page.text.partition(f">{heading}</h2>")[2])[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in LISTED.findall(section)]


@pytest.mark.parametrize("is_joined", [False, True])
def test_body_reads_as_on_a_copy_of_that_day(
    client, clock, change, rename, copied, make_series, make_event, is_joined
):
    above, body, other = map(make_series, ("United Nations", "Conference", "Other body"))
    rename(above, is_published=True)
    rename(body, parent_id=above.id, description="What it **does**.", short_name="COP",
           links=[("Rules", "https://example.org/r")], contact_email="c@example.org")  # fmt: skip
    rename(other, description="Another one.")
    past, coming, leaves, withdrawn = (
        make_event(title=title, when=when, series_id=body.id, session_number=number)
        for title, when, number in (
            ("Past", at(2025, 3, 1, 9), 9), ("Coming", at(2027, 3, 1, 9), 10),
            ("Leaves", at(2026, 11, 20, 9), None), ("Withdrawn", at(2027, 4, 1, 9), None),
        )
    )  # fmt: skip
    foreign = make_event(title="Of the other", when=at(2026, 2, 1, 9), series_id=other.id)
    make_event(title="Draft", series_id=body.id, publish=False)
    copy, path, slugs = copied(), f"/series/{body.slug}", (past.slug, foreign.slug)

    clock.stop(datetime(2027, 4, 1, tzinfo=UTC))
    rename(body, name="Conference of States", description="", links=[], short_name="")
    rename(above, name="UN")
    change(past, title="Was moved", when=at(2025, 5, 1, 9))
    change(coming, title="Has passed")
    change(leaves, series_id=other.id)
    make_event(title="Later", series_id=body.id)
    with transaction() as session:
        unpublish_event(session, withdrawn.id, client.application.extensions["site"])
        if is_joined:
            join_series(session, other.id, body.id, by=session.scalars(select(Organiser)).one())
    former = client.get(path + PATH, follow_redirects=True)
    month_later = client.get("/series/conference-of-states/as-on/2027-03-31")
    present = words(client.get("/series/conference-of-states"))
    copy.restore()
    clock.stop(end_of_day(DAY))
    of_copy = client.get(path)

    assert former.status_code == 200
    text, text_of_copy = words(former), words(of_copy)
    assert text[: text.index("Upcoming")] == text_of_copy[: text_of_copy.index("March 2027")]
    assert listed(former, "Past events") == listed(of_copy, "Past events")
    assert len(listed(former, "Past events")) == 2
    assert [one.split(" Monday")[0] for one in listed(former, "Upcoming events on that day")] == [
        "Tenth session : Coming"
    ]
    assert present[:20] != text[:20]
    assert "c@example.org" not in former.text
    assert f"/events/{slugs[0]}{PATH}" in former.text
    assert f"/events/{slugs[1]}" not in former.text + month_later.text


def test_body_page_is_few_statements_for_many_events(
    client, clock, change, make_series, make_event
):
    body = make_series("Body")
    for number in range(4):
        make_event(title=f"Event {number}", series_id=body.id)
    change(make_event(title="Elsewhere", series_id=body.id), series_id=None)
    clock.advance(timedelta(days=2))
    with statements() as sent:
        page = client.get(f"/series/{body.slug}{PATH}")

    assert page.status_code == 200
    assert len(listed(page, "Upcoming events on that day")) == 4
    assert len(sent) <= 12, sent
