"""Recording and slides: the form, where they are shown after the end, and the message that sends them."""

from datetime import timedelta

import pytest

from tests.links import link_token
from tests.web.pages import at, text_of
from webinars.database import db, transaction
from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.events.materials import materials_of, set_materials
from webinars.events.models import Event
from webinars.localized_text import stored_form
from webinars.registrations.models import Registration
from webinars.timezones.local_times import to_local

VIDEO, SLIDES = "https://video.example.org/watch?v=1", "https://files.example.org/slides.pdf"
ROWS = {
    "label_1": "Recording", "label_1_fr": "Enregistrement", "url_1": VIDEO,
    "label_3": "Slides of <Ana>", "url_3": SLIDES,
}  # fmt: skip


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr"]}


@pytest.fixture
def event(clock, make_event):
    return make_event(when=at(2026, 11, 25, 12), notification_mode="never")


@pytest.fixture
def path(event):
    return f"/organise/events/{event.id}/materials"


@pytest.fixture
def save(event, path, desk):
    """Return a function that submits the form, by default as it was loaded now."""

    def save(**fields):
        return desk(path, **{"revision": str(revision_of(event)), **fields})

    return save


@pytest.fixture
def pages(event, make_registration, deliver):
    """Return the paths of an event's page, of a registrant's and of their join page."""
    person = make_registration(event)
    deliver()
    return (
        f"/events/{event.slug}",
        f"/registrations/{link_token('manage', person.id)}",
        f"/join/{link_token('join', person.id)}",
    )


def revision_of(event):
    db.session.rollback()
    return db.session.get_one(Event, event.id).revision


def stored(event):
    db.session.rollback()
    return [(stored_form(label), url) for label, url in materials_of(db.session(), event.id)]


def test_links_are_shown_after_the_end_in_the_readers_language(
    event, save, pages, clock, app, path, signed_in
):
    visitor = app.test_client()
    assert save(**ROWS).headers["Location"].endswith("?done=saved")
    clock.stop(event.ends_at - timedelta(seconds=1))
    before = [visitor.get(page).text for page in pages]
    clock.stop(event.ends_at)
    after = [visitor.get(page).text for page in pages]
    french = visitor.get(pages[0], query_string={"lang": "fr"}, follow_redirects=True).text
    form = signed_in.get(path).text

    assert [page for page in before if VIDEO in page or "Recording and slides" in page] == []
    for page in after:
        assert f'<a href="{VIDEO}" rel="nofollow noopener"><bdi>Recording</bdi></a>' in page
        assert "Slides of &lt;Ana&gt;" in page
        assert page.index(VIDEO) < page.index(SLIDES)
    assert ">Enregistrement<" in french
    assert 'value="Enregistrement"' in form
    # Unchanged, and then removed: the cached page of the event shows it at once.
    revisions = [revision_of(event), save(**ROWS) and revision_of(event)]
    assert revisions[0] == revisions[1]
    save()
    assert "Recording and slides" not in visitor.get(pages[0]).text


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"label_1": "Recording", "url_1": "http://video.example.org/"}, "begins with https://"),
        ({"label_1": "Recording", "url_1": "javascript:alert(1)"}, "begins with https://"),
        ({"label_1": "Recording"}, "Enter the address of this link"),
        ({"label_1_fr": "Enregistrement"}, "Enter the address of this link"),
        ({"url_2": VIDEO}, "Enter a text for this link"),
        ({"label_1": "a" * 151, "url_1": VIDEO}, "at most 150 characters"),
    ],
)
def test_links_that_are_not_whole_are_refused_at_their_field(event, save, fields, error):
    answer = save(**ROWS | {"label_1": "", "label_1_fr": "", "url_1": ""} | fields)

    assert answer.status_code == 422
    assert error in text_of(answer)
    assert stored(event) == []


def test_links_that_a_colleague_saved_meanwhile_are_not_replaced_unasked(
    event, save, site, signed_in
):
    revision = revision_of(event)
    with transaction() as session:
        set_materials(session, event.id, [("Theirs", VIDEO)], revision=revision, site=site)

    refused = save(label_1="Mine", url_1=SLIDES, revision=str(revision))
    stored_between = stored(event)
    again = save(label_1="Mine", url_1=SLIDES, revision=str(revision + 1))

    history = text_of(signed_in.get(f"/organise/events/{event.id}/history"))

    assert refused.status_code == 409
    assert f"Recording and slides Before: Theirs: {VIDEO} After: Mine: {SLIDES}" in history
    assert 'value="Mine"' in refused.text
    assert f'value="{revision + 1}"' in refused.text
    assert stored_between == [("Theirs", VIDEO)]
    assert again.status_code == 303
    assert stored(event) == [("Mine", SLIDES)]


def test_follow_up_goes_to_those_who_attended_with_the_links(
    event, save, desk, signed_in, make_registration, deliver, clock
):
    people = [
        make_registration(event, name=name, email=f"{name}@example.org", language=language)
        for name, language in (("Ana", "fr"), ("Bo", "en"))
    ]
    with transaction() as session:
        session.get_one(Registration, people[0].id).attended_at = event.starts_at
    deliver()
    clock.stop(event.ends_at)
    save(**ROWS)
    offered = signed_in.get(f"/organise/events/{event.id}/materials").text
    path = f"/organise/events/{event.id}/messages/new?follow_up=yes"
    form = signed_in.get(path)
    text = form.text.partition('name="text"')[2].partition(">")[2].partition("</textarea>")[0]

    written = desk(
        f"/organise/events/{event.id}/messages/new",
        subject="Recording and slides: {event}",
        text=text,
        statuses="confirmed",
        attended="yes",
    )
    page = written.headers["Location"].partition("?")[0]
    preview = text_of(signed_in.get(page))
    desk(f"{page}/sending", do="now", revision="1")
    [mail] = deliver()

    assert path in offered
    assert '<option selected value="yes">' in form.text
    assert "{recording}" in text
    assert f"Enregistrement: {VIDEO} Slides of &lt;Ana&gt;: {SLIDES}" in preview
    assert mail.message["To"] == "Ana <Ana@example.org>"
    lines = mail.text.splitlines()
    assert lines[lines.index(f"Enregistrement: {VIDEO}") + 1] == f"Slides of <Ana>: {SLIDES}"
    html = mail.message.get_body(("html",)).get_content()
    assert f'href="{VIDEO}"' in html
    assert "Slides of &lt;Ana&gt;: <a" in html


def test_message_with_the_recording_leaves_after_the_end(
    event, save, desk, clock, signed_in, deliver, make_registration
):
    make_registration(event)
    deliver()
    save(**ROWS)
    written = desk(
        f"/organise/events/{event.id}/messages/new",
        subject="Recording", text="{recording}", statuses="confirmed",
    )  # fmt: skip
    page = written.headers["Location"].partition("?")[0]
    local = to_local(event.ends_at, event.timezone) + timedelta(minutes=30)
    before_start = {"when": "relative", "amount": "1", "unit": "60", "side": "before-start"}
    at_time = {"when": "fixed", "date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}

    refused = [
        desk(f"{page}/sending", revision="1", **values)
        for values in ({"do": "now"}, {"do": "later", **before_start})
    ]
    scheduled = desk(f"{page}/sending", do="later", revision="1", **at_time)
    with transaction() as session:
        moved = session.get_one(Event, event.id)
        moved.ends_at += timedelta(hours=3)
        clock.stop(moved.ends_at - timedelta(hours=2))
    sent_too_early = deliver()
    why = text_of(signed_in.get(page))

    assert [answer.status_code for answer in refused] == [409, 409]
    assert all("shown once the event is over" in text_of(answer) for answer in refused)
    assert scheduled.status_code == 303, text_of(scheduled)
    assert [mail for mail in sent_too_early if VIDEO in mail.text] == []
    assert "the event was not over yet" in why


def test_message_without_a_recording_does_not_leave(
    event, pages, save, desk, clock, deliver, signed_in
):
    written = desk(
        f"/organise/events/{event.id}/messages/new",
        subject="Recording", text="{recording}", statuses="confirmed",
    )  # fmt: skip
    page = written.headers["Location"].partition("?")[0]

    refused = desk(f"{page}/sending", do="now", revision="1")
    scheduled = desk(
        f"{page}/sending",
        do="later", when="relative", amount="1", unit="60", side="after-end", revision="1",
    )  # fmt: skip
    clock.stop(event.ends_at + timedelta(hours=1))
    nothing = deliver()
    db.session.rollback()
    message = db.session.query(EventMessage).one()
    why = text_of(signed_in.get(page))
    save(**ROWS)
    desk(f"{page}/sending", do="now", revision=str(message.revision))

    assert refused.status_code == 409
    assert "no links to a recording or slides yet" in text_of(refused)
    assert scheduled.status_code == 303
    assert nothing == []
    assert message.state is EventMessageState.STOPPED
    assert "It did not leave, because the event has no links" in why
    assert [VIDEO in mail.text for mail in deliver()] == [True]
