"""Pause of the outbox: no worker sends until it is resumed."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webinars.outbox.models import OutboxPause
from webinars.timezones import clock


def pause_text(paused_at: datetime, queued: int) -> str:
    """Return the warning for operators about a paused outbox."""
    messages = "1 message is" if queued == 1 else f"{queued} messages are"
    return (
        f"the outbox has been paused since {paused_at:%Y-%m-%d %H:%M} UTC, {messages} queued; "
        "webinars outbox resume sends them"
    )


def pause(session: Session) -> None:
    """Stop all workers from sending until resume() is called."""
    session.add(OutboxPause(paused_at=clock.now()))


def resume(session: Session) -> None:
    """Let workers send again."""
    session.execute(delete(OutboxPause))


def paused_since(session: Session) -> datetime | None:
    """Return when the outbox was paused; None if it is not."""
    return session.scalar(select(func.min(OutboxPause.paused_at)))
