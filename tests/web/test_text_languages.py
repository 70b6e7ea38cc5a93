"""A text in several languages reaches each reader in theirs, on every surface, and costs no statement more."""

import json
import re

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.emails.calendars import told
from tests.links import link_token
from tests.web.conftest import token_of
from tests.web.pages import at, statements
from webinars.database import db, transaction
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.enums import Format
from webinars.events.lifecycle import cancel_event
from webinars.events.models import Event, RegistrationType, Series
from webinars.localized_text import LocalizedText, comparable
from webinars.questions.models import Answer, Question
from webinars.questions.question_types import QuestionType
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import get_or_create_calendar

TITLE = LocalizedText("Prisons in 2027", {"fr": "Lieux de détention", "ar": "السجون"})
ABOUT = LocalizedText("Of *cells*.", {"fr": "Des *cellules*."})
PLACE = LocalizedText("Room A", {"fr": "Salle A"})
NAME = LocalizedText("Detention series", {"fr": "Cycle détention"})
FRENCH, ENGLISH = (
    ("Lieux de détention", "Salle A", "cellules"),
    ("Prisons in 2027", "Room A", "cells"),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url, "LANGUAGES": ["en", "fr", "ar", "es"]}


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def series(make_series):
    made = make_series(name=NAME, description=ABOUT)
    with transaction() as session:
        session.get_one(Series, made.id).text_language = "en"
    return made


@pytest.fixture
def event(make_event, series):
    return make_event(
        title=TITLE,
        description=ABOUT,
        place=PLACE,
        format=Format.HYBRID,
        series_id=series.id,
        text_language="en",
    )


@pytest.fixture
def read(client):
    """Return a function that loads an address as a browser of one language does."""

    def read(path, language):
        response = client.get(path, headers={"Accept-Language": language})
        assert response.status_code == 200
        return response.get_data(as_text=True).replace("\r\n ", "")

    return read


def has(text, expected, others):
    assert [one for one in expected if one not in text] == []
    assert [one for one in others if one in text] == []


def test_page_and_list_are_in_the_language_of_the_reader(event, read):
    for path in (f"/events/{event.slug}", f"/events/{event.slug}/registrations", "/"):
        french, english = read(path, "fr"), read(path, "en")
        is_about_shown = path == f"/events/{event.slug}"
        length = 3 if is_about_shown else 2

        has(french, FRENCH[:length], ENGLISH)
        has(english, ENGLISH[:length], FRENCH)


def test_text_in_another_language_than_the_page_says_so(event, series, read):
    page = f"/events/{event.slug}"

    assert '<h1><bdi lang="en" dir="ltr">Prisons in 2027</bdi></h1>' in read(page, "es")
    assert '<div class="prose about" lang="en" dir="ltr">' in read(page, "ar")
    assert "<h1><bdi>السجون</bdi></h1>" in read(page, "ar")
    assert "<h1><bdi>Prisons in 2027</bdi></h1>" in read(page, "en")
    assert '<bdi lang="en" dir="ltr">Prisons in 2027</bdi></a></h3>' in read("/", "es")
    assert '<h1><bdi lang="en" dir="ltr">Detention series</bdi></h1>' in read(
        f"/series/{series.slug}", "es"
    )


def test_latin_text_is_never_shown_from_right_to_left(make_event, read):
    event = make_event(title="Prisons, in 2027.", text_language="ar", description="About cells.")

    page = read(f"/events/{event.slug}", "es")

    assert '<h1><bdi lang="ar" dir="auto">Prisons, in 2027.</bdi></h1>' in page
    assert '<div class="prose about" lang="ar" dir="auto">' in page


def test_text_whose_language_nobody_stated_claims_none(make_event, read):
    event = make_event(title=TITLE, text_language="en", terms={"text_language": ""})

    assert "<h1><bdi>Prisons in 2027</bdi></h1>" in read(f"/events/{event.slug}", "es")
    assert "<h1><bdi>Lieux de détention</bdi></h1>" in read(f"/events/{event.slug}", "fr")


def test_head_of_the_page_is_in_the_language_of_the_reader(event, read):
    page = read(f"/events/{event.slug}", "fr")
    data = json.loads(re.search(r"ld\+json\">(.*?)</script>", page)[1])

    assert "<title>Lieux de détention" in page
    assert 'property="og:title" content="Lieux de détention"' in page
    assert (data["name"], data["description"]) == ("Lieux de détention", "Des cellules.")
    assert data["superEvent"]["name"] == "Cycle détention"


def test_series_is_in_the_language_of_the_reader(event, series, read):
    page = read(f"/series/{series.slug}", "fr")

    has(page, ("Cycle détention", "cellules", "Lieux de détention"), ("Detention series",))
    assert "Cycle détention" in read("/", "fr")
    assert f"{NAME.translations['fr']}</option>" in read("/", "fr")


def test_page_is_rendered_again_for_a_new_name_of_its_series(event, series, read):
    path = f"/events/{event.slug}"
    read(path, "fr")
    with transaction() as session:
        session.get_one(Series, series.id).name = LocalizedText(NAME, {"fr": "Détention"})

    assert ">Détention</bdi>" in read(path, "fr")
    assert ">Détention</bdi>" in read("/", "fr")


def test_row_is_rendered_again_where_too_many_series_are_offered(event, series, read, monkeypatch):
    monkeypatch.setattr("webinars.events.listing.first_read.MOST_SERIES", 0)
    read("/", "fr")
    with transaction() as session:
        session.get_one(Series, series.id).name = LocalizedText(NAME, {"fr": "Détention"})

    assert ">Détention</bdi>" in read("/", "fr")


def test_filter_is_rendered_again_for_a_new_name_of_a_series_without_rows(
    event, make_event, series, read
):
    make_event(title="Mine", when=at(2027, 9, 1, 10))
    read("/?month=2027-09", "fr")
    with transaction() as session:
        session.get_one(Series, series.id).name = LocalizedText(NAME, {"fr": "Détention"})

    assert ">Détention</option>" in read("/?month=2027-09", "fr")


@pytest.mark.parametrize("path", ["/events.ics", "/events.atom", "/events.json"])
def test_feeds_are_in_the_language_of_their_address(event, client, path):
    french, english = (
        client.get(f"{path}?lang={tag}").get_data(as_text=True).replace("\r\n ", "")
        for tag in ("fr", "en")
    )

    has(french, FRENCH, ENGLISH)
    has(english, ENGLISH, FRENCH)


def test_calendar_file_states_the_language_of_its_summary(event, client):
    summaries = {
        tag: Calendar.from_ical(client.get(f"/events/{event.slug}.ics?lang={tag}").data).events[0][
            "SUMMARY"
        ]
        for tag in ("fr", "es")
    }

    assert summaries["fr"] == "Lieux de détention"
    assert summaries["fr"].params["LANGUAGE"] == "fr"
    assert summaries["es"] == "Prisons in 2027"
    assert summaries["es"].params["LANGUAGE"] == "en"


def test_summary_in_two_languages_states_none(event, client, site):
    with transaction() as session:
        cancel_event(session, event.id, site)

    calendar = Calendar.from_ical(client.get(f"/events/{event.slug}.ics?lang=es").data)

    assert "LANGUAGE" not in calendar.events[0]["SUMMARY"].params


def test_event_in_one_language_has_the_calendar_text_of_before(make_event, client):
    event = make_event(title="Prisons", terms={"text_language": "en"})

    assert b"\r\nSUMMARY:Prisons\r\n" in client.get(f"/events/{event.slug}.ics").data


def test_email_and_invitation_are_in_the_language_of_the_registrant(
    event, make_registration, deliver
):
    make_registration(event, language="fr", email="fr@example.org")
    make_registration(event, language="es", email="es@example.org")

    by_recipient = {mail.message["To"]: mail for mail in deliver()}

    french = by_recipient[next(to for to in by_recipient if "fr@" in to)]
    spanish = by_recipient[next(to for to in by_recipient if "es@" in to)]
    entry = told(french.message).event
    assert "Lieux de détention" in french.message["Subject"]
    has(french.text, ("Lieux de détention", "Salle A"), ENGLISH)
    assert (entry["SUMMARY"], entry["SUMMARY"].params["LANGUAGE"]) == ("Lieux de détention", "fr")
    assert "cellules" in entry["DESCRIPTION"]
    assert "Salle A" in entry["LOCATION"]
    assert "Prisons in 2027" in spanish.message["Subject"]
    assert told(spanish.message).event["SUMMARY"].params["LANGUAGE"] == "en"


def test_own_pages_and_calendar_are_in_the_language_of_the_registrant(
    event, make_registration, read, client
):
    registration = make_registration(event, language="fr")
    with transaction() as session:
        calendar_id = get_or_create_calendar(session, registration.id).id

    page = read(f"/registrations/{link_token('manage', registration.id)}", "fr")
    feed = client.get(f"/calendars/{link_token('calendar', calendar_id)}.ics?lang=fr").get_data(
        as_text=True
    )

    assert "Lieux de détention" in page
    assert "Prisons in 2027" not in page
    assert "Lieux de détention" in feed.replace("\r\n ", "")


def test_summary_with_a_status_in_another_language_states_none(
    make_event, make_registration, client
):
    event = make_event(title=TITLE, text_language="en", capacity=1)
    make_registration(event, email="first@example.org")
    registration = make_registration(event, email="second@example.org")
    with transaction() as session:
        calendar_id = get_or_create_calendar(session, registration.id).id

    path = f"/calendars/{link_token('calendar', calendar_id)}.ics"
    languages = [
        Calendar.from_ical(client.get(f"{path}?lang={tag}").data)
        .events[0]["SUMMARY"]
        .params.get("LANGUAGE")
        for tag in ("es", "fr")
    ]

    assert languages == [None, "fr"]


@pytest.mark.parametrize("query", ["prisons", "détention", "السجون", "cellules", "salle", "cycle"])
def test_search_finds_every_language(event, read, query):
    assert event.slug in read(f"/?q={query}", "en")


def test_series_is_found_by_its_name_in_any_language(event, series, client):
    for name in ("Detention series", "cycle détention"):
        page = client.get("/", query_string={"series": name}).get_data(as_text=True)

        assert event.slug in page


def test_form_shows_questions_and_types_in_the_language_of_the_reader(event, read):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.has_registration_types = row.has_questions = True
        session.add(
            RegistrationType(
                event_id=event.id, position=1, name=LocalizedText("Observer", {"fr": "Observateur"})
            )
        )
        session.add(
            Question(
                event_id=event.id,
                position=1,
                question_type=QuestionType.SINGLE,
                label=LocalizedText("Meal", {"fr": "Repas"}),
                help=LocalizedText("At noon", {"fr": "À midi"}),
                choices=[LocalizedText("Fish", {"fr": "Poisson"}), "Rice"],
            )
        )

    page = read(f"/events/{event.slug}/registrations", "fr")

    has(
        page, ("Observateur", "Repas", "À midi", "Poisson", "Rice"), ("Observer", "Meal", "At noon")
    )
    assert 'value="Fish"' in page


def agreed():
    """Return the text of the only consent."""
    db.session.rollback()
    return db.session.scalars(select(Answer.value)).one()["to"]


@pytest.fixture
def consent(event):
    """Add a consent to the event; return the id of the question."""
    with transaction() as session:
        session.get_one(Event, event.id).has_questions = True
        question = Question(
            event_id=event.id,
            position=1,
            question_type=QuestionType.CONSENT,
            label=LocalizedText("I agree", {"fr": "J’accepte"}),
        )
        session.add(question)
        session.flush()
        return question.id


def test_consent_keeps_the_text_that_was_agreed_to(event, consent, make_registration):
    make_registration(event, language="fr", given={consent: "yes"})

    assert agreed() == "J’accepte"


@pytest.mark.parametrize("by", ["registrant", "organiser"])
def test_consent_keeps_the_text_of_its_page(event, consent, make_registration, signed_in, by):
    registration = make_registration(event, language="fr")
    path = (
        f"/registrations/{link_token('manage', registration.id)}/answers"
        if by == "registrant"
        else f"/organise/events/{event.id}/registrations/{registration.id}/answers"
    )
    page = signed_in.get(path, headers={"Accept-Language": "en"})
    language = re.search(r'name="questions-language" value="(\w+)"', page.text)[1]
    fields = {"questions-language": language, f"q-{consent}": "yes"}

    # Meanwhile another page was opened in French.
    signed_in.post(
        path,
        data={"csrf_token": token_of(page), **fields},
        headers={"Accept-Language": "fr"},
    )

    assert "I agree" in page.text
    assert agreed() == "I agree"


def test_consent_keeps_the_text_of_the_page_on_which_it_was_given(event, consent, send):
    path = f"/events/{event.slug}/registrations"
    person = {"name": "Ann", "email": "ann@example.org", "affiliation": "", "zone": ""}
    fields = {**person, f"q-{consent}": "yes"}

    answer = send(path, headers={"Accept-Language": "fr"}, lang="en", **fields)

    assert answer.status_code == 303
    assert agreed() == "J’accepte"
    assert db.session.scalar(select(Registration.language)) == "en"


def test_translation_costs_no_statement(event, make_event, series, client):
    plain = make_event(title="Prisons", series_id=series.id, format=Format.HYBRID, place="Room B")
    counts = []
    for slug in (plain.slug, event.slug):
        with statements() as seen:
            client.get(f"/events/{slug}?lang=fr", follow_redirects=True)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_edited_title_keeps_its_translations(event, site):
    details = details_of(event)
    values = {name: getattr(details, name) for name in details.__dataclass_fields__}
    with transaction() as session:
        edited = type(details)(**{**values, "title": "Prisons in 2028"})
        change_event(session, event.id, details=edited, revision=event.revision, site=site)

    title = db.session.scalar(select(Event.title).where(Event.id == event.id))
    assert comparable(title) == comparable(LocalizedText("Prisons in 2028", TITLE.translations))
