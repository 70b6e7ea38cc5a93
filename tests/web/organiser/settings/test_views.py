"""Registration settings: defaults, stored values, errors, and edit conflicts."""

import html
import re

import pytest

from tests.links import link_token
from tests.questions.asking import ask
from tests.web.conftest import token_of
from tests.web.organiser.conftest import all_stored, stored
from tests.web.pages import statements, text_of
from webinars.access.queries import is_secret_link_key
from webinars.database import db
from webinars.events.enums import AccessMode, WaitingList
from webinars.events.settings.registration_settings import RegistrationSettings, settings_of
from webinars.events.settings.registration_types import types_of
from webinars.questions.queries import questions_of
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

USUAL = {
    "access_mode": "open",
    "domains": "",
    "opens_before": "",
    "opens_unit": "1440",
    "closes_before": "",
    "closes_unit": "60",
    "waiting_list": "offers",
    "offer_hours": "48",
    "verification_hours": "",
    "reminders": ["1440", "60"],
    "other_reminder": "",
    "other_unit": "60",
    "retention_days": "365",
    "accepts_comments": "y",
    "invites_by_calendar": "y",
}


def terms_path(event):
    return f"/organise/events/{event.id}/registration-settings"


@pytest.fixture
def event(make_event):
    return make_event(terms={"reminders": [1440, 60]})


@pytest.fixture
def settle(signed_in):
    """Return a function that submits the settings form as a browser does."""

    def settle(event, do="save", without=(), **values):
        fields = {"revision": str(stored(event.id).revision), "do": do, **USUAL, **values}
        remaining = {name: value for name, value in fields.items() if name not in without}
        token = token_of(signed_in.get("/organise/events/new"))
        return signed_in.post(terms_path(event), data={"csrf_token": token, **remaining})

    return settle


def boxes(page):
    """Return the fields that a browser would submit unchanged."""
    result = {}
    for tag in re.findall(r"<input [^>]+>", page):
        values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if values.get("type") in {"radio", "checkbox"} and "checked" not in tag:
            continue
        result.setdefault(values.get("name"), []).append(values.get("value", ""))
    return result


def test_new_event_has_default_settings(signed_in, event):
    page = signed_in.get(terms_path(event))

    values = boxes(page.text)
    assert "Default settings" in text_of(page)
    assert (values["access_mode"], values["waiting_list"], values["offer_hours"]) == (
        ["open"],
        ["offers"],
        ["48"],
    )
    assert values["reminders"] == ["1440", "60"]
    assert values["verification_hours"] == values["opens_before"] == [""]


def test_unchanged_form_changes_only_revision(settle, event):
    before = settings_of(event)

    answer = settle(event)

    assert answer.location == f"{terms_path(event)}?done=saved"
    assert settings_of(stored(event.id)) == before == RegistrationSettings()


def test_changed_settings_are_saved_and_summarised(settle, signed_in, event):
    answer = settle(
        event,
        without=("accepts_comments",),
        access_mode="invited",
        domains="@UN.org\r\n*.bücher.example, undp.org",
        opens_before="30",
        closes_before="90",
        closes_unit="1",
        requires_approval="y",
        accepts_delegations="y",
        waiting_list="by_hand",
        verification_hours="72",
        reminders=["1440"],
        other_reminder="45",
        other_unit="1",
    )
    page = text_of(signed_in.get(answer.location))

    assert settings_of(stored(event.id)) == RegistrationSettings(
        access_mode=AccessMode.INVITED,
        domains=("un.org", "xn--bcher-kva.example", "undp.org"),
        opens_before_minutes=30 * 1440,
        closes_before_minutes=90,
        requires_approval=True,
        accepts_delegations=True,
        accepts_comments=False,
        waiting_list=WaitingList.BY_HAND,
        verification_hours=72,
        reminders=(1440, 45),
    )
    for line in (
        "Only e-mail addresses of un.org, bücher.example, undp.org can register.",
        "Only invited people can register; the event’s page says so.",
        "You approve each registration; a place is held until you do.",
        "Delegations can name several people.",
        "A place that becomes available stays available until you choose someone.",
        "Visitors cannot ask questions on the event’s page.",
        "A place is released unless the e-mail address is confirmed within 3 days.",
        "Reminders are sent 1 day, 45 minutes before the start.",
        "Registration opens 30 days before the start: Wednesday 16 June 2027, 15:00 Geneva.",
        "Registration closes 90 minutes before the start: Friday 16 July 2027, 13:30 Geneva.",
    ):
        assert line in page
    assert "The settings apply from now on. Nobody is notified." in page


def test_form_shows_saved_settings_and_custom_reminder(settle, signed_in, event):
    settle(event, closes_before="2", other_reminder="45", other_unit="1", domains="bücher.example")

    page = signed_in.get(terms_path(event)).text

    values = boxes(page)
    assert values["closes_before"] == ["2"]
    assert values["reminders"] == ["1440", "60", "45"]
    assert ">bücher.example</textarea>" in page.replace("\r\n", "").replace("\n", "")


def test_secret_link_is_shown_and_replaced(settle, signed_in, event):
    before = text_of(signed_in.get(terms_path(event)))
    settle(event, access_mode="secret_link")
    first = link_token("entry", event.id)
    page = html.unescape(signed_in.get(terms_path(event)).text)
    answer = settle(event, do="new-key", access_mode="secret_link", offer_hours="24")
    second = stored(event.id)

    assert "The link is created when you save" in before
    assert f"/events/{event.slug}/registrations?key={first}" in page
    assert answer.location.endswith("?done=new-key")
    assert (link_token("entry", event.id) != first, second.offer_hours) == (True, 24)
    assert not is_secret_link_key(db.session(), second, first)
    assert "The old link no longer works." in text_of(signed_in.get(answer.location))


@pytest.mark.parametrize(
    ("values", "name", "words"),
    [
        ({"access_mode": "nobody"}, "access_mode", "Choose one of these."),
        ({"without": ("access_mode",)}, "access_mode", "Choose one of these."),
        ({"waiting_list": "x"}, "waiting_list", "Choose one of these."),
        ({"opens_unit": "7"}, "opens_unit", "Choose one of these."),
        ({"domains": "un.org\nnot a domain!"}, "domains", "“not” is not an e-mail domain"),
        ({"domains": " ".join(f"d{n}.org" for n in range(51))}, "domains", "at most 50"),
        ({"opens_before": "x"}, "opens_before", "Enter a whole number"),
        ({"opens_before": "367"}, "opens_before", "at most 366 days"),
        ({"opens_before": "1", "closes_before": "24"}, "closes_before", "close after it opens"),
        ({"offer_hours": "0"}, "offer_hours", "Enter a whole number from 1 to 336."),
        (
            {"verification_hours": "9999"},
            "verification_hours",
            "Enter a whole number from 1 to 336.",
        ),
        ({"other_reminder": "2", "other_unit": "1"}, "other_reminder", "from 5 minutes"),
        ({"reminders": ["1"]}, "reminders", "from 5 minutes"),
        (
            {"reminders": ["10080", "2880", "1440", "60"], "other_reminder": "2"},
            "reminders",
            "at most 4",
        ),
    ],
)
def test_invalid_settings_show_errors_and_save_nothing(settle, event, values, name, words):
    before = stored(event.id).revision

    answer = settle(event, **{"requires_approval": "y", **values})

    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    assert f'href="#{name}"' in answer.text
    assert words in text_of(answer)
    assert boxes(answer.text)["requires_approval"] == ["y"]  # what was typed stays
    assert (stored(event.id).revision, stored(event.id).requires_approval) == (before, False)


def test_invalid_reminders_are_ignored(settle, event):
    settle(event, reminders=["1440", "-5", "x", "²", "9" * 40, "0"])

    assert stored(event.id).reminders == [1440]


def test_edit_conflict_shows_both_versions(settle, event):
    seen = str(event.revision)
    settle(event, offer_hours="24", reminders=["60"])

    answer = settle(event, revision=seen, offer_hours="12", closes_before="3")

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Hours to accept an offer Theirs: 24 Yours: 12" in page
    assert "Closes before the start Theirs: – Yours: 3" in page
    assert "Reminders Theirs: 1 hour Yours: 1 day, 1 hour" in page
    assert boxes(answer.text)["revision"] == [str(stored(event.id).revision)]
    assert stored(event.id).offer_hours == 24


@pytest.mark.parametrize("revision", ["", "x", "-1", "²", "9" * 30])
def test_invalid_revision_overwrites_nothing(settle, event, revision):
    assert settle(event, revision=revision, offer_hours="12").status_code == 409
    assert stored(event.id).offer_hours == 48


def test_automatic_waiting_list_starts_with_free_places(settle, make_event, make_registration):
    by_hand = {"waiting_list": WaitingList.BY_HAND, "capacity": 1}
    event = make_event(terms=by_hand)
    make_registration(event, email="a@example.org")
    make_registration(event, email="b@example.org")
    stored(event.id).capacity = 2
    db.session.commit()

    settle(event, waiting_list="at_once")

    db.session.rollback()
    assert [item.status for item in db.session.query(Registration)] == [Status.CONFIRMED] * 2


def test_settings_of_other_organisers_event_are_not_found(as_another, event):
    assert as_another.get(terms_path(event)).status_code == 404


def test_query_count_does_not_depend_on_settings(signed_in, settle, event):
    def asked():
        with statements() as seen:
            signed_in.get(terms_path(event))
        return len(seen)

    before = asked()
    settle(event, domains="un.org undp.org", opens_before="3")
    assert asked() == before
    settle(event, access_mode="secret_link")

    assert asked() == before + 1  # the link is a row of its own


def test_event_form_shows_and_keeps_relative_closing_time(write, settle, event):
    settle(event, closes_before="2")
    page = write(event.id, do="look")
    write(event.id, date="2027-08-02", start="10:00")

    moved = stored(event.id)
    assert "Registration closes 2 hours before the start: Friday 16 July 2027, 13:00 Geneva." in (
        text_of(page)
    )
    assert 'id="closes_on"' not in page.text
    assert 'id="opens_on"' in page.text
    assert f"{moved.closes_at:%Y-%m-%d %H:%M}" == "2027-08-02 06:00"


def test_relative_period_is_no_edit_conflict(write, settle, event):
    settle(event, closes_before="2")

    answer = write(event.id, revision="1", title="Mine")

    assert "Closes on" not in re.findall(r'<th scope="row".*?</th>', answer.text, re.S)


def test_event_form_refuses_empty_registration_period(write, settle, event):
    settle(event, closes_before="2")

    answer = write(event.id, opens_on="2027-06-17", opens_time="14:30")

    assert answer.status_code == 422
    assert "Registration must close after it opens." in text_of(answer)


def test_copy_has_same_settings_and_own_secret_link(press, settle, event):
    settle(event, access_mode="secret_link", closes_before="2", requires_approval="y")

    press(f"/organise/events/{event.id}/copy")

    first, copy = all_stored()
    assert settings_of(copy).closes_before_minutes == 120
    assert (copy.requires_approval, copy.access_mode) == (True, AccessMode.SECRET_LINK)
    assert copy.closes_at == first.closes_at
    assert link_token("entry", copy.id) != link_token("entry", first.id)
    assert types_of(db.session(), copy.id) == []


def test_copy_has_same_questions(press, event):
    ask(event, "text", "Why do you come?")

    press(f"/organise/events/{event.id}/copy")

    _, copy = all_stored()
    assert [item.label for item in questions_of(db.session(), copy.id)] == ["Why do you come?"]
    assert copy.has_questions is True


def test_expired_form_changes_nothing(signed_in, event):
    answer = signed_in.post(
        terms_path(event), data={"revision": str(event.revision), **USUAL, "requires_approval": "y"}
    )

    assert answer.status_code == 400
    assert stored(event.id).requires_approval is False


def test_test_data_matches_rendered_form(signed_in, event):
    shown = set(re.findall(r' name="(\w+)"', signed_in.get(terms_path(event)).text))

    unticked = {"requires_approval", "accepts_delegations"}
    assert shown - {"csrf_token", "revision", "do", "viewport"} == set(USUAL) | unticked
