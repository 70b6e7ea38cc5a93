"""Delegations from a pasted list: previewed line by line, then added at once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.access.models import Delegation
from webinars.database import db, transaction
from webinars.events.models import Event

LIST = "Kenya; Wanjiru Kamau; wanjiru@example.org; 3\nChile; Inés Soto; ines@example.org"


@pytest.fixture
def event(make_event):
    """Return an event that accepts delegations."""
    return make_event(terms={"accepts_delegations": True})


@pytest.fixture
def path(event):
    """Return the path of the list."""
    return f"/organise/events/{event.id}/delegations/list"


@pytest.fixture
def paste(signed_in, path):
    """Return a function that submits a list; seen is the number of errors that the preview showed."""

    def paste(text, do="read", seen=0, **values):
        data = {"csrf_token": token_of(signed_in.get(path)), "text": text, "do": do, "seen": seen}
        return signed_in.post(path, data={**data, **values})

    return paste


def stored():
    db.session.rollback()
    rows = db.session.scalars(select(Delegation).order_by(Delegation.id))
    return [(item.name, item.focal_name, item.focal_email, item.quota) for item in rows]


def test_list_is_previewed_before_emails_are_sent(paste, deliver):
    page = text_of(paste(f"{LIST}\nPeru; Ana\nJapan; Aoi; aoi@gmial.com; 2"))

    assert "3 delegations can be added" in page
    assert "Kenya Wanjiru Kamau wanjiru@example.org Maximum: 3 new" in page
    assert "1 line cannot be used Line 3 Peru; Ana There is no e-mail address in this line." in page
    assert "Did you mean aoi@gmail.com?" in page
    assert "Add 3 delegations and e-mail the links, leave out 1 line" in page
    assert (stored(), deliver()) == ([], [])


def test_list_adds_delegations_and_emails_each_focal_point_once(paste, signed_in, deliver):
    answer = paste(LIST, do="add")

    mails = deliver()
    assert (answer.status_code, answer.location[-15:]) == (303, "done=listed&n=2")
    assert [str(mail.message["To"]) for mail in mails] == [
        "Wanjiru Kamau <wanjiru@example.org>",
        "Inés Soto <ines@example.org>",
    ]
    assert "up to 3 people" in mails[0].text
    assert stored() == [
        ("Kenya", "Wanjiru Kamau", "wanjiru@example.org", 3),
        ("Chile", "Inés Soto", "ines@example.org", None),
    ]
    assert "2 delegations were added." in text_of(signed_in.get(answer.location))


def test_resubmitted_list_adds_nothing(paste, deliver):
    paste(LIST, do="add")
    deliver()

    page = text_of(paste(LIST.replace("Kenya", "KENYA")))
    answer = paste(LIST, do="add")

    assert "All of them have already been added: no e-mail is sent." in page
    assert answer.location.endswith("n=0")
    assert (len(stored()), deliver()) == (2, [])


def test_list_of_all_states_is_added_at_once(paste, deliver):
    states = "\n".join(f"State {n}; Focal {n}; f{n}@example.org; 5" for n in range(193))

    answer = paste(f"Country; Focal point; E-mail; Quota\n{states}", do="add")

    assert answer.location.endswith("n=193")
    assert len(stored()) == len({row[2] for row in stored()}) == 193
    assert len(deliver()) == 193


def test_unseen_errors_are_shown_before_adding(paste):
    answer = paste(f"{LIST}\nPeru", do="add", seen=0)
    left_out = paste(f"{LIST}\nPeru", do="add", seen=1)

    assert answer.status_code == 422
    assert left_out.location.endswith("n=2")


def test_name_of_existing_delegation_shows_error_at_its_line(paste):
    paste(LIST, do="add")

    page = text_of(paste("Kenya; Amani; amani@example.org\nPeru; Ana; ana@example.org"))

    assert "1 delegation can be added" in page
    assert (
        "Line 1 Kenya; Amani; amani@example.org A delegation with this name already exists" in page
    )


def test_rate_limited_focal_point_adds_nothing(paste, deliver, clock):
    paste("\n".join(f"Body {n}; Ana; ana@example.org" for n in range(3)), do="add")
    told, before = deliver(), stored()

    answer = paste("Chile; Inés; ines@example.org\nBody 3; Ana; ana@example.org", do="add")

    assert answer.status_code == 422
    assert (
        "Line 2 Body 3; Ana; ana@example.org We have sent this address several e-mails"
        in text_of(answer)
    )
    assert 'name="seen" value="1"' in answer.text
    assert (len(told), stored(), deliver()) == (3, before, [])


def test_focal_point_of_many_delegations_gets_three_links_an_hour(paste, deliver, clock):
    answer = paste("\n".join(f"Body {n}; Ana; ana@example.org" for n in range(8)), do="add")

    told = []
    for _ in range(4):
        told.append(deliver())
        clock.advance(timedelta(minutes=59))
        assert deliver() == []
        clock.advance(timedelta(minutes=1))

    links = [re.search(r"\S+/delegations/\S+", mail.text)[0] for mails in told for mail in mails]
    assert answer.location.endswith("n=8")
    assert [len(mails) for mails in told] == [3, 3, 2, 0]
    assert len(set(links)) == 8


@pytest.mark.parametrize(
    ("terms", "status"),
    [({"accepts_delegations": False}, 409), ({"state": "cancelled"}, 409)],
)
def test_list_for_event_without_delegations_keeps_text(paste, event, terms, status):
    with transaction() as session:
        for column, value in terms.items():
            setattr(session.get_one(Event, event.id), column, value)

    answer = paste(LIST, do="add")

    assert answer.status_code == status
    assert "wanjiru@example.org" in answer.text
    assert stored() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" ", "Paste a list with one delegation per line."),
        ("x" * 200_001, "Enter at most 200000 characters."),
        (
            "\n".join(f"B{n}; W; w{n}@example.org" for n in range(501)),
            "An event can have at most 500 delegations.",
        ),
    ],
)
def test_empty_or_too_long_list_shows_error(paste, text, words):
    answer = paste(text)

    assert answer.status_code == 422
    assert words in text_of(answer)


def test_list_of_event_of_other_organiser_is_not_found(path, as_another):
    assert as_another.get(path).status_code == 404


def test_hostile_names_are_escaped(paste):
    page = paste("<script>alert(1)</script>; <b>W</b>; w@example.org\n<i>Peru</i>").text

    assert "<script>alert" not in page
    assert "<i>Peru" not in page
