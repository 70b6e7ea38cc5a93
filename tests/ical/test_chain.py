"""Invited, moved, cancelled, reinstated: in twelve zones every parser gets the same instants at each step."""

import pytest

from tests.emails.calendars import Entries, told
from tests.ical import golden
from tests.ical.chain import STARTS, STEPS, links
from tests.ical.parsers import EVERY_PARSER


@pytest.mark.parametrize("parse", EVERY_PARSER)
def test_every_parser_gets_the_instants_of_the_time_zone_database(parse):
    for link in links():
        for body in (link.body, link.file):
            assert parse(body) == [link.meant(body)], (link.zone, link.step)


@pytest.mark.parametrize("parse", EVERY_PARSER)
def test_every_parser_gets_the_same_instants_from_one_feed(parse):
    for step in STEPS:
        of_step = [link for link in links() if link.step == step]
        (feed,) = {link.feed for link in of_step}

        results = {entry.uid: entry for entry in parse(feed)}

        assert sorted(results.values(), key=lambda entry: entry.uid) == [
            link.meant(feed) for link in of_step
        ]


def test_attached_file_has_the_bytes_of_the_calendar_part():
    assert all(link.attached == [link.body] for link in links())


def test_sequence_of_messages_has_one_uid_and_a_rising_sequence():
    assert len(STARTS) == 12
    for zone in STARTS:
        chain = [link for link in links() if link.zone == zone]
        assert tuple(link.step for link in chain) == STEPS
        calendar = Entries()
        for link in chain:
            assert calendar.take(link.mail)
            meant = link.meant(link.body)
            left = [] if link.step == "cancelled" else [(meant.summary, meant.start, meant.end)]
            assert calendar.all == left
        order = [told(link.mail).order for link in chain]
        assert [sequence for sequence, _ in order] == [0, 1, 2, 3]
        assert len(calendar.newest) == 1


def test_old_and_new_time_are_on_both_sides_of_a_clock_change():
    """Otherwise the messages would not test clock changes."""
    apart = {
        zone: [link.meant(link.body).start for link in links() if link.zone == zone]
        for zone in STARTS
    }
    crossed = {
        zone
        for zone, (first, moved, *_) in apart.items()
        if (moved - first).total_seconds() != 26 * 3600
    }
    assert crossed == {
        "Africa/Cairo", "America/New_York", "America/Santiago", "Asia/Jerusalem", "Australia/Lord_Howe",
        "Europe/Dublin", "Europe/Zurich",
    }  # fmt: skip


@pytest.mark.parametrize("zone", golden.ZONES)
def test_bytes_of_the_messages_equal_the_golden_files(zone):
    assert golden.chain(zone) == golden.chain_file(zone).read_bytes()


def test_every_golden_file_of_messages_is_in_use():
    stored = set(golden.CHAINS.glob("*"))

    assert stored == {golden.chain_file(zone) for zone in golden.ZONES}
