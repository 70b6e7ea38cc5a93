"""Real calendars and models of calendars have one right entry, a cancelled one or none after each e-mail."""

import pytest

from tests.scheduling.chains import CHAINS
from tests.scheduling.models import four_models


@pytest.fixture
def overrides(with_either_database):
    return with_either_database


@pytest.fixture
def calendars(request, attendee):
    """Return the attendee's calendars. Programs are asked on SQLite only: the models tell whether e-mails differ."""
    models = list(four_models())
    if request.node.callspec.params["with_either_database"] == "postgresql":
        return models
    programs = map(request.getfixturevalue, ("cyrus", "thunderbird"))
    return [*models, *(create(attendee) for create in programs)]


@pytest.mark.parametrize("name", CHAINS)
def test_each_calendar_has_one_right_entry_after_each_email(name, story, calendars):
    for step, status in CHAINS[name]:
        for raw in story.play(step):
            for calendar in calendars:
                calendar.take(raw)

        assert {calendar.label: without_titles(calendar.all) for calendar in calendars} == {
            calendar.label: story.entries(status, keeps_cancelled=calendar.keeps_cancelled)
            for calendar in calendars
        }, step


def without_titles(entries):
    """Remove the titles of cancelled entries; some programs prefix them with a word."""
    return [
        ("" if status == "CANCELLED" else title, status, *rest) for title, status, *rest in entries
    ]
