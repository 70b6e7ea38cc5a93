"""Creating events: schedule, slug, contact and what is refused."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from webinars.database import transaction
from webinars.errors import InvalidInputError
from webinars.events.changes import change_event
from webinars.events.creation import create_event
from webinars.events.details import EventDetails, write_schedule
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.timezones import zones
from webinars.timezones.schedule import Days, Month, Timed

SUMMER = Timed(datetime(2027, 7, 16, 15), datetime(2027, 7, 16, 16), "Europe/Zurich")


def test_schedule_is_stored_with_its_instants(clock, make_event):
    event = make_event(when=SUMMER)

    assert event.when == SUMMER
    assert event.starts_at == datetime(2027, 7, 16, 13, tzinfo=UTC)
    assert event.tzdata_version == zones.RELEASE


@pytest.mark.parametrize(
    "when",
    [
        SUMMER,
        Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"),
        Month(2027, 4, "America/New_York"),
    ],
)
def test_each_precision_is_loaded_as_it_was_stored(clock, make_event, when):
    assert make_event(when=when).when == when


def test_zone_is_stored_by_its_current_name(clock, make_event):
    start = datetime(2027, 7, 16, 15)

    event = make_event(when=Timed(start, start + timedelta(hours=1), "Asia/Calcutta"))

    assert event.timezone == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "  "}, "title-missing"),
        ({"title": "x" * 301}, "title-too-long"),
        ({"description": "x" * 50_001}, "description-too-long"),
        ({"capacity": 0}, "capacity-too-small"),
        ({"cities": ("Atlantis",)}, "unknown-city"),
        ({"when": Timed(SUMMER.end, SUMMER.start, SUMMER.timezone)}, "end-before-start"),
        (
            {
                "when": Timed(
                    datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 4), SUMMER.timezone
                )
            },
            "local-time-skipped",
        ),
    ],
)
def test_invalid_details_are_refused(clock, session, make_event, changes, code):
    with pytest.raises(InvalidInputError, match=code):
        make_event(**changes)


def test_equal_titles_get_addresses_of_their_own(clock, make_event):
    slugs = [make_event(title="L’été à Genève").slug for _ in range(3)]

    assert slugs == ["lete-a-geneve", "lete-a-geneve-2", "lete-a-geneve-3"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Children’s rights & a “debate”", "childrens-rights-a-debate"),
        ("Straße, cœur, Zażółć", "strasse-coeur-zazolc"),
        ("Права человека и климат", "prava-cheloveka-i-klimat"),
        ("حقوق الطفل", "hqwq-ltfl"),
        ("人权与气候变化", "ren-quan-yu-qi-hou-bian-hua"),
        ("AT&amp;T &#65;", "at-amp-t-65"),
        ("“…” 🎉", "event"),
    ],
)
def test_titles_of_any_script_become_readable_slugs(clock, make_event, title, slug):
    assert [make_event(title=title).slug for _ in range(2)] == [slug, f"{slug}-2"]


@pytest.mark.parametrize("letter", ["x", "ж", "人", "م"])
def test_slugs_of_long_titles_are_cut_and_end_in_a_letter(clock, make_event, letter):
    slug = make_event(title=letter * 300).slug

    assert re.fullmatch(r"[a-z](?:[a-z-]{,58}[a-z])?", slug)
    assert len(slug) > 50


def test_slug_from_before_transliteration_is_unchanged(clock, make_event, site):
    event = make_event(title="حقوق الطفل")
    with transaction() as session:
        session.get(Event, event.id).slug = "event"  # as given to every Arabic title once
    with transaction() as session:
        details = EventDetails(title="حقوق الطفل اليوم", when=event.when)
        change_event(session, event.id, details=details, revision=event.revision, site=site)
    other = make_event(title="حقوق الطفل")

    changed = event_by_id(session, event.id)
    assert (changed.title, changed.slug) == ("حقوق الطفل اليوم", "event")
    assert other.slug == "hqwq-ltfl"


def test_promising_again_moves_only_the_time(app, clock, session, make_event):
    event = make_event(when=SUMMER)
    uid, sequence = event.uid, event.sequence

    write_schedule(event, Month(2027, 9, "Europe/Zurich"))

    assert (event.when, event.listed_month) == (Month(2027, 9, "Europe/Zurich"), 202709)
    assert (event.uid, event.sequence) == (uid, sequence)


def test_draft_has_contact_of_organiser_and_no_publication_time(app, clock, organiser, site):
    with transaction() as session:
        draft = create_event(
            session, organiser=organiser, details=EventDetails("T", SUMMER), site=site
        )
        results = (draft.state, draft.contact_email, draft.published_at)

    assert results == ("draft", organiser.email, None)
