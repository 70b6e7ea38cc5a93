"""Where the files of documents are stored, how much room they take and may take, for administrators."""

from babel.numbers import format_decimal
from flask import Blueprint, render_template
from flask_babel import lazy_gettext

from webinars.database import db
from webinars.documents.enums import StoragePlace
from webinars.documents.storage.settings import MEBIBYTE
from webinars.documents.storage.usage import storage_usage
from webinars.i18n import Translator
from webinars.web.core.locale import translator
from webinars.web.organiser.routing import URL_PREFIX
from webinars.web.organiser.site.tabs import TABS

blueprint = Blueprint("organiser_storage", __name__, url_prefix=URL_PREFIX)

PLACES = {
    StoragePlace.DATABASE: lazy_gettext("Database"),
    StoragePlace.FOLDER: lazy_gettext("Folder of the data directory"),
    StoragePlace.OBJECT_STORE: lazy_gettext("Object store"),
}


@blueprint.get("/site/storage")
def show() -> str:
    """Show the places of document files with their sizes, and the limits."""
    t, usage = translator(), storage_usage(db.session())
    return render_template(
        "organiser/site/storage.html",
        tabs=TABS,
        usage=usage,
        rows=[(PLACES[one.place], one.files, _size_text(one.size, t)) for one in usage.places],
        database=PLACES[StoragePlace.DATABASE],
        large_place=PLACES[usage.large_place],
        used=_size_text(usage.size, t) if usage.size else "",
        most=_size_text(usage.most_bytes, t),
        most_in_database=_size_text(usage.most_bytes_in_database, t),
        most_in_all=_size_text(usage.most_bytes_in_all, t),
    )


def _size_text(octets: int, t: Translator) -> str:
    """Return a size in the unit of the settings, MB of 1,048,576 octets."""
    return t("%(number)s MB", number=format_decimal(round(octets / MEBIBYTE, 1), locale=t.locale))
