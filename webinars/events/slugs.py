"""Slugs: the part of a page's address that is made of a title."""

from slugify import slugify
from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.events.models import Event

SLUG_LENGTH = 60


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


def free_slug(session: Session, title: str) -> str:
    """Return the slug of a title that no event has, with a number if need be."""
    wanted = slug_of(title)
    taken = set(session.scalars(select(Event.slug).where(Event.slug.like(f"{wanted}%"))))
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
