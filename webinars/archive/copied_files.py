"""The files that an archive copies beside its pages: pictures of bodies; each with its path and bytes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.archive.year_contents import PAGE_LENGTH
from webinars.events.models import Series
from webinars.events.series_models import SeriesPicture


@dataclass(frozen=True)
class CopiedFile:
    """A file: its path below the folder, and its bytes in pieces."""

    path: str
    chunks: Iterator[bytes]


def picture_path(series: Series) -> str:
    """Return the path of the picture of a series; empty without one."""
    if not series.picture_digest:
        return ""
    return f"pictures/{series.picture_digest}.{series.picture_type.removeprefix('image/')}"


def copied_files(session: Session, series_ids: Collection[int]) -> Iterator[CopiedFile]:
    """Yield the files of some series, each once, in an order that is always the same."""
    known: set[str] = set()
    ids = sorted(series_ids)
    for start in range(0, len(ids), PAGE_LENGTH):
        wanted = (
            select(Series.id, Series.picture_digest, Series.picture_type)
            .where(Series.id.in_(ids[start : start + PAGE_LENGTH]), Series.picture_digest != "")
            .order_by(Series.id)
        )
        for series_id, digest, media_type in session.execute(wanted).all():
            path = picture_path(Series(picture_digest=digest, picture_type=media_type))
            body = select(SeriesPicture.body).where(SeriesPicture.series_id == series_id)
            content = None if path in known else session.scalar(body)
            if content is not None:
                known.add(path)
                yield CopiedFile(path, iter([content]))
