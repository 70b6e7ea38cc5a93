"""Public addresses are for ever: each route with a name in its path keeps the former ones."""

import pytest

from tests.web.pages import at, path_of
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.events.lifecycle import (
    cancel_event,
    discard_draft,
    postpone_event,
    unpublish_event,
)
from webinars.events.models import Event, Series
from webinars.events.series.editing import change_series
from webinars.events.series.joining import join_series
from webinars.events.series.series_details import SeriesDetails, details_of
from webinars.web.core.security.endpoint_policies import POLICIES

# An event has one slug for ever, whatever becomes of its title; that of a series follows its name, and the
# former ones redirect.
OF_EVENT, OF_SERIES = "/events/<slug>", "/series/<slug>"
# Files and documents: named after their content, by the number of a version, or by a symbol (tests/documents).
OTHERS = {
    "appearance.asset",
    "series_pictures.show",
    "static",
    "documents.show",
    "document_updates.ask",
    "documents_as_on.document",
    "documents_as_on.document_on",
    "documents_as_on.documents_on",
    "document_files.download",
}
# Before the event was made, and of an event that has no documents, there is nothing.
EMPTY_HERE = {"as_on.event_on", "document_zip.of_event"}


@pytest.fixture
def rules(app):
    """Return the public routes that have a name in their path."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if POLICIES[rule.endpoint].who == "public" and rule.arguments and "GET" in rule.methods
    ]


def rename(series, organiser, name):
    with transaction() as session:
        stored = session.get_one(Series, series.id)
        details = SeriesDetails(**{**vars(details_of(stored)), "name": name})
        change_series(session, series.id, details, revision=stored.revision, by=organiser)


def test_public_routes_are_of_events_or_series(rules):
    others = {rule.endpoint for rule in rules if not rule.rule.startswith((OF_EVENT, OF_SERIES))}

    assert others <= OTHERS


def test_former_addresses_of_bodies_lead_to_the_present_one(
    client, clock, rules, organiser, make_series, make_event
):
    renamed, joined = make_series("Renamed"), make_series("Joined")
    for series in (renamed, joined):
        make_event(series_id=series.id, when=at(2026, 12, 1, 9))
    rename(renamed, organiser, "Other name")
    with transaction() as session:
        join_series(session, joined.id, renamed.id, by=session.get_one(Organiser, organiser.id))
    checked = [rule for rule in rules if rule.rule.startswith(OF_SERIES)]

    for rule in checked:
        present = client.get(path_of(rule, "other-name")).status_code
        for slug in ("renamed", "joined"):
            first = client.get(path_of(rule, slug))
            assert first.status_code in {301, 302, 200, present}, rule
            asks_again = {
                "no-cache",
                "no-store",
                "max-age=0",
            }  # else browsers would run in a circle
            assert asks_again & set(first.headers["Cache-Control"].split(", ")), rule
            assert client.get(path_of(rule, slug), follow_redirects=True).status_code == present
    # Under the first name again, the other one leads back.
    rename(renamed, organiser, "Renamed")
    for rule in checked:
        answers = [
            client.get(path_of(rule, slug), follow_redirects=True)
            for slug in ("renamed", "other-name")
        ]
        assert answers[0].status_code == answers[1].status_code < 500


def test_event_keeps_its_address_whatever_becomes_of_it(client, clock, rules, make_event, site):
    moved, off, put_off = (make_event(title=title, when=at(2026, 12, 1, 9)) for title in "ABC")
    checked = [rule for rule in rules if rule.rule.startswith(OF_EVENT)]
    with transaction() as session:
        session.get_one(Event, moved.id).title = "Another title"
        cancel_event(session, off.id, site)
        postpone_event(session, put_off.id, site)

    for _ in range(2):
        for slug in "abc":
            for rule in checked:
                status = client.get(path_of(rule, slug)).status_code
                wanted = {404} if rule.endpoint in EMPTY_HERE else {200, 303, 409}
                assert status in wanted, (rule, slug, status)
        clock.advance(at(2026, 12, 9, 9).start - at(2026, 11, 25, 9).start)  # and once it is over


def test_address_of_a_removed_event_is_never_that_of_another(client, make_event, site):
    public, draft = make_event(title="Public"), make_event(title="Draft", publish=False)
    with transaction() as session:
        unpublish_event(session, public.id, site)
        for event in (public, draft):
            discard_draft(session, event.id)

    assert make_event(title="Public").slug == "public-2"
    assert make_event(title="Draft").slug == "draft"
    assert client.get("/events/public").status_code == 404
