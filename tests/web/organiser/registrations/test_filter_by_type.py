"""Registrations of one type: in the table with search, status and pages, in the CSV, and after decisions."""

import csv
import io
import re

import pytest

from tests.questions.asking import kind_of_registration
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.database import transaction
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.organiser import registrant_list


@pytest.fixture
def event(make_event, make_registration):
    """Return an event with registrations of two types, and one from before it had types."""
    event = make_event()
    event.zoe = register(make_registration, event, "Zoe")
    event.guest, event.speaker = (
        kind_of_registration(event, name, at) for at, name in enumerate(("Guest", "Speaker"))
    )
    for name in ("Ann", "Abe", "Bea"):
        register(make_registration, event, name, event.guest)
    register(make_registration, event, "Ada", event.speaker)
    return event


@pytest.fixture
def path(event):
    """Return the path of its registrations."""
    return f"/organise/events/{event.id}/registrations"


def register(make_registration, event, name, registration_type_id=None):
    return make_registration(
        event, name=name, email=f"{name}@example.org", registration_type_id=registration_type_id
    )


def names(page):
    return re.findall(r"<b><bdi>(\w+)</bdi></b>", page.text)


def test_table_is_filtered_by_type_search_and_status(signed_in, path, event):
    def matching_names(query):
        return names(signed_in.get(f"{path}?{query}"))

    assert matching_names("") == ["Ada", "Bea", "Abe", "Ann", "Zoe"]
    assert matching_names(f"registration_type={event.guest}") == ["Bea", "Abe", "Ann"]
    assert matching_names(f"registration_type={event.guest}&q=a&state=confirmed") == [
        "Bea",
        "Abe",
        "Ann",
    ]
    assert matching_names(f"registration_type={event.guest}&q=ab") == ["Abe"]
    assert matching_names(f"registration_type={event.speaker}") == ["Ada"]
    assert matching_names(f"registration_type={event.speaker}&state=waiting") == []
    assert matching_names("registration_type=none") == ["Zoe"]


def test_filter_by_type_stays_in_form_and_pages(signed_in, path, event, make_registration):
    for number in range(registrant_list.PAGE_LENGTH):
        registration_type_id = (event.guest, event.speaker)[number % 2]
        register(make_registration, event, f"p{number}", registration_type_id)
        register(make_registration, event, f"q{number}", event.guest)

    page = signed_in.get(f"{path}?registration_type={event.guest}&state=confirmed")
    after = re.search(r'href="([^"]+)" rel="next"', page.text)[1].replace("&amp;", "&")
    seen = names(page) + names(signed_in.get(after))

    assert f'<option value="{event.guest}" selected>Guest</option>' in page.text
    assert "Download these (CSV)" in text_of(page)
    assert len(seen) == len(set(seen)) == 25 + 50 + 3
    assert seen[-3:] == ["Bea", "Abe", "Ann"]
    assert not [name for name in seen if name.startswith("p") and int(name[1:]) % 2]


def test_csv_of_filtered_page_contains_same_registrations(signed_in, path, event):
    page = signed_in.get(f"{path}?registration_type={event.guest}&q=a&state=confirmed")
    link = re.search(r'href="([^"]+registrations\.csv[^"]*)"', page.text)[1].replace("&amp;", "&")

    def people(where):
        rows = csv.reader(io.StringIO(signed_in.get(where).get_data().decode("utf-8-sig")))
        return [row[0] for row in rows][1:]

    assert people(link) == ["Ann", "Abe", "Bea"]
    assert people(f"{path}.csv?registration_type=none") == ["Zoe"]
    assert people(f"{path}.csv") == ["Zoe", "Ann", "Abe", "Bea", "Ada"]


@pytest.mark.parametrize("kind", ["0", "999", "x", "-1", "٣", "9" * 11, "99999999999999"])
def test_unknown_type_is_not_found(signed_in, path, kind, make_event):
    plain = f"/organise/events/{make_event().id}/registrations"

    for where in (path, f"{path}.csv", plain, f"{plain}.csv"):
        assert signed_in.get(f"{where}?registration_type={kind}").status_code == 404


def test_type_of_other_event_is_not_found(signed_in, path, make_event):
    other = kind_of_registration(make_event(), "Theirs")

    assert signed_in.get(f"{path}?registration_type={other}").status_code == 404
    assert "Theirs" not in signed_in.get(path).text


def test_event_without_types_has_no_type_filter(signed_in, make_event, make_registration):
    event = make_event()
    register(make_registration, event, "Ann")
    path = f"/organise/events/{event.id}/registrations"

    page = signed_in.get(path)

    assert 'name="registration_type"' not in page.text
    assert signed_in.get(f"{path}?registration_type=none").status_code == 404


def test_decision_keeps_filter_by_type(signed_in, make_event, make_registration):
    event = make_event(terms={"requires_approval": True})
    kind = kind_of_registration(event, "Guest")
    ann, _bo, cy = (register(make_registration, event, name, kind) for name in ("Ann", "Bo", "Cy"))
    path = f"/organise/events/{event.id}/registrations"
    page = signed_in.get(f"{path}?registration_type={kind}&state=awaiting_approval")
    fields = {
        "csrf_token": token_of(page),
        "state": "awaiting_approval",
        "registration_type": str(kind),
    }

    asked = signed_in.post(f"{path}/decisions", data={**fields, "do": f"refuse-{cy.id}"})
    done = signed_in.post(f"{path}/decisions", data={**fields, "do": f"approve-{ann.id}"})

    assert f'name="registration_type" value="{kind}"' in page.text
    assert f'name="registration_type" value="{kind}"' in asked.text
    assert (
        done.location
        == f"{path}?done=approved&state=awaiting_approval&registration_type={kind}&n=1"
    )


def test_query_count_does_not_depend_on_number_of_types(signed_in, event, path, make_registration):
    def asked():
        with statements() as seen:
            assert signed_in.get(f"{path}?registration_type={event.guest}").status_code == 200
        return [item for item in seen if item.startswith(("SELECT", "UPDATE"))]

    few = asked()
    for at, name in enumerate(("Dee", "Eve"), 2):
        register(make_registration, event, name, kind_of_registration(event, name, at))
        register(make_registration, event, f"{name}2", event.guest)

    assert len(asked()) == len(few) <= 9


def test_filter_offers_registrations_without_type_while_there_are_some(signed_in, event, path):
    before = signed_in.get(path).text
    with transaction() as session:
        erase_registrant(session, event.zoe.id)

    after = signed_in.get(path).text

    assert ["Without a type" in page for page in (before, after)] == [True, False]
