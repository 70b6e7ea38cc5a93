"""Properties: what is printed is read back; no text breaks the reader; each question has its readings."""

import gc
import random
import time
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.announcement_parser.printing import print_announcement
from tests.announcement_parser.reading import HOME, TODAY
from webinars.announcement_parser import messages
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.preprocess import MAX_LENGTH, preprocess
from webinars.errors import InvalidInputError
from webinars.i18n import translator_for
from webinars.timezones import zones
from webinars.timezones.cities import CITIES
from webinars.timezones.schedule import Days, Month, Timed, resolve

VALUES = ("title", "when", "cities", "place", "paragraphs")


def values(event):
    return {
        name: tuple(value) if isinstance(value := getattr(event, name), list) else value
        for name in VALUES
    }


def as_read(text):
    """Return words as they come out of the reader: nothing unseen, single spaces."""
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
TEXTS = st.one_of(SENTENCES, st.text(max_size=60).filter(lambda text: "<" not in text)).map(as_read)
LINES = TEXTS.filter(bool)
CITY = st.sampled_from(list(CITIES.values()))
ZONE = st.sampled_from(zones.choices())
DAY = st.dates(date(1970, 1, 3), date(2037, 12, 20))


@st.composite
def timed(draw):
    cities = tuple(draw(st.lists(CITY, max_size=5, unique=True)))
    is_own = bool(cities) and draw(st.booleans())
    zone = zones.canonical(cities[0].zone if is_own else draw(ZONE))
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
    return SimpleNamespace(
        title=draw(LINES),
        when=when,
        cities=cities,
        place=draw(st.one_of(st.just(""), CITY.map(lambda city: city.name), TEXTS)),
        paragraphs=tuple(draw(st.lists(LINES, max_size=4))),
    )


@settings(max_examples=250, deadline=None)
@given(events())
def test_an_event_printed_as_an_announcement_is_read_back_to_the_same_value(event):
    printed = print_announcement(event)

    drafts = parse_announcement(printed, today=TODAY, zone=HOME)

    assert [values(draft) for draft in drafts] == [values(event)], printed
    assert [draft.questions for draft in drafts] == [()], printed


def read_or_refused(text):
    """Return the drafts, none where the text is refused for one of two reasons."""
    try:
        return parse_announcement(text, today=TODAY, zone=HOME)
    except InvalidInputError as refusal:
        if refusal.code in {"no-date-found", "date-out-of-range"}:
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
@example("1 January 1970, 00:00 Tokyo\n31 December 2037, 23:59 New York")
def test_no_text_breaks_the_reader_and_each_question_has_distinct_complete_readings(text):
    for draft in read_or_refused(text):
        assert messages.title(draft, translator_for("en"))
        resolve(draft.when)
        for question in draft.questions:
            unlike = {(reading.when, reading.cities) for reading in question.readings}
            assert len(unlike) == len(question.readings) >= 2
            assert len({reading.reason for reading in question.readings}) == len(question.readings)
            for reading in question.readings:
                resolve(reading.when)
                settled = draft.answer(question.code, reading.reason)
                assert question.code not in {other.code for other in settled.questions}
        if not draft.questions:
            again = parse_announcement(print_announcement(draft), today=TODAY, zone=HOME)
            assert [values(each) for each in again] == [values(draft)]


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_characters_are_read_or_refused(text):
    for draft in read_or_refused(text + "\n16 July 2020, 15:00 Geneva\n" + text):
        resolve(draft.when)


def test_a_longer_text_than_anyone_pastes_is_refused():
    with pytest.raises(InvalidInputError) as caught:
        parse_announcement("a" * (MAX_LENGTH + 1), today=TODAY, zone=HOME)

    assert (caught.value.code, caught.value.facts) == (
        "announcement-too-long",
        {"longest": MAX_LENGTH},
    )


NASTY = [
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


def least_spent(text):
    """Return the CPU time of the quickest of three readings; collecting what other tests left is none of it."""
    gc.disable()
    try:
        spent = []
        for _ in range(3):
            began = time.process_time()
            parse_announcement(text, today=TODAY, zone=HOME)
            spent.append(time.process_time() - began)
        return min(spent)
    finally:
        gc.enable()


@pytest.mark.parametrize("unit", NASTY)
def test_a_long_text_is_read_in_time_that_grows_with_its_length(unit):
    text = "16 July 2020, 15:00 Geneva\n" + unit * (MAX_LENGTH // 4 // len(unit))

    spent = [least_spent(text[:size]) for size in (len(text) // 8, len(text))]

    # Eight times the text; quadratic time would be sixty-four times as long.
    assert spent[1] < max(24 * spent[0], 0.5)


def test_the_seeded_mixture_of_everything_is_read_in_little_time():
    mixture = random.Random(7)
    words = [
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
    text = " ".join(mixture.choice(words) for _ in range(30_000))[:MAX_LENGTH]
    began = time.process_time()

    parse_announcement(text, today=TODAY, zone=HOME)

    assert time.process_time() - began < 20


def test_instants_of_readings_are_the_cities_own():
    (draft,) = parse_announcement(
        "A\n\n16 July 2020, 15:00 Geneva / 10:00 New York", today=TODAY, zone=HOME
    )

    starts = [resolve(reading.when).starts_at for reading in draft.questions[0].readings]
    assert starts == [datetime(2020, 7, 16, 13, tzinfo=UTC), datetime(2020, 7, 16, 14, tzinfo=UTC)]
