"""Announcements that are refused: the error is shown, the text stays, nothing is saved."""

from datetime import date

import pytest

from tests.web.organiser.announcements.pasting import ASKING, CLEAR, PATH, TWO, carried
from tests.web.organiser.conftest import all_stored
from webinars.announcement_parser.preprocess import MAX_LENGTH

REFUSED = [
    ("", "Paste the announcement here"),
    (" \r\n\t ", "Paste the announcement here"),
    ("Nothing happens.", "No date was recognised in this text."),
    ("A title\n\n16 July 2077", "Enter a date from 1970 to 2037."),
    ("x" * (MAX_LENGTH + 1), "The announcement is too long. Enter at most 200000 characters."),
]


@pytest.mark.parametrize(("text", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_unparsable_text_shows_error_and_stays(paste, text, words):
    answer = paste(text)

    assert answer.status_code == 422
    assert answer.text.count(words) == 2  # above the form, and at its field
    assert f">\r\n{text}</textarea>" in answer.text


def test_doubled_line_ends_do_not_count_twice(paste):
    text = f"{CLEAR}\n" + "\n" * (MAX_LENGTH - len(CLEAR) - 1)

    assert paste(text.replace("\n", "\r\n")).status_code == 200


def test_too_large_form_shows_error_page(paste):
    answer = paste("x" * 1_100_000)

    assert answer.status_code == 413
    assert "Too much data" in answer.text


def test_longest_text_in_any_script_fits_into_form(paste):
    page = paste(f"{CLEAR}\n" + "日" * (MAX_LENGTH - len(CLEAR) - 1))

    assert page.status_code == 200
    assert page.text.count('enctype="multipart/form-data"') == 1


def many(count):
    days = (date(2027, 1, 1).replace(month=1 + n // 28, day=1 + n % 28) for n in range(count))
    return "\n\n".join(f"Talk {n}\n\n{day:%d.%m.%Y}\n\nIt is a talk." for n, day in enumerate(days))


def test_maximum_number_of_drafts_is_saved(paste):
    left = {f"left_{number}": "y" for number in range(1, 60)}

    answer = paste(on=paste(many(60)), do="save", **left)

    assert answer.location == "/organise/events?drafts=1"


def test_too_many_drafts_show_error_and_text_stays(paste):
    answer = paste(many(61))

    assert answer.status_code == 422
    assert "This text announces 61 events; the maximum is 60 at once." in answer.text
    assert "Talk 60" in answer.text


HOSTILE = [
    {"answers": "1:times-disagree:nobody 9999:x:y :: 1 -1:a:b ١:c:d \x00"},
    {"answers": "1:times-disagree:GVA " * 5000},
    {"do": "answer"},
    {"do": "answer 1:times-disagree:<script>"},
    {"do": "ask 77:what"},
    {"do": "\x00"},
    {"do": "save", "title_1": "x" * 301},
    {"do": "save", "title_1": "a\x00b"},
    {"do": "save", "title_1": "\ud7ff\ufffd"},
    {"do": "save"},
]


@pytest.mark.parametrize("values", HOSTILE)
def test_forged_fields_save_nothing(paste, values):
    answer = paste(ASKING, **{"title_2": "none", "left_99": "y", **values})

    assert answer.status_code in {200, 409, 422}
    assert "<script>" not in answer.text
    assert all_stored() == []


def test_tags_in_text_and_title_are_escaped(paste):
    attack = '"><img src=x onerror=alert(1)>'
    page = paste(f"Title: {attack}\nWhen: 16 July 2027, 15:00-16:00 Geneva\n\n{attack}")

    assert "<img" not in page.text


def test_expired_form_keeps_text_and_saves_nothing(signed_in, paste):
    page = paste(TWO)

    answer = signed_in.post(PATH, data={**carried(page), "do": "save", "csrf_token": "old"})

    assert answer.status_code == 400
    assert carried(answer)["text"] == TWO
    assert "This form was open for too long" in answer.text
    assert all_stored() == []


def test_visitor_is_redirected_to_sign_in(client):
    assert client.get(PATH).status_code == 401
    assert client.post(PATH, data={"text": CLEAR, "do": "save"}).status_code in {400, 401}
    assert all_stored() == []
