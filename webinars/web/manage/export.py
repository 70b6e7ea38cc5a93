"""What somebody takes along of their answers: each with its question, the files, and who changed what.

That includes what does not count any more, which says so.
"""

from typing import Any

from sqlalchemy.orm import Session

from webinars.comments.queries import comments_of_person
from webinars.comments.rules import ANSWER_SENT
from webinars.questions import queries
from webinars.questions.rules import of_kind
from webinars.registrations.models import Registration
from webinars.registrations.queries import type_changes_of


def exported_answers(session: Session, place: Registration) -> dict[str, Any]:
    """Return the answers of one registration, its files and the record of changes, for reading by program."""
    registration_id = place.id
    ever = queries.questions_ever(session, place.event_id)
    labels = {each.id: each.label for each in ever}
    asked = [each.asked for each in ever if each.removed_at is None]
    counting = {each.id for each in of_kind(asked, place.registration_type_id)}
    answers = queries.answers_of(session, registration_id)
    return {
        "answers": [
            {
                "question": labels[number],
                **each.value,
                "answered_at": each.answered_at.isoformat(),
                "is_asked": number in counting,
            }
            for number, each in sorted(answers.items())
            if each.value
        ],
        "files": [
            {
                "question": labels[each.question_id],
                "name": each.name,
                "media_type": each.kind,
                "octets": each.size,
                "sent_at": each.created_at.isoformat(),
            }
            for each in queries.files_of(session, registration_id)
        ],
        "answer_changes": [
            {
                "question": labels[each.question_id],
                "by": each.by,
                "changed_at": each.changed_at.isoformat(),
                "before": each.before,
                "after": each.after,
            }
            for each in queries.changes_of(session, registration_id)
        ],
        "registration_type_changes": [
            {
                "by": each.by,
                "changed_at": each.changed_at.isoformat(),
                "before": each.before,
                "after": each.after,
            }
            for each in type_changes_of(session, registration_id)
        ],
    }


def exported_comments(session: Session, event_id: int, address: str) -> dict[str, Any]:
    """Return the comments sent about an event from a canonical address."""
    return {
        "comments": [
            {
                "text": each.text,
                "name": each.name,
                "answer": each.answer if each.state in ANSWER_SENT else "",
                "state": each.state.value,
                "left_at": each.created_at.isoformat(),
            }
            for each in comments_of_person(session, event_id, address)
        ]
    }
