"""How much is stored in each place, for administrators."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile
from webinars.documents.storage import object_store
from webinars.documents.storage.settings import engine_of, storage_settings


@dataclass(frozen=True)
class PlaceUsage:
    """The number of files in a place, uploads that are not finished included, and their size in octets."""

    place: StoragePlace
    files: int
    size: int


@dataclass(frozen=True)
class StorageUsage:
    """What is stored, and what may be; sizes in octets.

    large_place: where new files of more than most_bytes_in_database are stored. object_store: its address
    without the key, empty if there is none.
    """

    places: tuple[PlaceUsage, ...]
    most_bytes: int
    most_bytes_in_database: int
    most_bytes_in_all: int
    large_place: StoragePlace
    object_store: str

    @property
    def size(self) -> int:
        """The size of all files."""
        return sum(one.size for one in self.places)


def storage_usage(session: Session) -> StorageUsage:
    """Return what is stored, in one statement, and the limits."""
    settings = storage_settings(engine_of(session))
    size = func.coalesce(func.sum(DocumentFile.size), 0)
    rows = session.execute(
        select(DocumentFile.place, func.count(), size).group_by(DocumentFile.place)
    )
    places = {place: PlaceUsage(place, files, int(octets)) for place, files, octets in rows}
    return StorageUsage(
        places=tuple(places[place] for place in StoragePlace if place in places),
        most_bytes=settings.most_bytes,
        most_bytes_in_database=settings.most_bytes_in_database,
        most_bytes_in_all=settings.most_bytes_in_all,
        large_place=settings.place_of(settings.most_bytes_in_database + 1),
        object_store=object_store.shown_address(settings.object_store),
    )
