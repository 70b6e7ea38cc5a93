"""Lists as people paste them: out of a spreadsheet, out of a mail, typed by hand; nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.access import pasted_recipients
from webinars.access.limits import MAX_LINES
from webinars.access.pasted_recipients import parse_recipients
from webinars.access.pasted_rows import MAX_LINE_LENGTH

ANN, BO = ("Ann Lee", "ann@example.org"), ("Bo", "bo@example.org")


def people(text):
    """Return the people of a list none of whose lines is wrong."""
    lines = parse_recipients(text)
    assert [(line.text, line.wrong) for line in lines if line.wrong] == []
    return [(line.name, line.email) for line in lines]


def wrong(text):
    return [(line.at, line.wrong.code) for line in parse_recipients(text) if line.wrong]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee <ann@example.org>\nBo <bo@example.org>",
        "Ann Lee <ann@example.org>, Bo <bo@example.org>",
        '"Ann Lee" <ann@example.org>; "Bo" <bo@example.org>;',
        "Ann Lee;ann@example.org\nBo;bo@example.org",
        "Ann Lee,ann@example.org\r\nBo,bo@example.org\r\n",
        "Ann Lee\tann@example.org\rBo\tbo@example.org",
        "ann@example.org;Ann Lee\nbo@example.org;Bo",
        "\ufeffName;E-mail\nAnn Lee;ann@example.org\n\n;;\nBo;bo@example.org\n",
        "E-Mail Address,Full Name\nann@example.org,Ann Lee\nbo@example.org,Bo",
        "First name\tLast name\tE-mail\nAnn\tLee\tann@example.org\nBo\t\tbo@example.org",
        "Last name;First name;Organisation;Email\nLee;Ann;LAN;ann@example.org\n;Bo;;bo@example.org",
        "Nom;Prénom;Courriel\nLee;Ann;ann@example.org\n;Bo;bo@example.org",
        "Nombre;Correo electrónico\nAnn Lee;ann@example.org\nBo;bo@example.org",
        '"Ann Lee","ann@example.org"\n"Bo","bo@example.org"',
        "  Ann   Lee  ; ann@example.org \n Bo;mailto:bo@example.org",
        "Ann Lee;ann@example.org;Legal Aid Network\nBo;bo@example.org;",
        "Name;Organisation;E-mail\nAnn Lee <ann@example.org>\nBo;LAN;bo@example.org",
        "Name;E-mail;Organisation\nAnn Lee;ann@example.org;LAN\nbo@example.org;Bo",
        "Name;E-mail;Assistant\nAnn Lee;ann@example.org;cy@example.org\nBo;bo@example.org;",
        "Body;Name;E-mail\nAnn Lee <ann@example.org>, Bo <bo@example.org>",
        "First;Name;E-mail\n;Ann Lee;Ann <ann@example.org>\n;Bo;bo@example.org",
    ],
)
def test_list_is_parsed_in_every_supported_form(text):
    assert people(text) == [ANN, BO]


@pytest.mark.parametrize(
    "text",
    ["ann@example.org\nbo@example.org", "ann@example.org, bo@example.org", "ann@example.org bo@example.org",
     "<ann@example.org>; <bo@example.org>", "E-mail\nann@example.org\nbo@example.org"],
)  # fmt: skip
def test_addresses_alone_are_people_without_names(text):
    assert people(text) == [("", "ann@example.org"), ("", "bo@example.org")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"Lee; Ann";ann@example.org', "Lee; Ann"),
        ('"Ann ""Annie"" Lee",ann@example.org', 'Ann "Annie" Lee'),
        ("Lee, Ann <ann@example.org>", "Lee, Ann"),
        ('"Lee, Ann" <ann@example.org>', "Lee, Ann"),
        ("Lee, Ann;ann@example.org", "Lee, Ann"),
        ("أميرة حداد;ann@example.org", "أميرة حداد"),
    ],
)
def test_name_can_contain_separators(text, name):
    assert people(text) == [(name, "ann@example.org")]


def test_error_is_reported_at_its_line_and_other_lines_are_valid():
    text = "Name;E-mail\nAnn;ann@example.org\nBo;bo@\n\nCy\nAnn again;ANN@Example.org\nDi;di@example.org"

    assert [line.email for line in parse_recipients(text) if not line.wrong] == [
        "ann@example.org",
        "di@example.org",
    ]
    assert wrong(text) == [(3, "not-an-address"), (5, "address-missing"), (6, "duplicate-address")]
    assert parse_recipients(text)[3].wrong.facts == {"line": 2}


def test_unclosed_quote_affects_only_its_own_line():
    text = '"Ann;ann@example.org\nBo;bo@example.org'

    assert wrong(text) == [(1, "not-an-address")]
    assert [line.name for line in parse_recipients(text) if not line.wrong] == ["Bo"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("A" * 201 + " <ann@example.org>", "too-long"),
        ("x" * MAX_LINE_LENGTH + ";ann@example.org", "too-long"),
        ("An\x07n <ann@example.org>", "control-characters"),
        ("Ann;ann@example.org;bo@example.org;x", "not-an-address"),
        ("Ann Lee", "address-missing"),
    ],
)
def test_invalid_lines_are_refused(line, code):
    assert wrong(line) == [(1, code)]


@given(st.text())
def test_any_text_gives_recipients_or_errors(text):
    for line in parse_recipients(text):
        assert bool(line.address) is not bool(line.wrong)


names = st.text(
    st.characters(categories=["L", "Nd"], exclude_characters=" "), min_size=1, max_size=12
)
locals_ = st.from_regex(r"[a-z][a-z0-9]{0,10}", fullmatch=True)
rows = st.lists(st.tuples(names, locals_), unique_by=lambda row: row[1], max_size=20)


@given(rows, st.sampled_from([";", ",", "\t"]), st.booleans(), st.booleans())
def test_written_table_is_parsed_to_the_same_values(rows, separator, with_head, quoted):
    def cell(text):
        return f'"{text}"' if quoted else text

    table = [separator.join((cell(name), cell(f"{local}@example.org"))) for name, local in rows]
    text = "\r\n".join([*([separator.join(("Name", "E-mail"))] if with_head else []), *table])

    result = parse_recipients(text)

    assert [line.email for line in result] == [f"{local}@example.org" for _, local in rows]
    assert [line.at for line in result] == list(range(1 + with_head, len(rows) + 1 + with_head))


@pytest.mark.parametrize(
    "text",
    [
        "a@," * 300_000,
        ("a@," * 300 + "\n") * 1_000,
        "".join(f"p{number}@example.org\n" for number in range(40_000)),
        "a@example.org\n" * 60_000,
    ],
)
def test_list_is_parsed_up_to_the_limit(text, monkeypatch):
    judge, judged = pasted_recipients._check_line, []
    monkeypatch.setattr(
        pasted_recipients, "_check_line", lambda *values: judged.append(values) or judge(*values)
    )

    result = pasted_recipients.parse_recipients(text)

    assert len(result) <= MAX_LINES + 1
    assert len(judged) <= MAX_LINES + 1


def test_longest_allowed_list_is_parsed_completely():
    text = "".join(f"p{number}@example.org\n" for number in range(MAX_LINES))

    assert len(pasted_recipients.parse_recipients(text)) == MAX_LINES
