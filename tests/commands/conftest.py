"""Fixtures for commands: run them in an empty folder, in this process or as a program."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from webinars.cli import main

COMMAND = Path(sys.executable).with_name("webinars")


@dataclass
class Ran:
    """Exit status and output of a command."""

    status: int
    out: str
    err: str


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """Enter an empty folder without settings; return the names of the settings."""
    for name in os.environ:
        if name.startswith("WEBINARS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WEBINARS_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(environment, monkeypatch):
    """Return a function that runs webinars; settings are named without their prefix."""

    def run(*words, given=b"", **settings):
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"WEBINARS_{name}", value)
            done = CliRunner().invoke(main, words, prog_name="webinars", input=given)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def program(environment):
    """Return a function that runs webinars as a program."""

    def program(*words, **settings):
        variables = {f"WEBINARS_{name}": value for name, value in settings.items()}
        done = subprocess.run(
            [COMMAND, *words],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return program


@pytest.fixture
def made(run):
    """Create the database and an administrator."""
    assert run("db", "upgrade").status == 0
    assert (
        run("organiser", "add", "amira@example.org", "--name", "Amira Haddad", "--admin").status
        == 0
    )
