"""Documents name only pages, headings, files, make targets and settings that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
# The changelog also names what was renamed.
CURRENT = [document for document in DOCUMENTS if document.name != "CHANGELOG.md"]
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#]*)(?:#([^)]*))?\)")
FILE = re.compile(
    r"(?<![\w/.-])(?:webinars|tests|templates|tools|bench|deploy|migrations|docs)/[\w/.-]*[\w/]"
)
MADE_BY_A_RUN = {"bench/out"}
# Read from the environment by commands and tests, not by config.py.
VARIABLES = {"BACKUP_PASSPHRASE", "FAULTS", "FORBID_SKIPS", "TEST_DATABASE_URL"}


def name_of(document):
    """Return a document's path in the repository."""
    return document.relative_to(ROOT).as_posix()


def anchors(text):
    """Return the anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_between_documents_resolve(document):
    broken = []
    for target, anchor in LINK.findall(document.read_text("utf-8")):
        path = document.parent / target if target else document
        if not path.exists() or (anchor and anchor not in anchors(path.read_text("utf-8"))):
            broken.append(f"{target}#{anchor}")

    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_files_that_a_document_names_exist(document):
    named = set(FILE.findall(document.read_text("utf-8"))) - MADE_BY_A_RUN

    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_make_targets_that_a_document_names_exist(document):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = set(re.findall(r"(?:`|^ {4})make (\w+)", document.read_text("utf-8"), re.MULTILINE))

    assert named <= targets


@pytest.mark.parametrize("document", CURRENT, ids=name_of)
def test_settings_that_a_document_names_exist(document):
    settings = set(re.findall(r"^([A-Z_]+) = ", (ROOT / "config.py").read_text("utf-8"), re.M))

    named = set(re.findall(r"WEBINARS_([A-Z_]+)\b", document.read_text("utf-8")))

    assert named - settings - VARIABLES == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_names_in_modules_that_a_document_names_exist(document):
    placed = re.findall(r"`(\w+)`\s+in\s+`(webinars/[\w/]+\.py)`", document.read_text("utf-8"))

    elsewhere = [
        (name, path)
        for name, path in placed
        if not re.search(rf"\b{name}\b", (ROOT / path).read_text("utf-8"))
    ]
    assert elsewhere == []


def test_private_names_that_a_document_names_exist():
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "webinars").rglob("*.py"))
    defined = set(re.findall(r"^\s*(?:def|class) (\w+)", source, re.MULTILINE))

    missing = [
        (name_of(document), name)
        for document in CURRENT
        for name in re.findall(r"`(_[a-z]\w+)`", document.read_text("utf-8"))
        if name not in defined
    ]
    assert missing == []


def test_every_package_answers_a_question_of_the_readme():
    table = re.search(
        r"### I want to change.*?\n\n(.*?)\n\n[^|]",
        (ROOT / "README.md").read_text("utf-8"),
        re.DOTALL,
    )[0]
    packages = {path.parent.name for path in (ROOT / "webinars").glob("*/__init__.py")}

    assert packages - set(re.findall(r"`webinars/(\w+)/", table)) == set()
    assert all("`" in line for line in table.splitlines() if re.match(r"\| [^*|-]+\? \|", line))


@pytest.mark.parametrize("document", CURRENT, ids=name_of)
def test_tests_that_a_document_names_exist(document):
    cited = re.findall(r"`(tests/[\w/]+\.py)::(\w+)(?:::(\w+))?", document.read_text("utf-8"))

    missing = [
        (path, name)
        for path, *names in cited
        for name in filter(None, names)
        if not re.search(rf"(?:def|class) {name}\b", (ROOT / path).read_text("utf-8"))
    ]
    assert missing == []
