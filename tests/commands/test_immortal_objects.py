"""Reference counts of immortal objects, which web processes must not write to."""

import subprocess
import sys

import pytest

COUNTED = """
import sys
from webinars.commands.immortal_objects import make_immortal

class Loaded:
    def method(self):
        return "a constant of code", 1234567.5

table = {f"key {number}": [number] for number in range(300, 303)}
code = Loaded.method.__code__
loaded = [Loaded, Loaded.method, code, *code.co_consts, table, *table, *table.values()]
is_done = sys.argv[1] == "immortal" and make_immortal()
before = [sys.getrefcount(one) for one in loaded]
references = loaded * 10
print(is_done, before == [sys.getrefcount(one) for one in loaded])
"""
IS_KNOWN = sys.version_info[:2] in {(3, 12), (3, 13)}


@pytest.mark.parametrize(
    ("objects", "printed"), [("immortal", f"{IS_KNOWN} {IS_KNOWN}"), ("mortal", "False False")]
)
def test_references_to_immortal_objects_are_not_counted(objects, printed):
    command = [sys.executable, "-c", COUNTED, objects]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == printed
