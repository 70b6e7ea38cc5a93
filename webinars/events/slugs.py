"""Slugs: the part of a page's address that is made of a title."""

from collections.abc import Sequence

from slugify import slugify
from sqlalchemy import select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

SLUG_LENGTH = 60
POWERS = [2**exponent for exponent in range(1, 32)]
CHUNK = 64  # numbers that one statement asks for


def slug_of(title: str) -> str:
    """Transliterate a title to a slug of ASCII letters, digits and single hyphens.

    A title without letters and digits becomes "event". The caller makes the slug unique.
    """
    slug = slugify(
        title,
        entities=False,  # titles are text, not HTML
        decimal=False,
        hexadecimal=False,
        max_length=SLUG_LENGTH,
        replacements=[("'", ""), ("’", "")],  # children's → childrens
    )
    return slug or "event"


def free_slug(session: Session, columns: Sequence[InstrumentedAttribute[str]], title: str) -> str:
    """Return the slug of a title that no row of some columns has, with a number if need be.

    The number before it is taken, and the statements grow with the logarithm of the numbers in use.
    """
    wanted = slug_of(title)
    numbers: Sequence[int] = [1, *POWERS]
    taken_number, free_number = 0, 2 * POWERS[-1]  # what is searched lies between
    while free_number - taken_number > 1:
        by_number = {number: f"{wanted}-{number}" if number > 1 else wanted for number in numbers}
        in_use = (select(one).where(one.in_(by_number.values())) for one in columns)
        taken = set(session.scalars(union_all(*in_use)))
        free_number = next((n for n, slug in by_number.items() if slug not in taken), free_number)
        taken_number = max((n for n in numbers if n < free_number), default=taken_number)
        step = max(1, (free_number - taken_number) // CHUNK)
        numbers = range(taken_number + 1, free_number, step)
    return f"{wanted}-{free_number}" if free_number > 1 else wanted
