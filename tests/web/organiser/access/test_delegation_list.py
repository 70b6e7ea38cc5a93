"""Delegations from a pasted list: each line is shown before anything is done, and one press adds all."""

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
    """Give an event that takes delegations."""
    return make_event(terms={"accepts_delegations": True})


@pytest.fixture
def path(event):
    """Give the address of the list."""
    return f"/organise/events/{event.id}/delegations/list"


@pytest.fixture
def paste(signed_in, path):
    """Give an action that sends a list with a button; seen is how many lines were said to be wrong."""

    def paste(text, do="read", seen=0, **said):
        data = {"csrf_token": token_of(signed_in.get(path)), "text": text, "do": do, "seen": seen}
        return signed_in.post(path, data={**data, **said})

    return paste


def stored():
    db.session.rollback()
    rows = db.session.scalars(select(Delegation).order_by(Delegation.id))
    return [(each.name, each.focal_name, each.focal_email, each.quota) for each in rows]


def test_a_list_is_shown_line_by_line_before_anybody_is_written_to(paste, deliver):
    page = text_of(paste(f"{LIST}\nPeru; Ana\nJapan; Aoi; aoi@gmial.com; 2"))

    assert "3 delegations can be added" in page
    assert "Kenya Wanjiru Kamau wanjiru@example.org Maximum: 3 new" in page
    assert "1 line cannot be used Line 3 Peru; Ana There is no e-mail address in this line." in page
    assert "Did you mean aoi@gmail.com?" in page
    assert "Add 3 delegations and e-mail the links, leave out 1 line" in page
    assert (stored(), deliver()) == ([], [])


def test_one_press_adds_all_and_mails_each_focal_point_once(paste, signed_in, deliver):
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


def test_the_same_list_again_adds_nobody(paste, deliver):
    paste(LIST, do="add")
    deliver()

    page = text_of(paste(LIST.replace("Kenya", "KENYA")))
    answer = paste(LIST, do="add")

    assert "All of them have already been added: no e-mail is sent." in page
    assert answer.location.endswith("n=0")
    assert (len(stored()), deliver()) == (2, [])


def test_all_states_are_added_by_one_paste(paste, deliver):
    states = "\n".join(f"State {n}; Focal {n}; f{n}@example.org; 5" for n in range(193))

    answer = paste(f"Country; Focal point; E-mail; Quota\n{states}", do="add")

    assert answer.location.endswith("n=193")
    assert len(stored()) == len({row[2] for row in stored()}) == 193
    assert len(deliver()) == 193


def test_lines_that_were_not_seen_as_wrong_are_shown_first(paste):
    answer = paste(f"{LIST}\nPeru", do="add", seen=0)
    left_out = paste(f"{LIST}\nPeru", do="add", seen=1)

    assert answer.status_code == 422
    assert left_out.location.endswith("n=2")


def test_a_name_that_another_focal_point_has_is_refused_at_its_line(paste):
    paste(LIST, do="add")

    page = text_of(paste("Kenya; Amani; amani@example.org\nPeru; Ana; ana@example.org"))

    assert "1 delegation can be added" in page
    assert (
        "Line 1 Kenya; Amani; amani@example.org A delegation with this name exists already" in page
    )


def test_nobody_is_added_where_one_focal_point_would_be_written_to_too_often(paste, deliver, clock):
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


def test_one_focal_point_of_many_gets_each_link_but_three_an_hour(paste, deliver, clock):
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
def test_a_list_for_an_event_that_takes_none_keeps_what_was_pasted(paste, event, terms, status):
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
def test_a_list_that_is_empty_or_too_long_is_refused_at_its_field(paste, text, words):
    answer = paste(text)

    assert answer.status_code == 422
    assert words in text_of(answer)


def test_a_list_of_another_organiser_s_event_is_none(path, as_another):
    assert as_another.get(path).status_code == 404


def test_hostile_names_are_shown_as_text(paste):
    page = paste("<script>alert(1)</script>; <b>W</b>; w@example.org\n<i>Peru</i>").text

    assert "<script>alert" not in page
    assert "<i>Peru" not in page
