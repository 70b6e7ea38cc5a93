"""Parse a pasted list of delegations: organisation, focal point, e-mail, quota per line."""

# Every line gives one delegation or an error. The first line may be a header.

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from webinars.access.limits import MAX_DELEGATIONS, NAME_LENGTH
from webinars.access.pasted_rows import MAX_LINE_LENGTH, cells_of, headings_of
from webinars.access.quota import MAX_QUOTA
from webinars.errors import InvalidInputError
from webinars.security import csv, email_addresses
from webinars.security.text_input import LINE_ENDS, clean_name

NAME, FOCAL_NAME, EMAIL, QUOTA = "name", "focal_name", "email", "quota"
# Column headers in English, French and Spanish, without spaces and hyphens.
HEADS = {
    NAME: "organisation organization body country state delegation memberstate pays état etat organisme "
    "délégation país pais estado organización organizacion delegación delegacion",
    FOCAL_NAME: "focalpoint focalpointname name contact contactname pointfocal nom nomdupointfocal "
    "puntofocal nombre nombredelpuntofocal",
    EMAIL: "email mail emailaddress mailaddress address focalpointemail courriel adressemail "
    "adresseélectronique correo correoelectrónico correoelectronico",
    QUOTA: "quota people peopleatmost places most seats number nombredeplaces places personnes cupo "
    "plazas personas",
}
_KNOWN = {word: column for column, words in HEADS.items() for word in words.split()}


@dataclass(frozen=True)
class DelegationLine:
    """One parsed line: a delegation, or why it was refused.

    at is the line number, text the line as pasted; address is the canonical form of the focal
    point's e-mail address; wrong is the refusal.
    """

    at: int
    text: str
    name: str = ""
    focal_name: str = ""
    focal_email: str = ""
    address: str = ""
    quota: int | None = None
    wrong: InvalidInputError | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return what makes two lines the same delegation."""
        return self.name.casefold(), self.address


def parse_delegations(text: str) -> list[DelegationLine]:
    """Return the delegations of a pasted list and its invalid lines, in order.

    Raises:
        InvalidInputError: "too-many-delegations" (facts: most): the list has more lines than that.
    """
    plain = LINE_ENDS.sub("\n", text.removeprefix(csv.MARK))
    columns: Mapping[str, int] | None = None
    seen: dict[tuple[str, str], int] = {}
    lines: list[DelegationLine] = []
    is_first = True
    for at, line in enumerate(plain.split("\n"), 1):
        if not line.strip(" \t;,"):
            continue
        if is_first:
            is_first, columns = False, _columns(line)
            if columns is not None:
                continue
        if len(lines) == MAX_DELEGATIONS:
            raise InvalidInputError("too-many-delegations", most=MAX_DELEGATIONS)
        parsed = _parse(at, line, columns)
        if parsed.wrong is None and parsed.key in seen:
            duplicate = InvalidInputError("duplicate-delegation", line=seen[parsed.key])
            parsed = replace(parsed, wrong=duplicate)
        seen.setdefault(parsed.key, at)
        lines.append(parsed)
    return lines


def _columns(line: str) -> dict[str, int] | None:
    """Return the index of each column named in a header; None if the line is no header."""
    if "@" in line:
        return None
    words = headings_of(line)
    known: dict[str, int] = {}
    for index, word in enumerate(words):
        if word in _KNOWN:
            known.setdefault(_KNOWN[word], index)
    return known if {NAME, EMAIL} <= known.keys() else None


def _parse(at: int, line: str, columns: Mapping[str, int] | None) -> DelegationLine:
    parsed = DelegationLine(at, line[:MAX_LINE_LENGTH])
    if len(line) > MAX_LINE_LENGTH:
        return replace(parsed, wrong=InvalidInputError("too-long", longest=MAX_LINE_LENGTH))
    cells = cells_of(line)
    places = columns if columns is not None else _positions(cells)
    values = {name: cells[index] for name, index in places.items() if index < len(cells)}
    email = values.get(EMAIL, "")
    box = re.fullmatch(r'"?([^"<>]*?)"?\s*<([^<>]*)>', email)
    if box:  # a mailbox, as e-mail programs copy it
        email = box[2]
        values[FOCAL_NAME] = values.get(FOCAL_NAME) or box[1].strip()
    parsed = replace(
        parsed,
        name=values.get(NAME, ""),
        focal_name=values.get(FOCAL_NAME, ""),
        focal_email=email,
    )
    try:
        return _check(parsed, values.get(QUOTA, ""))
    except InvalidInputError as error:
        return replace(parsed, wrong=error)


def _positions(cells: list[str]) -> dict[str, int]:
    """Return the index of each column in a list without a header, from where the one address is."""
    with_address = [index for index, cell in enumerate(cells) if "@" in cell]
    if len(with_address) != 1:
        return {NAME: 0}
    [at] = with_address
    places = {NAME: 0, EMAIL: at, QUOTA: at + 1}
    if at > 1:
        places[FOCAL_NAME] = at - 1
    return places


def _check(parsed: DelegationLine, quota: str) -> DelegationLine:
    if not parsed.focal_email:
        raise InvalidInputError("address-missing")
    email = email_addresses.clean_address(parsed.focal_email.removeprefix("mailto:"))
    if not parsed.name or "@" in parsed.name:
        raise InvalidInputError("delegation-name-missing")
    if not parsed.focal_name:
        raise InvalidInputError("focal-name-missing")
    return replace(
        parsed,
        name=clean_name(parsed.name, longest=NAME_LENGTH, least=1),
        focal_name=clean_name(parsed.focal_name, longest=NAME_LENGTH, least=1),
        focal_email=email,
        address=email_addresses.normalize_address(email),
        quota=_quota(quota),
    )


def _quota(text: str) -> int | None:
    if not text:
        return None
    is_number = re.fullmatch(r"[0-9]{1,6}", text) is not None
    if not is_number or not 1 <= int(text) <= MAX_QUOTA:
        raise InvalidInputError("quota-too-small", most=MAX_QUOTA)
    return int(text)
