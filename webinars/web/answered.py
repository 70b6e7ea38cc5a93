"""What somebody takes along of their answers: each with its question, the files, and who changed what."""

from typing import Any

from sqlalchemy.orm import Session

from webinars.questions import queries


def answers_kept(session: Session, registration_id: int, event_id: int) -> dict[str, Any]:
    """Return the answers of one registration, its files and the record of changes, for reading by program."""
    labels = {each.id: each.label for each in queries.questions_ever(session, event_id)}
    answers = queries.answers_of(session, registration_id)
    return {
        "answers": [
            {
                "question": labels[number],
                **each.value,
                "answered_at": each.answered_at.isoformat(),
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
    }
