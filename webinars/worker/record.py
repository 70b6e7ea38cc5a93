"""That messages have left, recorded one by one: at once, and for good with each tenth.

References:
    docs/decisions/0023.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import Engine

from webinars.database import Standalone
from webinars.outbox.actions import settle_sent

LASTING = 10


class Record:
    """A worker's two pens: one that does not wait for the disk, and one that does."""

    def __init__(self) -> None:
        self._left = 0

    @contextmanager
    def opened(self, engine: Engine) -> Iterator[None]:
        """Have both at hand, for a batch."""
        with (
            closing(Standalone(engine, in_haste=True)) as self._hasty,
            closing(Standalone(engine)) as self._lasting,
        ):
            yield

    def sent(self, message_id: int) -> bool:
        """Record that a message has left; False if somebody else has settled it."""
        self._left += 1
        return settle_sent(self._hasty if self._left % LASTING else self._lasting, message_id)
