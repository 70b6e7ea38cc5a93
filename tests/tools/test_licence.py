"""The project declares the MIT licence in its metadata."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_package_metadata_declares_the_licence_of_the_file():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    heading, _, holder = (ROOT / "LICENSE").read_text("utf-8").splitlines()[:3]

    assert (project["license"], project["license-files"]) == ("MIT", ["LICENSE"])
    assert (heading, holder) == ("MIT License", "Copyright (c) 2026 The Webinars authors")
