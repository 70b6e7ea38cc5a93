"""Parse a pasted list of people: a table, recipients of an e-mail, or bare addresses."""

# Nothing is dropped silently: every line gives people or an error. A quoted cell with a line break
# is reported as an error on its second line.

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from webinars.access.limits import MAX_LINES, NAME_LENGTH
from webinars.access.pasted_rows import MAX_LINE_LENGTH, cells_of, headings_of
from webinars.errors import InvalidInputError
from webinars.security import csv, email_addresses
from webinars.security.text_input import LINE_ENDS, clean_name

EMAIL, NAME, FIRST, LAST = "email", "name", "first", "last"
# Column headers in English, French and Spanish, without spaces and hyphens.
HEADS = {
    EMAIL: "email mail emailaddress mailaddress address courriel adressemail adresseemail "
    "adresseélectronique adressecourriel correo correoelectrónico correoelectronico",
    NAME: "name fullname displayname participant nomcomplet nom nombrecompleto nombreyapellidos",
    FIRST: "firstname givenname forename prénom prenom nombre",
    LAST: "lastname surname familyname nomdefamille apellido apellidos",
}
_KNOWN = {word: column for column, words in HEADS.items() for word in words.split()}


@dataclass(frozen=True)
class ListLine:
    """One parsed person of a line, or why the line was refused.

    wrong is the refusal; at is the line number (one line may give several people), text the line as
    pasted.
    """

    at: int
    text: str
    name: str = ""
    email: str = ""
    address: str = ""
    wrong: InvalidInputError | None = None


def parse_recipients(text: str) -> list[ListLine]:
    """Return the people of a pasted list, each address once, and its invalid lines, in order.

    Parsing stops one past MAX_LINES, which shows that the list is too long.
    """
    plain = LINE_ENDS.sub("\n", text.removeprefix(csv.MARK))
    columns: dict[str, int] | None = None
    seen: dict[str, int] = {}
    lines: list[ListLine] = []
    is_first = True
    for at, line in enumerate(plain.split("\n"), 1):
        if len(lines) > MAX_LINES:
            break
        if not line.strip(" \t;,"):
            continue
        if len(line) > MAX_LINE_LENGTH:
            too_long = InvalidInputError("too-long", longest=MAX_LINE_LENGTH)
            lines.append(ListLine(at, line[:MAX_LINE_LENGTH], wrong=too_long))
            continue
        if is_first:
            is_first, columns = False, _columns(line)
            if columns is not None:
                continue
        for name, email in islice(_people(line, columns), MAX_LINES + 1 - len(lines)):
            lines.append(_check_line(at, line, name, email, seen))
    return lines


def replace_addresses(text: str, meant: Mapping[ListLine, str]) -> str:
    """Replace the addresses of some lines in a list's text, and nothing else."""
    lines = LINE_ENDS.sub("\n", text.removeprefix(csv.MARK)).split("\n")
    for line, address in meant.items():
        # Match the whole address: it may be the end of a longer one.
        written = rf"""(?<![^\s<>"',;:()]){re.escape(line.email)}(?![\w@-]|\.\w)"""
        pieces = re.split(written, lines[line.at - 1])
        lines[line.at - 1] = address.join(pieces)
    return "\n".join(lines)


def _columns(line: str) -> dict[str, int] | None:
    """Return the index of the columns named in a header; None if the line is no header."""
    if "@" in line:
        return None
    words = headings_of(line)
    known = {_KNOWN[word]: index for index, word in enumerate(words) if word in _KNOWN}
    if FIRST in known and words[known.get(NAME, -1)] == "nom":
        known[LAST] = known.pop(NAME)  # French: nom, prénom
    if FIRST in known and LAST not in known and NAME not in known:
        known[NAME] = known.pop(FIRST)  # Spanish: nombre alone is the whole name
    return known if EMAIL in known else None


def _people(line: str, columns: dict[str, int] | None) -> Iterator[tuple[str, str]]:
    row = _by_columns(cells_of(line), columns) if columns is not None else None
    if row is not None:
        yield row
        return
    boxes = [_mailbox(item) for item in _items(line)]
    bare = line.split()
    if None not in boxes:
        yield from (box for box in boxes if box)
    elif len(bare) > 1 and all("@" in cell.strip(",;") for cell in bare):
        yield from (("", cell.strip(",;")) for cell in bare)
    else:
        yield _by_position(cells_of(line))


def _items(line: str) -> Iterator[str]:
    """Yield the items of a line; only commas and semicolons behind an address end one."""
    start, quoted, angled, has_address = 0, False, False, False
    for index, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char in "<>":
            angled = char == "<"
        elif char == "@":
            has_address = True
        elif char in ",;" and has_address and not angled:
            yield line[start:index]
            start, has_address = index + 1, False
    if line[start:].strip():
        yield line[start:]


def _mailbox(item: str) -> tuple[str, str] | None:
    """Return name and address of an item that is exactly one mailbox."""
    text = item.strip()
    if text.endswith(">") and "<" in text:
        name, _, email = text[:-1].rpartition("<")
        return _unquoted(name.strip()), email.strip()
    is_bare = "@" in text and not re.search(r'[\s,;"<>]', text)
    return ("", text) if is_bare else None


def _by_columns(cells: list[str], columns: dict[str, int]) -> tuple[str, str] | None:
    """Return name and address by the header's columns; None for a free-form line among them."""

    def cell(column: str) -> str:
        index = columns.get(column, -1)
        return cells[index] if 0 <= index < len(cells) else ""

    name = cell(NAME) or " ".join(filter(None, (cell(FIRST), cell(LAST))))
    email = cell(EMAIL)
    if "@" in email and not re.search(r"[\s<>]", email):
        return name, email
    if sum("@" in cell for cell in cells) > ("@" in email):
        return None
    own_name, own_email = _mailbox(email) or ("", email)
    return name or own_name, own_email


def _by_position(cells: list[str]) -> tuple[str, str]:
    """Return the one address of a row, and the name before it, or else the cell after it."""
    places = [index for index, cell in enumerate(cells) if "@" in cell]
    if len(places) != 1:
        return "", ", ".join(cells) if places else ""
    [index] = places
    name, email = _mailbox(cells[index]) or ("", cells[index])
    before = " ".join(filter(None, [*cells[:index], name]))
    return before or next(filter(None, cells[index + 1 :]), ""), email


def _unquoted(name: str) -> str:
    is_quoted = len(name) > 1 and name.startswith('"') and name.endswith('"')
    return re.sub(r"\\(.)", r"\1", name[1:-1]) if is_quoted else name


def _check_line(at: int, line: str, name: str, email: str, seen: dict[str, int]) -> ListLine:
    try:
        address, email, name = _clean(name, email)
    except InvalidInputError as error:
        return ListLine(at, line, name, email, wrong=error)
    if address in seen:
        return ListLine(
            at, line, name, email, wrong=InvalidInputError("duplicate-address", line=seen[address])
        )
    seen[address] = at
    return ListLine(at, line, name, email, address)


def _clean(name: str, email: str) -> tuple[str, str, str]:
    if not email:
        raise InvalidInputError("address-missing")
    email = email_addresses.clean_address(email.removeprefix("mailto:"))
    return email_addresses.normalize_address(email), email, clean_name(name, longest=NAME_LENGTH)
