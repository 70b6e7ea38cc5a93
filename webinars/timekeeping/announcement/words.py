"""What words mean in announcements: tables by language, to which other languages add rows."""

from collections.abc import Mapping

MONTHS: Mapping[str, tuple[str, ...]] = {
    # One string for each month, January first: the name, then how else it is written.
    "en": (
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sept sep",
        "october oct",
        "november nov",
        "december dec",
    ),
}

WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    # Monday first.
    "en": (
        "monday mon",
        "tuesday tue tues",
        "wednesday wed weds",
        "thursday thu thur thurs",
        "friday fri",
        "saturday sat",
        "sunday sun",
    ),
}

# Small words with a meaning for the grammar: what the grammar calls it → the words, by language.
SMALL_WORDS: Mapping[str, Mapping[str, str]] = {
    "ordinal": {"en": "st nd rd th"},
    "of": {"en": "of"},
    "to": {"en": "to until till through thru"},
    "and": {"en": "and &"},
    "edge": {"en": "early mid late beginning end"},  # mid-April 2021: still the whole month
    "am": {"en": "am"},
    "pm": {"en": "pm"},
    "noon": {"en": "noon midday"},
    "midnight": {"en": "midnight"},
    "hours": {"en": "h hrs hr hours hour uhr"},
    "next": {"en": "next following"},
    "previous": {"en": "previous preceding"},
    "day": {"en": "day days"},
    "local": {"en": "local"},
    "time": {"en": "time"},
    # Words that may stand between a date, its times and their cities without ending the stretch.
    "filler": {"en": "at from on in between time times the of standard daylight summer winter is"},
}

# Names of months that are other words too: without a capital they need a year.
COMMON_WORDS = frozenset({"may", "march", "mar"})

LABELS: Mapping[str, Mapping[str, str]] = {
    # "Venue: …": what the line tells → how such a line begins.
    "title": {"en": "title|event|subject|topic|webinar title|event title|what"},
    "date": {
        "en": "when|date|dates|date and time|date & time|date/time|time and date|day"
        "|start|starts|begin|begins"
    },
    "time": {"en": "time|times|hour|hours"},
    "end": {"en": "end|ends|ending|until"},
    "place": {"en": "place|venue|where|location"},
    "cities": {"en": "cities"},
    "zone": {"en": "time zone|timezone|zone"},
    "mail": {"en": "from|to|cc|bcc|sent|reply-to"},
}

# Words that make a date something else than the time of an event: in the words before it …
MENTIONS: Mapping[str, str] = {
    "en": "since until till by before after no-later-than last updated modified adopted published posted"
    " issued signed dated released presented established submitted deadline expires closes"
    " ends rsvp apply opened founded created copyright",
}
# … or right before a month that stands without a day.
MONTH_MENTIONS: Mapping[str, str] = {"en": "in of since for during until by from before after"}

# A place is known by a city, a country or one of these.
VENUES: Mapping[str, str] = {
    "en": "online virtual virtually zoom teams webex hybrid room hall palais palace centre center building"
    " hotel university institute headquarters campus auditorium library museum embassy house street",
}
PLACE_JOINTS: Mapping[str, str] = {"en": "in at @ ( ,"}

SENTENCE_VERBS: Mapping[str, str] = {
    "en": "explore discuss examine address present consider analyse analyze cover highlight review study"
    " investigate tackle debate introduce",
}
GATHERINGS: Mapping[str, str] = {
    "en": "webinar event conference workshop seminar meeting session panel discussion training"
    " briefing lecture talk symposium forum roundtable course",
}

# Headings that many events have: none is a title while another line can be.
GENERIC: Mapping[str, str] = {
    "en": "save the date|invitation|announcement|webinar|event|agenda|programme|program|details"
    "|event details|date and time|reminder|meeting",
}

# Lines of a page that belong to no event, as they begin; "ends" close the text of the last event.
FURNITURE: Mapping[str, tuple[str, ...]] = {
    "en": (
        "%d bloggers",
        "like this:",
        "loading...",
        "loading…",
        "share this",
        "share on",
        "posted in",
        "posted on",
        "posted by",
        "previous post",
        "next post",
        "skip to content",
        "skip to main",
        "all rights reserved",
        "powered by",
        "proudly powered",
        "©",
        "(c) ",
        "we use cookies",
        "this site uses",
        "privacy policy",
        "cookie policy",
        "back to top",
    ),
}
HEADINGS_OF_LISTS: Mapping[str, str] = {
    "en": "events|upcoming events|past events|other events|coming events|latest news|news and events",
}
PAGE_ENDS: Mapping[str, tuple[str, ...]] = {
    "en": ("leave a reply", "leave a comment", "cancel reply", "related posts", "-- "),
}


def numbers(table: Mapping[str, tuple[str, ...]], first: int) -> dict[str, int]:
    """Return word → number for a table of names in order."""
    return {
        word: number
        for names in table.values()
        for number, row in enumerate(names, first)
        for word in row.split()
    }


def union(rows: Mapping[str, str], separator: str | None = None) -> frozenset[str]:
    """Return the words of all languages."""
    return frozenset(word for row in rows.values() for word in row.split(separator))


def english_month(number: int) -> str:
    """Return the full name of a month."""
    return MONTHS["en"][number - 1].split()[0].capitalize()


def english_weekday(number: int) -> str:
    """Return the full name of a weekday, Monday being 0."""
    return WEEKDAYS["en"][number].split()[0].capitalize()


MONTH_NUMBERS = numbers(MONTHS, 1)
WEEKDAY_NUMBERS = numbers(WEEKDAYS, 0)
SMALL = {name: union(rows) for name, rows in SMALL_WORDS.items()}
LABEL_KINDS = {word: kind for kind, rows in LABELS.items() for word in union(rows, "|")}
MENTION_WORDS = union(MENTIONS)
MONTH_MENTION_WORDS = union(MONTH_MENTIONS)
VENUE_WORDS = union(VENUES)
PLACE_JOINT_WORDS = union(PLACE_JOINTS)
GENERIC_HEADINGS = union(GENERIC, "|")
FURNITURE_LINES = union(HEADINGS_OF_LISTS, "|")
FURNITURE_STARTS = tuple(start for starts in FURNITURE.values() for start in starts)
PAGE_END_STARTS = tuple(start for starts in PAGE_ENDS.values() for start in starts)
