"""Texts of an event in other languages: shown, saved, removed, refused, and edit conflicts."""

import re

import pytest

from tests.web.organiser.conftest import all_stored, stored
from webinars.database import transaction
from webinars.events.models import Event, Series
from webinars.localized_text import LocalizedText, all_languages

TITLE = LocalizedText("Access to justice", {"fr": "L’accès à la justice"})
FRENCH = {
    "text_language": "en",
    "title_fr": "L’accès à la justice",
    "description_fr": "Bonjour à **vous**",
    "place_fr": "",
}


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr", "ar"]}


def test_new_event_is_saved_with_its_translations(write, client):
    answer = write(do="publish", **FRENCH)

    [event] = all_stored()
    page = client.get(f"/events/{event.slug}", headers={"Accept-Language": "fr"}).text
    assert answer.status_code == 303
    assert all_languages(event.title) == ("Access to justice", "L’accès à la justice")
    assert event.text_language == "en"
    assert "Bonjour à <strong>vous</strong>" in page
    assert event.slug == "access-to-justice"


def test_form_shows_and_removes_translations(write, signed_in, make_event):
    event = make_event(title=TITLE, text_language="en")

    page = signed_in.get(f"/organise/events/{event.id}/edit").text
    write(event.id, text_language="en", title_fr="", description_fr="", place_fr="")

    assert 'value="L’accès à la justice"' in page
    assert 'lang="fr"' in page
    assert "In other languages (1)" in " ".join(page.split())
    assert type(stored(event.id).title) is str


def test_every_language_has_fields_whatever_the_own_one(signed_in, make_event):
    event = make_event(title=TITLE, text_language="en")

    page = signed_in.get(f"/organise/events/{event.id}/edit").text

    assert re.findall(r'name="title_(\w+)"', page) == ["en", "fr", "ar"]
    assert '<option lang="fr" value="fr">Français</option>' in page
    assert re.search(r'<input[^>]* lang="en"[^>]* name="title"', page)


def test_translations_without_a_field_stay(write, make_event):
    title = LocalizedText("Access", {"fr": "Accès", "ar": "السجون"})
    event = make_event(title=title, text_language="en")

    write(event.id, text_language="en", title="Access", title_fr="L’accès")

    assert stored(event.id).title.translations == {"fr": "L’accès", "ar": "السجون"}


def test_removed_text_takes_its_translations(write, make_event):
    description = LocalizedText("Cells.", {"fr": "Cellules."})
    event = make_event(title="Access", description=description, text_language="en")

    write(event.id, text_language="en", description="")

    assert all_languages(stored(event.id).description) == ("",)


@pytest.mark.parametrize("name", ["description", "place"])
def test_translation_of_no_text_is_refused_at_the_text(write, name):
    answer = write(**{**FRENCH, name: "", f"{name}_fr": "Texte"})

    assert answer.status_code == 422
    error = re.search(rf'id="{name}-error">.*?</p>', answer.text, re.DOTALL)[0]
    assert "no text that it translates" in error
    assert all_stored() == []


def test_language_that_the_installation_no_longer_offers_stays(write, signed_in, make_event):
    event = make_event(title=LocalizedText("Access", {"pt-BR": "Acesso"}), text_language="en")

    page = signed_in.get(f"/organise/events/{event.id}/edit").text
    write(event.id, text_language="en", **{"title_pt-BR": "Acesso à justiça"})

    assert 'value="Acesso"' in page
    assert all_languages(stored(event.id).title)[1:] == ("Acesso à justiça",)


def test_new_series_claims_no_language(write, session):
    write(series="Dialogues", text_language="fr")

    assert session.query(Series).one().text_language == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text_language": ""}, "Choose the language in which the text is written."),
        ({"text_language": "fr"}, "The text is written in this language."),
        ({"text_language": "a b"}, "The language “a b” is not available."),
        ({"title_fr": "a" * 301}, "at most 300 characters"),
        ({"title_fr": "a\x1eb"}, "cannot be displayed"),
        ({"description_fr": "https://zoom.us/j/123?pwd=x"}, "would give everyone access"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(write, fields, sentence):
    answer = write(**{**FRENCH, **fields})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert '<details class="more" id="translations" open>' in answer.text
    assert all_stored() == []


VENUE = LocalizedText("Room A", {"fr": "Salle A"})
STALE = "The venue in this language is still “Salle A”."


def test_changed_venue_asks_about_its_translations(write, make_event):
    event = make_event(title="Access", place=VENUE, text_language="en")
    values = {**FRENCH, "title_fr": "", "description_fr": "", "place": "Room B"}

    refused = write(event.id, **{**values, "place_fr": "Salle A"})
    confirmed = write(event.id, **{**values, "place_fr": "Salle A", "same_venue": "y"})

    assert (refused.status_code, STALE in refused.text) == (422, True)
    assert 'name="same_venue"' in refused.text
    assert confirmed.status_code == 303
    assert all_languages(stored(event.id).place) == ("Room B", "Salle A")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"place_fr": "Salle B"}, ("Room B", "Salle B")),
        ({"place_fr": ""}, ("Room B",)),
        ({}, ("Room B",)),
    ],
)
def test_changed_venue_has_no_former_translation(write, make_event, fields, expected):
    event = make_event(title="Access", place=VENUE, text_language="en")

    answer = write(event.id, text_language="en", place="Room B", **fields)

    assert answer.status_code == 303
    assert all_languages(stored(event.id).place) == expected


def test_same_venue_is_not_asked_about(write, make_event):
    event = make_event(title="Access", place=VENUE, text_language="en")

    answer = write(event.id, **{**FRENCH, "place": "Room A", "place_fr": "Salle A"})

    assert (answer.status_code, "same_venue" in answer.text) == (303, False)


def test_translation_that_was_saved_meanwhile_is_shown(write, make_event):
    event = make_event(title=TITLE, text_language="en")
    revision = event.revision
    write(event.id, **{**FRENCH, "title_fr": "Justice pour tous"})

    late = write(event.id, revision=str(revision), **{**FRENCH, "title_fr": "La justice"})

    assert late.status_code == 409
    assert "Title (Français)" in late.text
    assert "Justice pour tous" in late.text


def test_same_form_sent_twice_is_saved_once(write, make_event):
    event = make_event(title=TITLE, text_language="en")
    revision = str(event.revision)
    first = write(event.id, **FRENCH)

    again = write(event.id, revision=revision, **FRENCH)

    assert (first.status_code, again.status_code) == (303, 303)
    assert stored(event.id).revision == int(revision) + 1


def test_copy_keeps_languages(press, make_event):
    event = make_event(title=TITLE, text_language="en")

    press(f"/organise/events/{event.id}/copy")

    copy = max(all_stored(), key=lambda row: row.id)
    assert (copy.id != event.id, copy.text_language) == (True, "en")
    assert all_languages(copy.title) == all_languages(TITLE)


def test_new_event_claims_no_language(signed_in):
    signed_in.get("/organise/events/new?lang=fr", follow_redirects=True)

    page = signed_in.get("/organise/events/new").text

    select = re.search(r'<select[^>]* name="text_language".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'<option selected value="(.*?)"', select) == [""]


class TestInOneLanguage:
    """An installation with one language has no fields for others."""

    @pytest.fixture
    def overrides(self):
        return {"LANGUAGES": ["en"]}

    def test_fields_are_hidden_and_the_language_stays(self, write, signed_in, make_event):
        event = make_event(title="Access")
        with transaction() as session:
            session.get_one(Event, event.id).text_language = "fr"

        page = signed_in.get(f"/organise/events/{event.id}/edit").text
        write(event.id, text_language="fr")

        assert '<input type="hidden" name="text_language" value="fr">' in page
        assert "In other languages" not in page
        assert stored(event.id).text_language == "fr"
