"""Extract contact, languages, capacity, registration page and deadline from the text of a draft."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from babel import Locale

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.scanner import Filler, Item, scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.caching.memoize import ONCE, memoize
from webinars.errors import InvalidInputError
from webinars.security.email_addresses import clean_address
from webinars.security.passcodes import REGISTRATION_PATH, is_meeting_link
from webinars.security.urls import path_of
from webinars.timezones.schedule import Timed

MAX_FIELD_LINE = 400  # characters; longer lines are prose about something else
MAX_CONTACT_NAME = 60
MAX_CAPACITY = 100_000
_LANGUAGE_NAMES_IN = ("en", "fr", "es")
_EMAIL = re.compile(r"(?<![\w.@+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?![\w@])")
_CONTACT_LABEL = re.compile(
    r"^\W*(?:contacts?|questions?|(?:for|any|your)\s+(?:\w+\s+)?questions?|enquiries|inquiries|kontakt|contacto|"
    r"informes|(?:pour\s+(?:tout\s+|plus\s+de\s+)?)?renseignements?|pour\s+toute\s+question|"
    r"para\s+(?:consultas|m[áa]s\s+informaci[óo]n)|organi[sz]er|host)\b",
    re.IGNORECASE,
)
_NAME_BEFORE_EMAIL = re.compile(
    r"^[^:]{1,40}:\s*(?P<name>[^\W\d_][^:,;<(@\d]{2,60}?)\s*[,<(–—-]*\s*$"
)
_LANGUAGE_LABEL = re.compile(
    r"^\W*(?:(?:working|official|event)\s+)?(?:languages?|langues?|idiomas?)"
    r"(?:\s*/\s*\w+|\s+(?:du|de la|de l.|del|de)\s?\w+)?\s*(?P<colon>:)?(?P<value>.*)",
    re.IGNORECASE,
)
_INTERPRETATION = re.compile(
    r"\b(?:(?:simultaneous\s+)?interpretation\s+(?:in|into|from|between)|"
    r"(?:interpr[ée]tation|traduction)\s+simultan[ée]e?\s+en|interpr[ée]tation\s*:|"
    r"interpretaci[óo]n(?:\s+simult[áa]nea)?\s+(?:en|al|del))(?P<value>[^.;]*)",
    re.IGNORECASE,
)
_SIGN_LANGUAGE = re.compile(
    r"(?:[^\W\d_]+\s+){1,2}sign\s+language|langue\s+des\s+signes\s+\w+|lengua\s+de\s+(?:signos|señas)\s+\w+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_PEOPLE = (
    r"(?:places?|seats?|spots?|participants?|attendees?|people|persons?|chairs|personnes?|personas|plazas|lugares|"
    r"asistentes|participantes)"
)
_CAPACITY = re.compile(
    rf"\b(?:limited\s+to|maximum(?:\s+of)?|max\.?|up\s+to|only|first)\s+(?:the\s+first\s+)?(\d{{1,6}})\s+{_PEOPLE}\b|"
    rf"(?<![\d.,-])(\d{{1,6}})\s+{_PEOPLE}\s+(?:max(?:imum)?\b|at\s+most|only|au\s+(?:maximum|total)|maximum|m[áa]ximo)|"
    rf"\((\d{{1,6}})\s+{_PEOPLE}\)|"
    rf"\blimit[ée]e?s?\s+à\s+(\d{{1,6}})(?:\s+{_PEOPLE})?|"
    rf"\blimitad[oa]s?\s+a\s+(\d{{1,6}})\s+{_PEOPLE}|"
    rf"\b(?:aforo|cupos?)(?:\s+(?:m[áa]ximo|limitado))?\s*(?::|de|a)\s*(\d{{1,6}})\b|"
    r"^\W*(?:capacity|places|seats|capacit[ée])\s*:\s*(?:max\.?\s*)?(\d{1,6})\b",
    re.IGNORECASE,
)

_DEADLINE = re.compile(
    r"\b(?:(?:register|rsvp|r\.s\.v\.p\.|sign\s+up)\s+(?:by|before|until|no\s+later\s+than)|"
    r"(?:registration|rsvp)\s+(?:deadline(?:\s+is)?|closes?(?:\s+on)?|until|by)|deadline\s+(?:for|of)\s+registration(?:\s+is)?|"
    r"(?:inscriptions?|s.inscrire)\s+(?:obligatoire\s+)?(?:jusqu.(?:au|à)|avant(?:\s+le)?|au\s+plus\s+tard(?:\s+le)?)|"
    r"date\s+limite\s+d.inscription|cl[ôo]ture\s+des\s+inscriptions|"
    r"fecha\s+l[íi]mite\s+de\s+(?:inscripci[óo]n|registro)|inscripci[óo]n(?:es)?\s+(?:abiertas?\s+)?hasta(?:\s+el)?|"
    r"cierre\s+de\s+inscripci[óo]n(?:es)?)\s*:?",
    re.IGNORECASE,
)
_OTHER_DEADLINE = re.compile(
    r"\b(?:early|h[âa]tif|anticipad[ao]|papers?|abstracts?|submissions?|proposals?|cfp)\b",
    re.IGNORECASE,
)
_LEADS_TO_PAGE = re.compile(
    r"\b(?:regist(?:er|ration)|rsvp|sign\s+up|tickets|s.inscri\w+|inscri\w+|registro)\b[^.!?]{0,60}$",
    re.IGNORECASE,
)
_END_OF_DAY = time(23, 59)


@dataclass(frozen=True)
class Fields:
    """Values that the text of a draft states.

    Attributes:
        languages: BCP 47 tags.
        closes_at: end of registration as local time in the draft's zone; a day without a time ends at 23:59.
    """

    contact_name: str = ""
    contact_email: str = ""
    languages: tuple[str, ...] = ()
    capacity: int | None = None
    closes_at: datetime | None = None
    registration_url: str = ""


def extract_fields(draft: Draft) -> Fields:
    """Return the fields that the text states; a field with several different values is not used."""
    rows = [row for text in draft.paragraphs for row in text.splitlines()]
    rows = [row if len(row) <= MAX_FIELD_LINE else "" for row in rows]
    contacts = list(dict.fromkeys(_contacts(rows)))
    emails = {email for _, email in contacts}
    name, email = contacts[0] if len(emails) == 1 else ("", "")
    languages = tuple(dict.fromkeys(_languages(rows)))
    return Fields(
        name, email, languages, _capacity(rows), _deadline(draft, rows), _page(draft, rows)
    )


def _page(draft: Draft, rows: list[str]) -> str:
    """Return the registration page if the text links to a single one."""
    pages = {
        link.url
        for link in draft.links
        if not is_meeting_link(link.url)
        and (
            REGISTRATION_PATH.search(path_of(link.url))
            or any(
                _LEADS_TO_PAGE.search(row.partition(link.url)[0]) for row in rows if link.url in row
            )
        )
    }
    return pages.pop() if len(pages) == 1 else ""


def _deadline(draft: Draft, rows: list[str]) -> datetime | None:
    """Return the end of registration if the text states a single one, before the end of the event."""
    if draft.context is None:
        return None
    ends = set()
    for row in rows:
        match = None if _OTHER_DEADLINE.search(row) else _DEADLINE.search(row)
        if match is not None:
            items = scan(tokenize(row, match.end(), len(row)))
            ends.add(_local_time(items, draft))
    end = ends.pop() if len(ends) == 1 else None
    when = draft.when
    last = when.end.date() if isinstance(when, Timed) else when.last
    return end if end is not None and end.date() <= last else None


def _local_time(items: list[Item], draft: Draft) -> datetime | None:
    """Return the date at the beginning of the items, with its time; None if it is ambiguous."""
    items = [item for item in items if not isinstance(item, Filler)]
    if not items or draft.context is None or not isinstance(items[0], ParsedDate):
        return None
    expression = items[0]
    readings = resolve_date(expression, draft.context.today).readings
    is_day = len(readings) == 1 and readings[0].first == readings[0].last
    if expression.is_weak or expression.is_month or not is_day:
        return None
    day = readings[0].first
    if len(items) == 1 or not isinstance(items[1], ParsedTime):
        return datetime.combine(day, _END_OF_DAY)
    # A time in another zone than the event's would need its own questions.
    has_zone = any(isinstance(item, ZoneReference) for item in items)
    if len(items[1].readings) != 1 or has_zone:
        return None
    return datetime.combine(day, time()) + timedelta(minutes=items[1].readings[0].start)


def _contacts(rows: list[str]) -> Iterator[tuple[str, str]]:
    """Yield name and e-mail address of each line that a label marks as the contact."""
    for row in rows:
        match = _EMAIL.search(row) if _CONTACT_LABEL.search(row) else None
        if match is None:
            continue
        try:
            email = clean_address(match[0])
        except InvalidInputError:
            continue
        named = _NAME_BEFORE_EMAIL.match(row[: match.start()])
        name = named["name"].strip() if named else ""
        yield (name if len(name) <= MAX_CONTACT_NAME else ""), email


def _languages(rows: list[str]) -> Iterator[str]:
    for number, row in enumerate(rows):
        labelled = _LANGUAGE_LABEL.match(row)
        if labelled is not None:
            value = labelled["value"]
            if not value.strip():
                value = rows[number + 1] if number + 1 < len(rows) else ""
            if labelled["colon"] or _begins_with_language(value):
                yield from _named_languages(value)
        for interpretation in _INTERPRETATION.finditer(row):
            yield from _named_languages(interpretation["value"])


def _begins_with_language(text: str) -> bool:
    word = _WORD.search(text)
    return word is not None and word[0].casefold() in _tags_by_name()


def _named_languages(text: str) -> Iterator[str]:
    """Yield the tags of the languages that a text names, other than sign languages."""
    for word in _WORD.finditer(_SIGN_LANGUAGE.sub(" ", text)):
        tag = _tags_by_name().get(word[0].casefold())
        if tag is not None:
            yield tag


@memoize(ONCE)
def _tags_by_name() -> dict[str, str]:
    """Return the two-letter tags by CLDR's names in the languages of announcements."""
    return {
        str(name).casefold(): tag
        for locale in _LANGUAGE_NAMES_IN
        for tag, name in Locale(locale).languages.items()
        if len(tag) == len("en") and len(str(name)) > len("und")
    }


def _capacity(rows: list[str]) -> int | None:
    """Return the limit of places if the text states a single one."""
    numbers = {
        int(next(filter(None, match.groups()))) for row in rows for match in _CAPACITY.finditer(row)
    }
    return numbers.pop() if len(numbers) == 1 and 0 < min(numbers) <= MAX_CAPACITY else None
