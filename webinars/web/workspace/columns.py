"""The answers as columns of the table of people: one for each question, those asked no more at the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from webinars.database import db
from webinars.questions import queries
from webinars.questions.models import given_of
from webinars.questions.rules import Asked, texts_of
from webinars.registration.listing import BATCH, Person
from webinars.web.questions import in_words
from webinars.wording import Wording


def asked(event_id: int) -> list[Asked]:
    """Return what an event asks and has asked; no transaction stays open."""
    session = db.session()
    found = [each.asked for each in queries.questions_ever(session, event_id)]
    session.rollback()
    return found


def with_answers(
    people: Iterable[Person], questions: Sequence[Asked], w: Wording
) -> Iterator[tuple[Person, list[str]]]:
    """Yield each person with their answers in words, read in as many statements as there are batches."""
    left = iter(people)
    while batch := list(islice(left, BATCH)):
        said = _said(batch) if questions else {}
        for person in batch:
            yield person, [_cell(each, said.get(person.id, {}), w) for each in questions]


def _said(batch: Sequence[Person]) -> dict[int, dict[int, Mapping[str, Any]]]:
    session = db.session()
    found = queries.values_of(session, [person.id for person in batch])
    session.rollback()
    return found


def _cell(question: Asked, said: Mapping[int, Mapping[str, Any]], w: Wording) -> str:
    answer = given_of(dict(said.get(question.id, {})))
    return in_words(question.kind, texts_of(answer), w)
