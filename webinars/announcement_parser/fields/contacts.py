"""Find the person or address to contact: after a label, in a sentence, or in the header of a mail."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from webinars.announcement_parser.fields.regions import Region, Row, Sentence
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.grammar.phrases.title_words import CLOSING_GREETING
from webinars.announcement_parser.grammar.web_addresses import first_url
from webinars.errors import InvalidInputError
from webinars.security.email_addresses import clean_address

MAX_NAME = 60
MAX_BEFORE = 120  # characters before an address that may introduce it
EMAIL = re.compile(r"(?<![\w.@+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?![\w@])")
# Addresses that are those of programs and lists, and sentences about something else than the event.
_AUTOMATIC = re.compile(
    r"^(?:no-?reply|do-?not-?reply|mailer|bounces?|postmaster|abuse|unsubscribe|webmaster|list(?:s|serv)?|\d+)@"
    r"|-(?:bounces|leave|unsubscribe|request|owner|announce|subscribe|salir|desuscribir|signoff)@|"
    r"@(?:lists?|listes?|listas?|groupes?|groups|grupos?|mailman|sympa)\.",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:unsubscri\w+|d[ée]sabonner|darse\s+de\s+baja|subscribe|press|media|accreditation|abuse|editors?|copy\s+for"
    r"|your\s+texts?|vos\s+textes|bids?|papers?|abstracts?|proposals?|submissions?|job|vacancy|report)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:contact|write\s+to|e-?mail|mail\s+to|ask|tell|questions?|enquir\w+|inquir\w+|info\w*|reserve|reservations?|"
    r"book(?:ings?)?|rsvp|r\.s\.v\.p|register|confirm\w*|reach|reply|send|volunteers?|shared\s+on\s+request|on\s+request|"
    r"[ée]crire|[ée]crivez|adress\w+|demand\w+|renseignements?|r[ée]pon\w+|inscri\w+|s.annoncer|"
    r"escrib\w+|consultas?|informes|dirig\w+|solicit\w+|confirm\w+|reserv\w+|"
    r"anmeld\w+|r[üu]ckfragen|unter|kontakt\w*|scrivere|iscri\w+|contat\w+|urgency|organi[sz]er|host)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?P<name>(?:(?:Dr|Prof|Pr|Mr|Mrs|Ms|Mme|M|Sra?|Dra)\.?\s+)?[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:\s+(?:de|da|di|van|von|der|del|&|and|et|y)"
    r"(?=\s)|\s+[A-ZÀ-ÖØ-Þ][\w.’'-]*|\s\((?!\s)[\w ]{1,20}\)){0,6})"
)
_PERSON_TO_ASK = re.compile(
    r"\b(?:[Aa]sk|[Tt]ell|[Pp]hone|[Cc]all|[Cc]ontact|[Aa]upr[èe]s de|[Cc]ontacte[rz]|[Cc]on)\s+"
    rf"(?!Us\b|The\b){_NAME.pattern}"
    r"(?=\s+(?:on\s+)?\+?\d|\s+(?:avant|before|by)\b)"
)
_NAME_BEFORE = re.compile(rf"{_NAME.pattern}\s*[,<(–—|-]*\s*$")
_HEADER_NAME = re.compile(r"^[\"“]?(?P<name>[^\"“”<>@]{2,60}?)[\"”]?\s*(?:<|$)")
_FIELD_PREFIX = re.compile(
    r"^(?:name|nom|nombre|e-?mail|courriel|correo|tel\w*)\s*:\s*", re.IGNORECASE
)
_NAME_END = re.compile(
    r"\s+(?:/|\||–|-|and \d+ others?)\s|\s*[,;/(<]|\s+and\s+\d+|\bTel\b|\+\d|\d{3}"
)
_INVITER = re.compile(
    r"(?P<name>[A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*){0,3})\s+(?:is\s+inviting\s+you\s+to\s+a\s+scheduled"
    r"|vous\s+invite\s+à\s+une\s+réunion|(?:te|le|lo)\s+(?:está\s+invitando|invita)\s+a\s+una\s+reunión)\b"
)
_SIGNER = re.compile(
    r"(?!(?:The|Le|La|El|Der|Die)\s)(?P<name>[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w.’'-]*){0,2})(?:\s*[,(].{0,60})?$"
)
_SIGNATURE = re.compile(rf"^(?:{_NAME.pattern}\s*[,–—:|-]\s*)?{EMAIL.pattern}\.?$")


class Contact(NamedTuple):
    """Name and e-mail address; one of them may be ""."""

    name: str
    email: str


def contacts(region: Region) -> Iterator[Candidate[Contact]]:
    """Yield the contacts of a region: labelled ones before those of sentences, and the mail's sender last."""
    for row in region.labelled("contact"):
        yield from _labelled(region, row)
    for sentence in region.sentences:
        yield from _in_sentence(sentence)
    for row in region.rows:
        if _SIGNATURE.match(row.text) or row.label == "registration":
            yield from _addresses(row.start, row.text, 4)
    yield from _inviters(region)
    yield from _signers(region)
    yield from _senders(region)


def _inviters(region: Region) -> Iterator[Candidate[Contact]]:
    """Yield who invites to a meeting of a conferencing service: "Ann Low is inviting you to …"."""
    for row in region.rows:
        inviter = _INVITER.match(row.text)
        if inviter is not None:
            end = row.start + inviter.end("name")
            yield Candidate(5, Contact(inviter["name"], ""), row.start, end)


def _signers(region: Region) -> Iterator[Candidate[Contact]]:
    """Yield the name below the greeting that ends a letter: "Cheers / Ann"."""
    for row, below in pairwise(region.rows):
        name = _SIGNER.match(below.text) if CLOSING_GREETING.fullmatch(row.text) else None
        if name is not None and below.block - row.block <= 1:
            end = below.start + name.end("name")
            yield Candidate(7, Contact(name["name"], ""), below.start, end)


def _labelled(region: Region, row: Row) -> Iterator[Candidate[Contact]]:
    rows = region.values(row)
    addresses = [
        address for other in rows for address in _addresses(other.value_start, other.after_label, 0)
    ]
    if addresses:
        yield from addresses
        return
    index = next((number for number, other in enumerate(region.rows) if other == row), 0)
    below = region.rows[index + 1 : index + 3] if not row.value else ()
    for other in below:
        if other.block == row.block and EMAIL.search(other.text):
            yield from _addresses(other.start, other.text, 0)
            return
    for other in rows[:1]:
        value = _FIELD_PREFIX.sub("", other.value)
        end = _NAME_END.search(f"{value} ")
        name = value[: end.start()] if end and end.start() else value
        if _is_name(name):
            at = other.text.find(name)
            yield Candidate(2, Contact(name, ""), other.start + at, other.start + at + len(name))


def _is_name(text: str) -> bool:
    is_short = 2 < len(text) <= MAX_NAME and len(text.split()) <= 7  # noqa: PLR2004
    is_words = not any(char.isdigit() for char in text) and not first_url(text)
    return is_short and text[0].isupper() and is_words


def _in_sentence(sentence: Sentence) -> Iterator[Candidate[Contact]]:
    for candidate in _addresses(sentence.start, sentence.text, 3):
        at = candidate.start - sentence.start
        before = sentence.text[max(0, at - MAX_BEFORE) : at]
        after = sentence.text[at : at + MAX_BEFORE]
        is_introduced = sentence.label in {"contact", "registration"} or _INTRODUCES.search(before)
        if _ELSEWHERE.search(before) or _ELSEWHERE.search(after):
            continue
        if is_introduced or re.search(r"organi[sz]er\b", after):
            yield candidate._replace(rank=1)
        elif sentence.label not in {"mail", "subject", "other"}:
            yield candidate
    for match in _PERSON_TO_ASK.finditer(sentence.text):
        at = sentence.start + match.start("name")
        yield Candidate(4, Contact(match["name"].rstrip("."), ""), at, at + len(match["name"]))


def _addresses(offset: int, text: str, rank: int) -> Iterator[Candidate[Contact]]:
    """Yield the e-mail addresses in a text, with the name before each."""
    for match in EMAIL.finditer(text):
        try:
            email = clean_address(match[0])
        except InvalidInputError:
            continue
        if _AUTOMATIC.search(email):
            continue
        named = _NAME_BEFORE.search(text[max(0, match.start() - MAX_NAME) : match.start()])
        name = named["name"].strip() if named else ""
        yield Candidate(rank, Contact(name, email), offset + match.start(), offset + match.end())


def _senders(region: Region) -> Iterator[Candidate[Contact]]:
    """Yield the sender of the last mail header: forwarded mails quote that of the announcement."""
    senders = [row for row in region.rows if row.label == "mail" and _is_from(row.text)]
    for row in reversed(senders):
        addresses = list(_addresses(row.start, row.text, 5))
        name = _HEADER_NAME.match(row.value)
        if addresses:
            email = addresses[0]
            title = name["name"].strip() if name else ""
            yield email._replace(value=Contact(title if _is_name(title) else "", email.value.email))
            return
        if name and _is_name(name["name"]) and "@" not in row.value:
            at = row.start + row.text.find(name["name"])
            yield Candidate(6, Contact(name["name"].strip(), ""), at, at + len(name["name"]))
            return


def _is_from(text: str) -> bool:
    return re.match(r"(?:from|de|von|da)\s*:", text, re.IGNORECASE) is not None
