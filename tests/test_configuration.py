"""Settings: requirements of production, and one-line errors."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from webinars.app import create_app
from webinars.configuration import is_loopback, load_or_create_key
from webinars.database import db, reading
from webinars.settings import SettingError
from webinars.web.core.http import static_files

KEY = "k" * 32
WORLD = {"BASE_URL": "https://events.example.org", "SECRET_KEY": KEY, "SMTP_URL": "file:/tmp/mail"}


def start(tmp_path, **fields):
    return create_app(DATA_DIR=str(tmp_path / "var"), **fields)


@pytest.mark.parametrize(
    ("fields", "variable"),
    [
        ({**WORLD, "BASE_URL": "http://events.example.org"}, "BASE_URL"),
        ({**WORLD, "SECRET_KEY": ""}, "SECRET_KEY"),
        ({**WORLD, "SECRET_KEY": "k" * 31}, "SECRET_KEY"),
        ({**WORLD, "SECRET_KEY_FALLBACKS": ["short"]}, "SECRET_KEY"),
        ({**WORLD, "SMTP_URL": ""}, "SMTP_URL"),
        ({"BASE_URL": "events.example.org"}, "BASE_URL"),
        ({"BASE_URL": "https://"}, "BASE_URL"),
        ({"BASE_URL": "https://events.example.org/below"}, "BASE_URL"),
        ({"BASE_URL": "https://a:b@events.example.org"}, "BASE_URL"),
        ({"BASE_URL": "https://events.example.org:99999"}, "BASE_URL"),
        ({"BASE_URL": "http://[::1"}, "BASE_URL"),
        ({"DEFAULT_TIMEZONE": "Mars/Base"}, "DEFAULT_TIMEZONE"),
        ({"LANGUAGES": []}, "LANGUAGES"),
        ({"LANGUAGES": ["en", "../x"]}, "LANGUAGES"),
        ({"MAIL_FROM": "nobody"}, "MAIL_FROM"),
        ({"MAIL_FROM": "a@example.org\r\nBcc: x@example.org"}, "MAIL_FROM"),
        ({"REPLY_ADDRESS": "rsvp"}, "REPLY_ADDRESS"),
        ({"REPLY_ADDRESS": "rsvp+more@example.org"}, "REPLY_ADDRESS"),
        ({"REPLY_ADDRESS": "the-replies-of-all-calendars@example.org"}, "REPLY_ADDRESS"),
        ({"REPLY_ADDRESS": "rsvp@example.org\r\nBcc: x@example.org"}, "REPLY_ADDRESS"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"READER_URL": "ftp://reader.example.org", "READER_MODEL": "m"}, "READER_URL"),
        ({"READER_URL": "reader.example.org/v1", "READER_MODEL": "m"}, "READER_URL"),
        ({"READER_URL": "https://", "READER_MODEL": "m"}, "READER_URL"),
        ({"READER_URL": "https://reader.example.org:99999/v1", "READER_MODEL": "m"}, "READER_URL"),
        ({"READER_URL": f"https://u:{KEY}@example.org/v1", "READER_MODEL": "m"}, "READER_URL"),
        ({"READER_URL": f"https://example.org/v1?key={KEY}", "READER_MODEL": "m"}, "READER_URL"),
        (
            {"READER_URL": "https://example.org/v1/chat/completions", "READER_MODEL": "m"},
            "READER_URL",
        ),
        ({"READER_URL": "https://example.org/a b", "READER_MODEL": "m"}, "READER_URL"),
        ({"READER_URL": "https://reader.example.org/v1"}, "READER_MODEL"),
        (
            {
                "READER_URL": "https://reader.example.org/v1",
                "READER_MODEL": "m",
                "READER_KEY": f"{KEY}\r\nX: y",
            },
            "READER_KEY",
        ),
    ],
)
def test_invalid_setting_is_named_in_one_line(tmp_path, fields, variable):
    with pytest.raises(SettingError) as refusal:
        start(tmp_path, **fields)

    assert f"WEBINARS_{variable}" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert KEY not in str(refusal.value)


def test_production_starts_with_all_required_settings(tmp_path):
    assert start(tmp_path, **WORLD).config["PRODUCTION"] is True


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "events.localhost"])
def test_loopback_host_is_not_production(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "0.0.0.0", "localhost.example.org", "events.example.org", "::", ""]
)
def test_other_host_is_production(host):
    assert not is_loopback(host)


def test_secret_key_is_created_once_and_readable_by_its_owner_only(tmp_path):
    keys = {start(tmp_path).config["SECRET_KEY"] for _ in range(2)}

    path = tmp_path / "var" / "secret-key"
    assert len(keys) == 1
    assert len(keys.pop()) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in (tmp_path / "var").iterdir()] == ["secret-key"]


def test_processes_started_together_share_a_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: load_or_create_key(tmp_path / "new"), range(64)))

    assert len(keys) == 1


def test_data_folder_that_cannot_be_created_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingError, match="WEBINARS_DATA_DIR"):
        create_app(DATA_DIR=str(tmp_path / "file" / "var"), SECRET_KEY="")


def test_static_path_changes_with_any_file(tmp_path, monkeypatch):
    monkeypatch.setattr("webinars.web.core.http.static_files.paths.STATIC", tmp_path)
    (tmp_path / "a.css").write_text("a")
    first = static_files.files_hash()
    (tmp_path / "a.css").write_text("b")

    assert static_files.files_hash() != first
    assert re.fullmatch("[0-9a-f]{10}", first)


def test_postgresql_urls_use_the_installed_driver(tmp_path):
    for url in ("postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"):
        assert (
            start(tmp_path, DATABASE_URL=url).config["SQLALCHEMY_DATABASE_URI"]
            == "postgresql+psycopg://u:p@h/d"
        )


def test_postgresql_compiles_no_statement_unless_its_url_says_so(postgres_url, tmp_path):
    setting = text("SELECT current_setting('jit'), current_setting('application_name')")
    values = []

    for given in ("", "&options=-c%20jit%3Don"):
        app = start(tmp_path, DATABASE_URL=f"{postgres_url}?application_name=ours{given}")
        with app.app_context():
            with reading() as connection:
                values += map(tuple, connection.execute(setting))
            db.engine.dispose()

    assert values == [("off", "ours"), ("on", "ours")]


def test_relative_sqlite_path_is_in_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    app = start(tmp_path, DATABASE_URL="sqlite:///own.db?timeout=7")

    assert app.config["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/own.db?timeout=7"
