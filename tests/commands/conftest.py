"""Fixtures for commands: run them in an empty folder, in this process or as a program."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.fork_server import run_forked
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
        done = run_forked([COMMAND, *words], env={**os.environ, **variables})
        return Ran(done.returncode, done.stdout, done.stderr)

    return program


@pytest.fixture
def migrated(environment, migrated_sqlite, tmp_path):
    """Create the SQLite database of the installation, as `webinars db upgrade` does."""
    (tmp_path / "var").mkdir(mode=0o700)
    (tmp_path / "var" / "webinars.db").write_bytes(migrated_sqlite)


@pytest.fixture
def sample(environment, sample_folder, tmp_path):
    """Create the data folder of an installation with the sample listing, as `webinars demo` does."""
    shutil.copytree(sample_folder, tmp_path / "var")


@pytest.fixture
def made(run, migrated):
    """Create the database and an administrator."""
    assert (
        run("organiser", "add", "amira@example.org", "--name", "Amira Haddad", "--admin").status
        == 0
    )
