"""What is unusual about a date, as sentences for organisers."""

from collections.abc import Iterator, Sequence

from webinars.event_dates.date_marks import DateMarks
from webinars.i18n import Translator
from webinars.questions.countries import country_name
from webinars.timezones import formatting
from webinars.timezones.cities import city
from webinars.timezones.schedule import When
from webinars.web.components.event_time import difference_text


def mark_sentences(
    marks: DateMarks, when: When, cities: Sequence[str], country: str, t: Translator
) -> Iterator[str]:
    """Yield a sentence for each mark of a date; cities: keys of those that the event shows."""
    names = {shown.timezone: formatting.city_name(shown, t) for shown in map(city, cities)}
    for difference in marks.unusual:
        here, there = (
            names.get(zone) or formatting.zone_name(zone, t)
            for zone in (difference.zone_a, difference.zone_b)
        )
        yield difference_text(difference.usual, difference.that_day, here, there, t)
    where = country_name(country, t)
    for name in marks.holidays:
        yield t("Public holiday in %(country)s: %(name)s.", country=where, name=name)
    if marks.is_weekend:
        yield t("On the weekend in %(country)s.", country=where)
    for title in marks.met:
        yield t("At the same time as “%(title)s”, of the same series.", title=title)
