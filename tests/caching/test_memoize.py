"""Memoized functions have a bound and are listed with what they save."""

import importlib
import pkgutil
import re
from pathlib import Path

import webinars
from webinars.caching.memoize import MEMOIZED, memoize

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def test_document_lists_every_memoized_function_with_its_bound():
    for module in pkgutil.walk_packages(webinars.__path__, "webinars."):
        importlib.import_module(module.name)
    rows = re.findall(r"^\| `([\w.]+)` \| ([\d,]+) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)

    listed = {name: int(bound.replace(",", "")) for name, bound in rows}

    assert listed == {
        name: function.cache_parameters()["maxsize"] for name, function in MEMOIZED.items()
    }


def test_least_recently_used_result_is_evicted(monkeypatch):
    monkeypatch.setattr("webinars.caching.memoize.MEMOIZED", {})
    computed = []

    @memoize(2)
    def double(number):
        computed.append(number)
        return 2 * number

    assert [double(number) for number in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert computed == [1, 2, 3, 2]
