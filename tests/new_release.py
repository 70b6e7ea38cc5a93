"""A later release of the time zone database for programs that tests start: Egypt keeps standard time from 2027."""

import shutil
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytz
import tzdata

VERSION = "2099z"
RULES = """\
Rule Egypt 2023 2026 - Apr lastFri 0:00 1:00 S
Rule Egypt 2023 2026 - Oct lastThu 24:00 0 -
Zone Africa/Cairo 2:00 Egypt EE%sT
"""


def write_new_release(folder: Path, zic: str) -> Path:
    """Copy pytz and tzdata into a folder for PYTHONPATH, change their rules and their versions; return it."""
    rules = folder / "egypt"
    rules.write_text(RULES)
    for package, current in ((pytz, pytz.OLSON_VERSION), (tzdata, tzdata.IANA_VERSION)):
        source = Path(package.__file__).parent
        copy = folder / source.name
        shutil.copytree(source, copy)
        code = copy / "__init__.py"
        changed = code.read_text().replace(current, VERSION)
        assert VERSION in changed
        code.write_text(changed)
        subprocess.run([zic, "-b", "fat", "-d", copy / "zoneinfo", rules], check=True)
    assert distribution("pytz").version  # the installed one stays as it is
    return folder
