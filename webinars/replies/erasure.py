"""Delete the replies of registrants whose data is deleted."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webinars.replies.models import Reply


def delete_replies(session: Session, registration_ids: Collection[int]) -> None:
    """Delete the replies of registrants whose data is deleted."""
    session.execute(delete(Reply).where(Reply.registration_id.in_(registration_ids)))
