"""Towns and villages of any size, by name."""

import random

import pytest

from webinars import paths
from webinars.timezones import zones
from webinars.timezones.small_towns import towns_of_any_size

ROWS = [
    line.split("\t")
    for line in (paths.PACKAGE / "timezones" / "small_towns.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Thorner", [("GB", "Europe/London")]),
        ("Vendôme", [("FR", "Europe/Paris")]),
        ("Palavas", [("FR", "Europe/Paris")]),  # Palavas-les-Flots
        ("Nowhere", []),
        ("", []),
    ],
)
def test_towns_of_a_name(name, places):
    assert [(town.region, town.timezone) for town in towns_of_any_size(name)] == places


def test_large_towns_come_before_villages_of_their_name():
    assert [town.region for town in towns_of_any_size("Cambridge")][:3] == ["GB", "CA", "US-MA"]


def test_every_row_is_found():
    for name, own in (ROWS[0], ROWS[-1], *random.Random(5).sample(ROWS, 300)):
        regions = [town.region for town in towns_of_any_size(name)]
        assert {one.partition(":")[0] for one in own.split()} <= set(regions) | {""}


def test_rows_are_in_the_order_of_their_bytes_and_have_canonical_zones():
    names = [name.encode() for name, _ in ROWS]
    written = {one.partition(":")[2] for _, own in ROWS for one in own.split()} - {""}

    assert names == sorted(names)
    assert {zones.canonical(zone) for zone in written} == written
