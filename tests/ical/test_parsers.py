"""icalendar, vobject and libical parse the same data from calendar objects (ical.js: make interop)."""

import pytest

from tests.ical.parsers import EVERY_PARSER
from tests.ical.samples import samples


@pytest.mark.parametrize("parse", EVERY_PARSER)
def test_every_parser_gets_the_same_instants_and_texts(parse):
    for sample in samples():
        result = parse(sample.body)

        assert result == list(sample.entries), sample.name
