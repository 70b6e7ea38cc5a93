"""docs/security-checks.md lists every check once, and the tests and rules it names exist."""

import ast
import re
from pathlib import Path

import pytest

from tools import source_checks

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security-checks.md").read_text("utf-8")
SUBJECTS = (
    "routes without a permission check",
    "rows of another organiser",
    "files fetched by id",
    "documents before their embargo ends, or for others",
    "scopes of API tokens",
    "private data in public output",
    "the join link of an online meeting",
    "enumeration, and responses that differ",
    "sessions that outlive their purpose",
    "cross-site scripting",
    "Markdown",
    "content security policy",
    "names that become links in e-mails",
    "template injection",
    "e-mail header and SMTP command injection",
    "long lines in e-mails",
    "control characters in calendar text",
    "formulas in CSV files",
    "SQL injection by sorting and pagination",
    "LaTeX, HTML to PDF",
    "open redirects",
    "Host header",
    "uploads",
    "hostile files and symbols of documents",
    "documents while something else happens",
    "server-side request forgery",
    "cache poisoning, and caches that show a page of one person to another",
    "forwarded headers",
    "cross-site request forgery",
    "GET requests with side effects",
    "limits evaded by races",
    "oversized requests and messages",
    "feeds rendered again and again, once for each time zone",
    "forged calendar replies",
    "secrets at rest and in logs",
    "insecure settings",
    "dependencies",
    "time zones and languages from fixed lists",
    "reporting vulnerabilities",
)


def named_tests():
    """Return each file and test named on the page; a test without a file is in the file before it."""
    path, tests = "", set()
    for file, name in re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", PAGE):
        path = file or path
        tests |= {(path, name)} if path else set()
    return sorted(tests)


@pytest.mark.parametrize(("path", "name"), named_tests())
def test_every_test_on_the_page_exists(path, name):
    names = {
        getattr(node, "name", "") for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
    }

    assert not name or name in names


def test_every_source_check_on_the_page_exists():
    named = set(re.findall(r"rule `(\w+)`", PAGE))

    assert len(named) > 2
    assert named <= {rule.__name__ for rule in source_checks.RULES}


def test_every_subject_is_listed_once():
    subjects = re.findall(r"^\| ([^|]+?) \|", PAGE, re.MULTILINE)

    assert [subject for subject in subjects if subject not in {"subject", "---"}] == list(SUBJECTS)
