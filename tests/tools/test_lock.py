"""Everything installed is locked with hashes, and deadlines for vulnerabilities are documented."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pins(name):
    """Return the versions that a lock pins, by package and environment marker."""
    text = (ROOT / name).read_text("utf-8")
    lines = re.findall(
        r"^([a-z0-9._-]+)==([^\s;]+)(?: ; (.+?))? \\\n {4}--hash=sha256:", text, re.M
    )
    assert len(lines) == len(re.findall(r"^\S", text, re.M))
    return {(package, marker): version for package, version, marker in lines}


def packages(requirements):
    """Return the normalized names of requirements such as psycopg[binary]>=3.3."""
    return {
        re.split(r"[\[<>=]", requirement)[0].lower().replace("_", "-")
        for requirement in requirements
    }


def test_production_lock_pins_what_running_needs_and_no_development_tools():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    pinned = {package for package, _ in pins("requirements.lock")}

    assert packages(project["dependencies"]) - pinned == set()
    assert packages(project["optional-dependencies"]["dev"]) & pinned == set()


def test_development_lock_pins_the_tools_and_the_versions_of_production():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    production, development = pins("requirements.lock"), pins("requirements-dev.lock")

    assert production.items() - development.items() == set()
    assert (
        packages(project["optional-dependencies"]["dev"]) - {name for name, _ in development}
        == set()
    )


def test_every_install_requires_hashes_or_no_dependencies():
    """In make, CI and the README; the wheel itself is installed without its dependencies."""
    sources = [
        ROOT / "Makefile",
        ROOT / "README.md",
        ROOT / ".ci" / "run",
        *(ROOT / "tools").glob("*.sh"),
        *(ROOT / "tools").glob("*.py"),
    ]
    installing = [
        line.strip()
        for source in sources
        for line in source.read_text("utf-8").splitlines()
        if re.search(r"pip[ \"',].*\binstall\b|\"install\",", line)
    ]

    assert len(installing) > 3
    assert [
        line for line in installing if "--require-hashes" not in line and "--no-deps" not in line
    ] == []


def test_locks_are_resolved_for_the_oldest_python_that_is_supported():
    """Otherwise they pin versions that it cannot install, as deprecated 3.0.1 on 3.11."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    compiled_for = re.findall(r"--python-version (\S+)", (ROOT / "Makefile").read_text("utf-8"))

    assert [f">={version}" for version in compiled_for] == [project["requires-python"]]


def test_most_severe_vulnerabilities_have_the_shortest_deadline():
    text = (ROOT / "SECURITY.md").read_text("utf-8")

    days = [
        int(limit) for limit in re.findall(r"^\| \w+ \|[^|]*\|[^|\d]*(\d+) days \|", text, re.M)
    ]

    assert days == sorted(days)
    assert days[0] == 7
    assert len(days) == 4
