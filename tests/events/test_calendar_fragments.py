"""Calendar text stored for events."""

from datetime import timedelta

from sqlalchemy import select

from webinars.events.caching import calendar_fragments
from webinars.events.models import CalendarFragment
from webinars.events.queries import event_by_id
from webinars.i18n import translator_for


def test_saving_keeps_one_fragment_per_language_of_the_newest_revision(
    app, clock, session, make_event, cancel, site
):
    event = make_event()
    cancel(event)

    rows = session.scalars(
        select(CalendarFragment).where(CalendarFragment.event_id == event.id)
    ).all()

    assert [(row.language, row.revision) for row in rows] == [
        (code, event.revision) for code in site.languages
    ]
    assert b"STATUS:CANCELLED" in rows[0].body


def test_fragments_are_the_same_bytes_whenever_they_are_made(app, clock, session, make_event, site):
    event = make_event(title="Été; 1,000 \\ places")
    stored = calendar_fragments.fragments_by_event(session, [event], translator_for("en"), site)[
        event.id
    ]

    clock.advance(timedelta(days=3))

    again = calendar_fragments.render_event_fragment(
        event_by_id(session, event.id), translator_for("en"), site
    )
    assert again == stored


def test_public_fragment_has_no_join_url(app, clock, session, make_event, site):
    event = make_event(meeting_url="https://rooms.example.org/secret")

    body = calendar_fragments.fragments_by_event(session, [event], translator_for("en"), site)[
        event.id
    ]

    assert b"rooms.example.org" not in body
