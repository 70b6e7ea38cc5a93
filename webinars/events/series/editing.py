"""Create, change and rename bodies and series; what follows from a new name. The caller commits."""

from collections.abc import Callable, Sequence

from sqlalchemy import delete, false, or_, select
from sqlalchemy.orm import Session, undefer_group

from webinars.accounts.models import Organiser
from webinars.database import for_update
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.branches import branch_of
from webinars.events.caching.change_counter import mark_events_changed
from webinars.events.history.revision_writer import record_series_change
from webinars.events.locks import lock_events
from webinars.events.models import PAGE, CalendarFragment, Event, Series
from webinars.events.queries import is_public
from webinars.events.search.search_text import searched_names, write_search_text
from webinars.events.search.series_renaming import RENAMED, enqueue_renaming
from webinars.events.search.series_search import rewrite_words
from webinars.events.series.access import edited_series, may_edit, may_edit_series
from webinars.events.series.addresses import move_to_name
from webinars.events.series.parents import check_parent, lock_parents
from webinars.events.series.series_details import SeriesDetails, recorded_values, write_details
from webinars.events.series_creation import create_series
from webinars.events.series_models import SeriesEditor, SeriesPicture
from webinars.files.images import ImageLimits, UploadedImage, check_image, image_digest
from webinars.localized_text import stored_form
from webinars.outbox.models import Message
from webinars.timezones import clock

# Events whose texts one transaction writes anew.
BATCH = 200
PICTURE_LIMITS = ImageLimits(kilobytes=1000, megapixels=20)


def make_body(session: Session, details: SeriesDetails, *, by: Organiser) -> Series:
    """Create a body or series; who creates it becomes its organiser.

    Raises:
        InvalidInputError: those of write_details() and check_parent().
        NotFoundError: "no-such-series", if the account may not edit the parent.
    """
    _check_new_parent(session, None, details.parent_id, by)
    series = create_series(session, name=details.name or "-")
    write_details(series, details)
    series.parent_id = details.parent_id
    add_organiser_of(session, series.id, by.id)
    session.flush()
    rewrite_words(session, series)
    record_series_change(session, series.id, after=recorded_values(series))
    return series


def add_organiser_of(session: Session, series_id: int, organiser_id: int) -> None:
    """Make an account an organiser of a series that it has just created."""
    session.add(SeriesEditor(series_id=series_id, organiser_id=organiser_id, given_at=clock.now()))


def change_series(
    session: Session,
    series_id: int,
    details: SeriesDetails,
    *,
    revision: int,
    by: Organiser,
    picture: UploadedImage | None = None,
    removes_picture: bool = False,
) -> Series:
    """Change a body or series; with a new name it gets another address, and the former one goes on.

    Raises:
        NotFoundError: "no-such-series", also if the account may not edit it or the new parent.
        ConflictError: "series-changed" when there is a newer revision than its editor saw.
        InvalidInputError: those of write_details(), check_parent() and check_image().
    """
    if details.parent_id is not None:
        lock_parents(session)
    series = lock_series(session, series_id, by)
    if series.revision != revision:
        raise ConflictError("series-changed")
    before, former_name = recorded_values(series), stored_form(series.name)
    former_texts, former_place = _searched_texts(series), _place_in_search(series)
    if details.parent_id != series.parent_id:
        _check_new_parent(session, series_id, details.parent_id, by)
    write_details(series, details)
    series.parent_id = details.parent_id
    if picture is not None:
        store_picture(session, series, picture)
    elif removes_picture:
        _remove_picture(session, series)
    if stored_form(series.name) != former_name:
        move_to_name(session, series)
    session.flush()
    texts = _searched_texts(series)
    if texts != former_texts:
        rewrite_words(session, series)
    if texts[:2] != former_texts[:2] or _place_in_search(series) != former_place:
        enqueue_renaming(session, series_id)
    if recorded_values(series) != before:
        series.revision += 1
        record_series_change(session, series_id, before=before, after=recorded_values(series))
    session.flush()
    return series


def _place_in_search(series: Series) -> tuple[int | None, bool]:
    """Return what decides which names of a branch its events are found by: those of public parents."""
    return series.parent_id, series.is_published


def _searched_texts(series: Series) -> tuple[str, str, str]:
    """Return the texts in which a series is searched; the first two also find the events of its branch."""
    name, short_name = stored_form(series.name), stored_form(series.short_name)
    return name, short_name, stored_form(series.description)


def lock_series(session: Session, series_id: int, by: Organiser) -> Series:
    """Lock a series that an account may edit, with the columns of its page.

    Raises:
        NotFoundError: "no-such-series".
    """
    loaded = undefer_group(PAGE)
    session.scalar(for_update(select(Series).where(Series.id == series_id).options(loaded)))
    return edited_series(session, by, series_id)


def _check_new_parent(
    session: Session, series_id: int | None, parent_id: int | None, by: Organiser
) -> None:
    if parent_id is None:
        return
    lock_parents(session)
    if not may_edit_series(session, by, parent_id):
        raise InvalidInputError("no-such-parent")
    check_parent(session, series_id, parent_id)


def store_picture(session: Session, series: Series, picture: UploadedImage) -> None:
    """Store another picture of a series; raises as check_image()."""
    series.picture_type = check_image(picture, PICTURE_LIMITS)
    series.picture_digest = image_digest(picture.body)
    session.merge(SeriesPicture(series_id=series.id, body=picture.body))


def _remove_picture(session: Session, series: Series) -> None:
    series.picture_type = series.picture_digest = ""
    session.execute(delete(SeriesPicture).where(SeriesPicture.series_id == series.id))


def picture_body(
    session: Session, digest: str, account: Organiser | None
) -> tuple[str, bytes, bool]:
    """Return media type and bytes of a picture by its hash, and whether its series is public.

    Others are shown to accounts that may edit the series: its address was public if the series was.

    Raises:
        NotFoundError: "no-such-file", also where it is another one by now, or the account may not see it.
    """
    is_shown = is_public()
    wanted = (
        select(Series.picture_type, SeriesPicture.body, is_shown)
        .join(SeriesPicture, SeriesPicture.series_id == Series.id)
        .where(
            Series.picture_digest == digest,
            or_(is_shown, may_edit(account) if account else false()),
        )
    )
    rows = session.execute(wanted.order_by(is_shown.desc()).limit(1)).all()
    if not rows:
        raise NotFoundError("no-such-file")
    [(media_type, body, is_of_public_series)] = rows
    return media_type, body, bool(is_of_public_series)


def rewrite_texts(session: Session, message: Message) -> int:
    """Write the names of a series into the texts of some events of its branch; enqueue the next batch."""
    series = session.get(Series, message.payload["series_id"])
    if series is None:
        return 0  # joined into another one, which has a message of its own
    after_id = message.payload["after_id"]
    branch = select(branch_of(Series.id == series.id).c.id)
    some = select(Event.id).where(Event.series_id.in_(branch), Event.id > after_id)
    ids = session.scalars(some.order_by(Event.id).limit(BATCH)).all()
    names: dict[int, Sequence[str]] = {}
    for event in lock_events(session, ids):
        if event.series_id is not None:
            if event.series_id not in names:
                names[event.series_id] = searched_names(session, event.series_id)
            write_search_text(event, *names[event.series_id])
    # They are rendered again when a feed is read.
    session.execute(delete(CalendarFragment).where(CalendarFragment.event_id.in_(ids)))
    mark_events_changed(session)
    if len(ids) == BATCH:
        enqueue_renaming(session, series.id, ids[-1])
    return len(ids)


HANDLERS: dict[str, Callable[[Session, Message], int]] = {RENAMED: rewrite_texts}
