"""Chosen columns of the registrations table, and downloads of exactly what the page shows."""

import csv
import io
import re
from datetime import datetime

import pytest
from sqlalchemy import select

from tests.questions.asking import ask, give
from tests.sheets import sheets_of
from tests.web.pages import statements, text_of
from webinars.database import transaction
from webinars.questions.question_types import QuestionStage
from webinars.registrations.models import Registration
from webinars.registrations.organiser import registrant_list
from webinars.registrations.status import Status


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def event(make_event, make_registration):
    """Return an event with a question, and three registrants with answers."""
    event = make_event()
    event.question = ask(event, label="Diet?")
    for name in ("Ann", "Bo", "=Cy"):
        make_registration(
            event,
            name=name,
            email=f"{name[-3:].strip('=')}@example.org",
            given={event.question: f"{name}!"},
        )
    return event


@pytest.fixture
def path(event):
    """Return the path of its registrations."""
    return f"/organise/events/{event.id}/registrations"


def csv_rows(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), strict=True))


def shown_rows(page):
    """Return the texts of the cells of the table, without its actions."""
    [table] = re.findall(r"<table.*?</table>", page.text, re.DOTALL)
    return [
        [
            re.sub(r"<span class=\"only-phone.*?</span>|<[^>]+>", "", cell, flags=re.DOTALL).strip()
            for cell in re.findall(r"<t[dh] .*?</t[dh]>|<t[dh]>.*?</t[dh]>", row, re.DOTALL)[:-1]
        ]
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ]


def links(page):
    return [
        re.search(rf'href="([^"]*registrations\.{kind}[^"]*)"', page.text)[1].replace("&amp;", "&")
        for kind in ("csv", "xlsx")
    ]


def test_downloads_contain_rows_and_columns_of_page(signed_in, path, event):
    page = signed_in.get(f"{path}?q=@example.org&column=question-{event.question}&column=email")
    as_csv, as_xlsx = (signed_in.get(link) for link in links(page))
    [sheet] = sheets_of(as_xlsx.data)

    head, *rows = shown_rows(page)
    assert head == ["Name", "E-mail", "Diet?"]
    assert rows == [
        ["=Cy", "Cy@example.org", "=Cy!"],
        ["Bo", "Bo@example.org", "Bo!"],
        ["Ann", "Ann@example.org", "Ann!"],
    ]
    assert sheet.rows == [head, *reversed(rows)]
    assert csv_rows(as_csv)[0] == head
    assert csv_rows(as_csv)[-1] == ["'=Cy", "Cy@example.org", "'=Cy!"]
    assert as_xlsx.headers["Content-Disposition"] == (
        "attachment; filename=children-deprived-of-liberty-registrations.xlsx"
    )
    assert as_xlsx.headers["Cache-Control"] == "no-store"
    assert sheet.marked == {"=Cy", "=Cy!"}
    assert re.findall(r'value="([^"]+)" form="show" checked', page.text) == [
        "email",
        f"question-{event.question}",
    ]


def test_downloads_contain_filtered_rows_only(signed_in, path):
    page = signed_in.get(f"{path}?q=Bo")
    as_csv, as_xlsx = (signed_in.get(link) for link in links(page))
    [sheet] = sheets_of(as_xlsx.data)

    assert [row[0] for row in csv_rows(as_csv)] == ["Name", "Bo"]
    assert [row[0] for row in sheet.rows] == ["Name", "Bo"]
    assert sheet.rows[0] == csv_rows(as_csv)[0]
    assert datetime(2026, 11, 25, 10, 0) in sheet.rows[1], "times are in the organiser's zone"


def test_table_shows_who_has_not_answered_after_approval(signed_in, event, path, make_registration):
    assert "not-answered" not in signed_in.get(path).text
    number = ask(event, label="Hotel?", required=True, stage=QuestionStage.AFTER_APPROVAL)
    dee = make_registration(event, name="Dee", email="dee@example.org")
    give(dee, {number: "none"}, stage=QuestionStage.AFTER_APPROVAL)
    with transaction() as session:
        bo = session.scalar(select(Registration).where(Registration.name == "Bo"))
        bo.status = Status.CANCELLED

    overview = signed_in.get(path).text
    assert overview.count("questions not answered") == 2
    assert "/messages/new?follow_up=questions" in overview
    chosen = signed_in.get(f"{path}?column=after-approval&column=question-{number}")
    assert [row[:3] for row in shown_rows(chosen)[1:]] == [
        ["Dee", "Answered", "none"],
        ["=Cy", "Not answered", ""],
        ["Bo", "", ""],
        ["Ann", "Not answered", ""],
    ]
    for state, names in (("not-answered", ["=Cy", "Ann"]), ("answered", ["Dee"])):
        page = signed_in.get(f"{path}?state={state}&column=after-approval")
        assert [row[0] for row in shown_rows(page)[1:]] == names
        assert f'value="{state}" selected' in page.text
        as_csv = csv_rows(signed_in.get(links(page)[0]))
        assert as_csv[0] == ["Name", "Questions after approval"]
        assert [row[0].removeprefix("'") for row in as_csv[1:]] == names[::-1]


def test_sheet_of_arabic_reader_is_right_to_left(signed_in, path):
    [sheet] = sheets_of(signed_in.get(f"{path}.xlsx", headers={"Accept-Language": "ar"}).data)

    assert sheet.right_to_left


def test_pages_and_filters_keep_columns(signed_in, path, monkeypatch):
    monkeypatch.setattr(registrant_list.registrants, "__defaults__", (2,))

    page = signed_in.get(f"{path}?column=language")
    after = re.search(r'href="([^"]+)" rel="next"', page.text)[1].replace("&amp;", "&")

    assert shown_rows(signed_in.get(after)) == [["Name", "Language"], ["Ann", "English"]]


def test_unknown_columns_are_ignored(signed_in, path):
    page = signed_in.get(f"{path}?column=question-99999&column=<b>")

    assert "Last e-mail" in text_of(page)
    assert "column=" not in "".join(links(page))


def test_query_count_of_chosen_columns_does_not_depend_on_registrants(
    signed_in, path, event, make_registration
):
    def counts():
        numbers = []
        for kind in ("", ".xlsx"):
            url = f"{path}{kind}?column=replied&column=question-{event.question}"
            signed_in.get(url)
            with statements() as seen:
                assert signed_in.get(url).status_code == 200
            numbers.append(len(seen))
        return numbers

    few = counts()
    for number in range(10):
        make_registration(event, email=f"p{number}@example.org", given={event.question: "x"})

    assert counts() == few
