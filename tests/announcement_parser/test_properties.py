"""Properties: serialized events parse back, any text is parsed or refused, in linear time."""

import gc
import random
import re
import time
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.announcement_parser.parsing import HOME, TODAY
from tests.announcement_parser.serializing import serialize_announcement
from webinars.announcement_parser import messages
from webinars.announcement_parser.fields.title_text import clean_title
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.preprocess import MAX_LENGTH, preprocess
from webinars.announcement_parser.resolution.questions import SEPARATE_EVENT
from webinars.errors import InvalidInputError
from webinars.i18n import translator_for
from webinars.security.passcodes import redact_passcodes
from webinars.timezones import zones
from webinars.timezones.cities import CITIES
from webinars.timezones.schedule import Days, Month, Timed, resolve

VALUES = ("title", "when", "cities", "place", "paragraphs")


def values(event):
    return {
        name: tuple(value) if isinstance(value := getattr(event, name), list) else value
        for name in VALUES
    }


def normalized(text):
    """Return a text without invisible characters, with single spaces."""
    return " ".join(preprocess(text).text.split())


WORDS = st.sampled_from(
    [
        "Webinar",
        "fair",
        "trials",
        "on",
        "of",
        "the",
        "Geneva",
        "Vienna",
        "UNGASS",
        "–",
        "Covid-19",
        "2020",
        "9/1",
        "16",
        "July",
        "15:00",
        "May",
        "March",
        "(online)",
        "Leave",
        "a",
        "Reply",
        "Title:",
        "Place:",
        "Where:",
        "¶",
        "<b>",
        "</p>",
        "&",
        "&amp;",
        "https://example.org/2020/07/16",
        "children,",
        "rights.",
        "Café",
        "日内瓦",
        "مؤتمر",
        "🙂",
        "%d",
        "CET",
        "CST",
        "+1",
        "day",
        "noon",
        "mid-April",
        "Monday",
        "·",
        "•",
        "-",
        "Ends:",
        "Cities:",
        "none",
        "©",
        "next",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
TEXTS = st.one_of(SENTENCES, st.text(max_size=60).filter(lambda text: "<" not in text)).map(
    normalized
)
# Without passcodes, which are removed: the characters of st.text() include words of the product's modules.
LINES = TEXTS.filter(lambda text: text and not redact_passcodes(text).removed)
# Titles without a date, time or marks at their ends, which are dropped, and without words of a day that may
# be another one than that of the event: "noon Monday".
NAMED_DAY = re.compile(r"\b(?:noon|monday|next|mid)\b", re.IGNORECASE)
TITLES = LINES.filter(
    lambda text: (
        text[0].isalnum()
        and text[-1].isalnum()
        and clean_title(text) == text
        and not NAMED_DAY.search(text)
    )
)
PLACES = st.lists(
    st.sampled_from(
        [
            "Room",
            "Hall",
            "Building",
            "XVII",
            "3",
            "E",
            "Café",
            "Palais",
            "des",
            "Nations",
            "日内瓦",
            "مؤتمر",
            "🙂",
            "&",
            "n°4",
        ]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
CITY = st.sampled_from(list(CITIES.values()))
ZONE = st.sampled_from(zones.choices())
DAY = st.dates(date(1970, 1, 3), date(2037, 12, 20))


@st.composite
def timed(draw):
    cities = tuple(draw(st.lists(CITY, max_size=5, unique=True)))
    is_own = bool(cities) and draw(st.booleans())
    zone = zones.canonical(cities[0].timezone if is_own else draw(ZONE))
    start = datetime.combine(draw(DAY), datetime.min.time()) + timedelta(
        minutes=draw(st.integers(0, 1439))
    )
    length = draw(st.one_of(st.integers(1, 240), st.integers(1, 10_000)))
    when = Timed(start, start + timedelta(minutes=length), zone)
    try:
        resolve(when)
    except InvalidInputError:
        assume(False)
    return when, cities


@st.composite
def days(draw):
    first = draw(DAY)
    last = first + timedelta(days=draw(st.one_of(st.integers(0, 5), st.integers(0, 400))))
    assume(last.year <= 2037)
    when = Days(first, last, zones.canonical(draw(ZONE)))
    return when, tuple(draw(st.lists(CITY, max_size=3, unique=True)))


@st.composite
def months(draw):
    when = Month(
        draw(st.integers(1970, 2037)), draw(st.integers(1, 12)), zones.canonical(draw(ZONE))
    )
    return when, tuple(draw(st.lists(CITY, max_size=2, unique=True)))


@st.composite
def events(draw):
    when, cities = draw(st.one_of(timed(), days(), months()))
    title = draw(TITLES)
    # The zone UTC is offered as a city, but no event takes place there.
    towns = CITY.map(lambda city: city.name).filter(lambda name: name != "UTC")
    place = draw(st.one_of(st.just(""), towns, PLACES))
    assume(not place or place not in title)  # a place that the title names is dropped
    return SimpleNamespace(
        title=title,
        when=when,
        cities=cities,
        place=place,
        # A paragraph that repeats the title is dropped.
        paragraphs=tuple(draw(st.lists(LINES.filter(lambda line: line != title), max_size=4))),
    )


@settings(max_examples=250, deadline=None)
@given(events())
@example(
    SimpleNamespace(
        title="A talk",
        when=Days(date(2027, 7, 16), date(2027, 7, 16), HOME),
        cities=(),
        place="",
        paragraphs=("on Café noon",),
    )
)
def test_serialized_event_is_parsed_to_the_same_value(event):
    text = serialize_announcement(event)

    (draft,) = parse_announcement(text, today=TODAY, zone=HOME)

    # Without a stated place, that of "A talk at the Café" is one.
    is_in_a_sentence = any(draft.place in text for text in (event.title, *event.paragraphs))
    place = event.place or (draft.place if is_in_a_sentence else "")
    assert values(draft) == {**values(event), "place": place}, text
    assert draft.questions == (), text


def drafts_or_empty(text):
    """Return the drafts, or none if the text has no date in a supported year."""
    try:
        return parse_announcement(text, today=TODAY, zone=HOME)
    except InvalidInputError as error:
        if error.code in {"no-date-found", "date-out-of-range"}:
            return []
        raise


PIECES = st.one_of(
    WORDS,
    st.sampled_from(
        "\n|\n\n|16|July|2020|05/07|05/07/2020|Friday|Thu|3 p.m.|9:00|3:00|15.00|–|-|/|(|)|,|and|to|until|from|at|"
        "GVA|NY|New York|Tokyo|CEST|EDT|CST|IST|GMT|UTC+2|+02:00|Z|T|midnight|24:00|31 June|29 February|"
        "29 March 2020|25 October 2020|02:30|(+1 day)|next day|7, 14 and 21|16-17|mid-April|April 2021|"
        "When:|Time:|End:|Time zone:|Cities:|Europe/Zurich|90 minutes|20200716T130000Z|1 January 1970|"
        "31 December 2037|23:59|00:00|<p>|<a href=x>|</a>|&#99999999;|¶".replace("|\n|", "|").split(
            "|"
        )
    ),
    st.text(max_size=5),
)
TEXT = st.lists(PIECES, max_size=25).map(" ".join)


@settings(max_examples=250, deadline=None)
@given(TEXT)
@example("16 July 2020 &#" + "9" * 5000 + ";</p>")
@example("¹\n\nJanuary 1970")
@example("1 January 1970, 00:00 Tokyo\n31 December 2037, 23:59 New York")
def test_any_text_is_parsed_with_distinct_complete_readings(text):
    for draft in drafts_or_empty(text):
        assert messages.title(draft, translator_for("en"))
        resolve(draft.when)
        for question in draft.questions:
            distinct = {(reading.when, reading.cities) for reading in question.readings}
            least = 1 if question.code == SEPARATE_EVENT else 2
            assert len(distinct) == len(question.readings) >= least
            assert len({reading.reason for reading in question.readings}) == len(question.readings)
            for reading in question.readings:
                resolve(reading.when)
                answered = draft.answer(question.code, reading.reason)
                assert question.code not in {other.code for other in answered.questions}
        if not draft.questions:
            reparsed = parse_announcement(serialize_announcement(draft), today=TODAY, zone=HOME)
            assert [values(copy) for copy in reparsed] == [values(draft)]


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_characters_are_parsed_or_refused(text):
    for draft in drafts_or_empty(text + "\n16 July 2020, 15:00 Geneva\n" + text):
        resolve(draft.when)


def test_text_over_the_maximum_length_is_refused():
    with pytest.raises(InvalidInputError) as caught:
        parse_announcement("a" * (MAX_LENGTH + 1), today=TODAY, zone=HOME)

    assert (caught.value.code, caught.value.facts) == (
        "announcement-too-long",
        {"longest": MAX_LENGTH},
    )


REPEATED_UNITS = [
    "1 ",
    "1, ",
    "16 - ",
    "(",
    "<",
    "<a ",
    "&#",
    "a\n",
    "15:00\n",
    "July ",
    "Geneva/",
    "UTC+",
    "16 July 2020 ",
    "\n",
    "a.a@",
]
MIXED_UNITS = [
    "16 July 2020",
    "15:00",
    "Geneva",
    "CST",
    "\n",
    "–",
    "(",
    "May",
    "05/07",
    "and",
    "https://a.example",
    ".",
]
LENGTH = 10_000
ONE_WORD = f"16 July 2020 &#{'9' * LENGTH}"
# Linear time grows by a factor of 8 at most here, quadratic time by 64. By the limit, work that grows with the
# square takes 0.6 times as long as the rest here, and 3 times as long at 50,000 characters.
MOST = 12


def repeated(unit):
    return unit * (LENGTH // len(unit))


def mixed():
    mixture = random.Random(7)
    return " ".join(mixture.choice(MIXED_UNITS) for _ in range(LENGTH))


@pytest.mark.parametrize(
    "text",
    [*map(repeated, REPEATED_UNITS), mixed(), ONE_WORD],
    ids=[*REPEATED_UNITS, "mixed", "one word"],
)
def test_parsing_time_is_linear_in_the_length(text):
    text = f"16 July 2020, 15:00 Geneva\n{text}"[:LENGTH]
    eighth = text[: LENGTH // 8]

    limit = MOST * min(cpu_time(eighth) for _ in range(4))

    # Other processes may slow one run down.
    assert any(cpu_time(text) < limit for _ in range(3))


def cpu_time(text):
    """Return the CPU time of parsing a text, without garbage collection of other tests."""
    gc.disable()
    try:
        started = time.process_time()
        parse_announcement(text, today=TODAY, zone=HOME, with_remaining=True)
        return time.process_time() - started
    finally:
        gc.enable()


def test_readings_have_the_instants_of_their_cities():
    (draft,) = parse_announcement(
        "A\n\n16 July 2020, 15:00 Geneva / 10:00 New York", today=TODAY, zone=HOME
    )

    starts = [resolve(reading.when).starts_at for reading in draft.questions[0].readings]
    assert starts == [datetime(2020, 7, 16, 13, tzinfo=UTC), datetime(2020, 7, 16, 14, tzinfo=UTC)]
