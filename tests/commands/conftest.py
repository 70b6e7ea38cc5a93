"""What tests of the command may ask for: the command in a folder of its own, in this process or as a program."""

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
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """Be somebody who has set nothing, in an empty folder; give the names of the settings."""
    for name in os.environ:
        if name.startswith("WEBINARS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WEBINARS_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(environment, monkeypatch):
    """Give an action that runs webinars; settings are named without their prefix."""

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
    """Give an action that runs webinars as people do."""

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
    """Make the database and an administrator."""
    assert run("db", "upgrade").status == 0
    assert (
        run("organiser", "add", "amira@example.org", "--name", "Amira Haddad", "--admin").status
        == 0
    )
