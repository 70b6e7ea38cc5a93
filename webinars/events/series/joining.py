"""Join one body or series into another: all that belongs to it moves in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    TableClause,
    case,
    column,
    delete,
    func,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.orm import Session, undefer_group

from webinars.accounts import queries as accounts
from webinars.accounts.models import Organiser
from webinars.database import for_update
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events import details
from webinars.events.branches import MOST_LEVELS, ancestors, branch_of, write_paths
from webinars.events.caching.change_counter import mark_events_changed
from webinars.events.history.revision_writer import record_series_change
from webinars.events.history.stored_revisions import Revision, SeriesRevision
from webinars.events.locks import lock_matching_events
from webinars.events.models import PAGE, Event, Series, SeriesRole
from webinars.events.queries import is_public
from webinars.events.roles import strongest_role
from webinars.events.search.series_renaming import enqueue_renaming
from webinars.events.series.parents import lock_parents
from webinars.events.series.series_details import recorded_values, series_links
from webinars.events.series_models import FormerSlug, JoinedSeries, SeriesEditor, SeriesPicture
from webinars.localized_text import LocalizedText, stored_form


@dataclass(frozen=True)
class JoinPreview:
    """What moves from one series into another: numbers, and what becomes of what both have.

    sessions: numbers of sessions in both, which events of the joined one lose. filled: names of fields that
    the other one lacks and takes; lost: those of which it has its own. publishes: the other one is not
    public, and becomes so.
    """

    events: int
    children: int
    members: int
    editors: int
    documents: int
    addresses: Sequence[str]
    sessions: Sequence[int]
    filled: Sequence[str]
    lost: Sequence[str]
    publishes: bool


# Their layer is above this one.
_SUBSCRIPTIONS = table(
    "email_subscriptions",
    *map(column, ("id", "subscriber_id", "series_id", "interest", "confirmed_at", "covers_branch")),
)
_NOTICES = table("subscription_notices", column("series_id"))
_DOCUMENTS = table("documents", column("id"), column("series_id"))
_UPLOADS = table("document_uploads", column("series_id"))
_FIELDS = ("description", "short_name", "links", "contact_email", "picture_digest")


def preview_join(session: Session, source: Series, target: Series) -> JoinPreview:
    """Return what joining would move; both are loaded with the columns of their pages.

    Raises:
        InvalidInputError: as of join_series().
    """
    _check(session, source, target)
    of_source = select(func.count()).where(Event.series_id == source.id)
    children = select(func.count()).where(Series.parent_id == source.id, Series.id != target.id)
    members = select(func.count()).where(SeriesRole.series_id == source.id)
    editors = select(func.count()).where(SeriesEditor.series_id == source.id)
    documents = select(func.count()).where(_DOCUMENTS.c.series_id == source.id)
    slugs = select(FormerSlug.slug).where(FormerSlug.series_id == source.id)
    given = [name for name in _FIELDS if getattr(source, name)]
    return JoinPreview(
        events=session.scalar(of_source) or 0,
        children=session.scalar(children) or 0,
        members=session.scalar(members) or 0,
        editors=session.scalar(editors) or 0,
        documents=session.scalar(documents) or 0,
        addresses=[source.slug, *session.scalars(slugs.order_by(FormerSlug.slug))],
        sessions=_sessions_of_both(session, source.id, target.id),
        filled=[name for name in given if not getattr(target, name)],
        lost=[name for name in given if getattr(target, name)],
        publishes=_public_ids(session, source.id, target.id) == {source.id},
    )


def _public_ids(session: Session, *ids: int) -> set[int]:
    return set(session.scalars(select(Series.id).where(Series.id.in_(ids), is_public())))


def join_series(session: Session, source_id: int, into_id: int, *, by: Organiser) -> Series:
    """Move everything of a series into another one, and delete it; administrators only.

    Events keep their UIDs. Both addresses, and the feeds under them, mean the other series from then on.

    Raises:
        NotFoundError: "no-such-series".
        InvalidInputError: "joined-into-itself", "join-below-itself" (facts: name), "too-many-levels".
        ConflictError: "not-administrator".
    """
    lock_before_join(session, source_id, into_id, by=by)
    if not by.is_admin or by.disabled_at is not None:
        raise ConflictError("not-administrator")
    both = _lock_both(session, source_id, into_id)
    if source_id == into_id:
        raise InvalidInputError("joined-into-itself")
    if both.keys() != {source_id, into_id}:
        raise NotFoundError("no-such-series")
    source, target = both[source_id], both[into_id]
    _check(session, source, target)
    before, joined = recorded_values(target), recorded_values(source)
    _move_events(session, source_id, into_id)
    _move_roles(session, source_id, into_id)
    _move_subscriptions(session, source_id, into_id)
    _move_rows(session, source_id, into_id, _DOCUMENTS, _UPLOADS)
    _fill(session, source, target)
    for row in (
        Series.parent_id,
        FormerSlug.series_id,
        JoinedSeries.into_id,
        SeriesRevision.series_id,
        Revision.series_id,
    ):
        session.execute(update(row.class_).where(row == source_id).values({row.key: into_id}))
    former = FormerSlug(slug=source.slug, series_id=into_id)
    joined_series = JoinedSeries(id=source_id, name=source.name, into_id=into_id)
    session.delete(source)
    session.flush()
    write_paths(session.connection(), [into_id])
    session.add_all([former, joined_series])
    target.revision += 1
    target.documents_revision += source.documents_revision
    record_series_change(
        session,
        into_id,
        before=before | {"joined": {}},
        after=recorded_values(target) | {"joined": joined},
    )
    enqueue_renaming(session, into_id)
    mark_events_changed(session)
    session.flush()
    return target


def lock_before_join(session: Session, source_id: int, into_id: int, *, by: Organiser) -> None:
    """Lock what a join locks before subscribers and the two series: parents, events and documents."""
    accounts.lock_accounts(session, [by.id])
    lock_parents(session)
    lock_matching_events(session, Event.series_id.in_([source_id, into_id]))
    # As an editor of a document does: it before the series that it names.
    of_source, number = _DOCUMENTS.c.series_id == source_id, _DOCUMENTS.c.id
    session.execute(for_update(select(number).where(of_source).order_by(number)))


def _lock_both(session: Session, source_id: int, into_id: int) -> dict[int, Series]:
    """Lock two series also against new references: an event that is saved meanwhile moves, or waits."""
    locked = for_update(
        select(Series).where(Series.id.in_([source_id, into_id])).order_by(Series.id),
        blocks_references=True,
    )
    rows = session.scalars(locked.options(undefer_group(PAGE)))
    return {one.id: one for one in rows}


def _check(session: Session, source: Series, target: Series) -> None:
    if source.id == target.id:
        raise InvalidInputError("joined-into-itself")
    above = ancestors(session, target.id)
    if source.id in {one.id for one in above}:
        raise InvalidInputError("join-below-itself", name=target.name)
    branch = branch_of(Series.id == source.id)
    height = session.scalar(select(func.max(branch.c.level))) or 1
    if len(above) + height > MOST_LEVELS:
        raise InvalidInputError("too-many-levels", most=MOST_LEVELS)


def _sessions_of_both(session: Session, source_id: int, into_id: int) -> list[int]:
    own = select(Event.session_number).where(
        Event.series_id == into_id, Event.session_number.is_not(None)
    )
    both = select(Event.session_number).where(
        Event.series_id == source_id, Event.session_number.in_(own)
    )
    return sorted(number for number in session.scalars(both) if number is not None)


def _move_events(session: Session, source_id: int, into_id: int) -> None:
    numbers = _sessions_of_both(session, source_id, into_id)
    losing = select(Event).where(Event.series_id == source_id, Event.session_number.in_(numbers))
    for event in session.scalars(losing):
        before = details.recorded_values(event)
        event.session_number, event.series_id = None, into_id
        details.record_event(session, event, before)
    session.flush()
    session.execute(
        update(Event).where(Event.series_id == source_id).values(series_id=into_id),
        execution_options={"synchronize_session": False},
    )


def _move_roles(session: Session, source_id: int, into_id: int) -> None:
    """Move roles and organisers; who has a role on both keeps the stronger one."""
    rows = session.scalars(
        select(SeriesRole)
        .where(SeriesRole.series_id.in_([source_id, into_id]))
        .order_by(SeriesRole.id)
    ).all()
    own = {(row.organiser_id, row.owner_id): row for row in rows if row.series_id == into_id}
    for row in rows:
        if row.series_id == into_id:
            continue
        present = own.get((row.organiser_id, row.owner_id))
        if present is None:
            row.series_id = into_id
        else:
            present.role = strongest_role([present.role, row.role])
            session.delete(row)
    known = select(SeriesEditor.organiser_id).where(SeriesEditor.series_id == into_id)
    moved = update(SeriesEditor).where(
        SeriesEditor.series_id == source_id, SeriesEditor.organiser_id.not_in(known)
    )
    session.execute(
        moved.values(series_id=into_id), execution_options={"synchronize_session": False}
    )
    session.flush()


def _move_subscriptions(session: Session, source_id: int, into_id: int) -> None:
    """Move e-mail subscriptions; of two of one address one is left, confirmed if one of them is."""
    subscriptions, other = _SUBSCRIPTIONS.c, _SUBSCRIPTIONS.alias().c

    def of_other(series_id: int, chosen: ColumnElement[Any]) -> Select[Any]:
        return select(chosen).where(
            other.subscriber_id == subscriptions.subscriber_id,
            other.interest == subscriptions.interest,
            other.series_id == series_id,
        )

    has_source = of_other(source_id, other.id).exists()
    session.execute(
        delete(_SUBSCRIPTIONS).where(
            subscriptions.series_id == into_id, subscriptions.confirmed_at.is_(None), has_source
        )
    )
    confirmed = of_other(source_id, other.confirmed_at).where(other.confirmed_at.is_not(None))
    former = confirmed.scalar_subquery()
    branch = of_other(source_id, other.covers_branch).scalar_subquery()
    session.execute(
        update(_SUBSCRIPTIONS)
        .where(subscriptions.series_id == into_id, confirmed.exists())
        .values(
            confirmed_at=case(
                (former < subscriptions.confirmed_at, former), else_=subscriptions.confirmed_at
            ),
            covers_branch=or_(subscriptions.covers_branch, branch),
        )
    )
    session.execute(
        delete(_SUBSCRIPTIONS).where(
            subscriptions.series_id == source_id, of_other(into_id, other.id).exists()
        )
    )
    _move_rows(session, source_id, into_id, _SUBSCRIPTIONS, _NOTICES)


def _move_rows(session: Session, source_id: int, into_id: int, *tables: TableClause) -> None:
    for moved in tables:
        session.execute(
            update(moved).where(moved.c.series_id == source_id).values(series_id=into_id)
        )


def _fill(session: Session, source: Series, target: Series) -> None:
    """Give the other series what it lacks of texts, links, contact and picture."""
    written_in, wanted = source.text_language, target.text_language or source.text_language
    for name in ("description", "short_name"):
        if not getattr(target, name):
            setattr(target, name, _rewritten_in(wanted, getattr(source, name), written_in))
    if not target.links:
        labels = (_rewritten_in(wanted, label, written_in) for label, _ in series_links(source))
        target.links = [
            {**link, "text": stored_form(label)}
            for link, label in zip(source.links, labels, strict=True)
        ]
    if not target.contact_email:
        target.contact_name, target.contact_email = source.contact_name, source.contact_email
    target.text_language = wanted
    target.is_published = target.is_published or source.is_published
    if source.picture_digest and not target.picture_digest:
        target.picture_digest, target.picture_type = source.picture_digest, source.picture_type
        target.picture_text = _rewritten_in(wanted, source.picture_text, written_in)
        session.execute(delete(SeriesPicture).where(SeriesPicture.series_id == target.id))
        session.execute(
            update(SeriesPicture)
            .where(SeriesPicture.series_id == source.id)
            .values(series_id=target.id),
            execution_options={"synchronize_session": False},
        )
    session.flush()


def _rewritten_in(language: str, text: str, written_in: str) -> str:
    """Return a text as one written in another language, if it has a translation into that."""
    if not isinstance(text, LocalizedText) or language not in text.translations:
        return text
    others = {tag: words for tag, words in text.translations.items() if tag != language}
    return LocalizedText(text.translations[language], {**others, written_in: str(text)})
