"""Forms for one event that wait at the same time are registered together: one lock and one commit."""

# The first opens the transaction and waits for the event's lock. Others of this process that arrive meanwhile
# join it, and their threads wait until its commit, so there are at most as many as the server has threads.
# They are registered in order of arrival, each in the context of its own request; one that is refused is
# rolled back alone. If the database ended the transaction at one, the others are registered in another one,
# once. Nobody is answered before the commit.
#
# References:
#     docs/decisions/0062: what this saves.

import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.caching.page_state import PageState
from webinars.events.models import Event
from webinars.outbox.enqueue import CLIENT
from webinars.prepared_statements import open_connection
from webinars.registrations import locks
from webinars.registrations.places.places_held import page_state_and_places_held

# As long as a thread waits for a connection of the pool; then the answer is to try again later.
MOST_SECONDS = 30
_NOT_REGISTERED = "the transaction that this form shared has failed"


@dataclass(frozen=True)
class LockedEvent:
    """A locked event, with its page state and places held."""

    event: Event
    state: PageState
    places_held: int


Register = Callable[[Session, LockedEvent], None]


@dataclass(eq=False)
class _Form:
    """A submitted form: how to register its sender, the context of its request, and the result."""

    register: Register
    context: Context
    client: str
    is_done: threading.Event = field(default_factory=threading.Event)
    is_registered: bool = False
    error: BaseException | None = None


class _TransactionEndedError(Exception):
    """The database ended the transaction at one form, whose error is the cause."""


class _OpenGroups:
    """The forms that wait for the lock of each event."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: dict[tuple[Engine, str], list[_Form]] = {}

    def join(self, engine: Engine, slug: str, form: _Form) -> bool:
        """Add a form to the group that waits for an event; return whether it is the first."""
        with self._lock:
            forms = self._forms.setdefault((engine, slug), [])
            forms.append(form)
            return len(forms) == 1

    def close(self, engine: Engine, slug: str) -> list[_Form]:
        """Return the group of an event; who comes later begins another one."""
        with self._lock:
            return self._forms.pop((engine, slug), [])

    def withdraw(self, engine: Engine, slug: str, form: _Form) -> bool:
        """Remove a form that has waited too long; return False if it is being registered."""
        with self._lock:
            forms = self._forms.get((engine, slug), [])
            if form not in forms:
                return False
            forms.remove(form)
            return True

    def size(self, engine: Engine, slug: str) -> int:
        """Return how many forms wait for an event."""
        with self._lock:
            return len(self._forms.get((engine, slug), ()))


groups = _OpenGroups()


def register_jointly(slug: str, register: Register) -> None:
    """Register the sender of a form in a transaction, with others who wait for the same event.

    register: called with the session and the locked event, perhaps by another thread, in this context.

    Raises:
        NotFoundError: "no-such-event".
        sqlalchemy.exc.TimeoutError: the first form has not locked the event in time; nothing is registered.
        Exception: what register raises.
    """
    session, engine = db.session(), db.engine
    session.rollback()  # do not keep a connection while waiting
    form = _Form(register, copy_context(), session.info.get(CLIENT, ""))
    if groups.join(engine, slug, form):
        _register_group(engine, slug)
    elif not form.is_done.wait(MOST_SECONDS):
        if groups.withdraw(engine, slug, form):
            raise PoolTimeoutError(f"the event was not locked within {MOST_SECONDS} s")
        form.is_done.wait()
    # The traceback of an error refers to the forms: a form that kept it would wait for the garbage collector.
    error, form.error = form.error, None
    if form.is_registered:
        return
    try:
        raise error or RuntimeError(_NOT_REGISTERED)
    finally:
        del error


def _register_group(engine: Engine, slug: str) -> None:
    """Register all who wait for an event when its lock is acquired."""
    forms: list[_Form] = []
    try:
        try:
            with transaction() as session:
                locked = locked_event(session, slug)
                forms = groups.close(engine, slug)
                _register_forms(session, slug, locked, forms)
        except _TransactionEndedError:
            with transaction() as session:
                session.expunge_all()
                locked = locked_event(session, slug)
                _register_forms(session, slug, locked, _reset_undone(forms))
        for form in forms:
            form.is_registered = form.error is None
    except BaseException as error:
        forms = forms or groups.close(engine, slug)
        _fail(forms, error)
        if not isinstance(error, Exception):
            raise
    finally:
        for form in forms:
            form.is_done.set()


def _register_forms(session: Session, slug: str, locked: LockedEvent, forms: list[_Form]) -> None:
    for form in forms:
        _register_one(session, locked, form, is_alone=len(forms) == 1)
        if form.error is not None:
            if not _is_open(session):
                raise _TransactionEndedError from form.error
            session.expunge_all()
            locked = locked_event(session, slug)


def _is_open(session: Session) -> bool:
    """Return whether the database has kept the transaction after the error of a form."""
    try:
        connection = open_connection(session)
        driver: Any = connection.connection.driver_connection
    except SQLAlchemyError:
        return False
    return connection.dialect.name != "sqlite" or driver.in_transaction


def _reset_undone(forms: list[_Form]) -> list[_Form]:
    """Return the forms whose result went with the transaction: registered, or refused because others were."""
    undone = [form for form in forms if isinstance(form.error, ConflictError | None)]
    for form in undone:
        form.error = None
    return undone


def _fail(forms: list[_Form], error: BaseException) -> None:
    """Set the error of the group; who was refused whatever happened to the others is told why."""
    if isinstance(error, _TransactionEndedError):
        error = error.__cause__ or error
    for form in _reset_undone(forms):
        form.error = error if form is forms[0] else _copy(error)


def _copy(error: BaseException) -> BaseException:
    """Return an exception like this one, which is its cause: each thread adds to the traceback of its own.

    What is no exception of its kind when copied, or ends a thread, is replaced by a general one.
    """
    own: BaseException | None = None
    if isinstance(error, Exception):
        with suppress(Exception):
            own = copy(error)
    if type(own) is not type(error):
        own = RuntimeError(_NOT_REGISTERED)
    own.__cause__ = error
    return own


def locked_event(session: Session, slug: str) -> LockedEvent:
    """Lock a public event and return it as it is under the lock.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    event = locks.lock_published_event_by_slug(session, slug)
    # Read by a statement of its own, because the event may have changed while its lock was waited for, and
    # those who joined meanwhile may have seen the change.
    state, held = page_state_and_places_held(open_connection(session), slug)
    return LockedEvent(event, state, held)


def _register_one(session: Session, locked: LockedEvent, form: _Form, *, is_alone: bool) -> None:
    own_client = session.info.get(CLIENT, "")
    session.info[CLIENT] = form.client
    try:
        if is_alone:
            form.context.run(form.register, session, locked)
            return
        with session.begin_nested():
            form.context.run(form.register, session, locked)
    except Exception as error:
        if is_alone:
            raise
        form.error = error
    finally:
        session.info[CLIENT] = own_client
