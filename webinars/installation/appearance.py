"""Name, logo and colours of the installation: read, check and change them."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.errors import ConflictError, InvalidInputError
from webinars.files.images import ImageLimits, UploadedImage, check_image, image_digest
from webinars.installation.models import StoredAppearance
from webinars.security.contrast import LEAST_CONTRAST, clean_colour, contrast
from webinars.security.text_input import clean_name
from webinars.site import Appearance, Site
from webinars.timezones import clock

NAME_LENGTH = 80
LOGO_LIMITS = ImageLimits(kilobytes=200, megapixels=4)
# What the colour stands on, and what stands on it: the tokens --paper, --panel and --on-accent of site.css,
# and the backgrounds of e-mails, which are the same.
LIGHT_GROUNDS = ("#ffffff", "#f4f3ef")
DARK_GROUNDS = ("#111417", "#1b1f24", "#0b1420")
PREFIX = "/appearance/"
_ID = 1


@dataclass(frozen=True)
class AppearanceDetails:
    """Editable fields; an empty one is not chosen. revision 0: nothing is stored."""

    name: str = ""
    colour: str = ""
    dark_colour: str = ""
    revision: int = 0
    logo_type: str = ""
    logo_digest: str = ""


_FIELDS = tuple(AppearanceDetails.__dataclass_fields__)


def stored_appearance(connection: Connection) -> AppearanceDetails:
    """Return what administrators chose, without the bytes of the logo."""
    columns = [getattr(StoredAppearance, name) for name in _FIELDS]
    row = connection.execute(select(*columns)).first()
    return AppearanceDetails(*row) if row else AppearanceDetails()


def with_appearance(site: Site, details: AppearanceDetails) -> Site:
    """Return an installation with the chosen name, colours and logo."""
    usual = Appearance()
    colours = (details.colour or usual.colour, details.dark_colour or usual.dark_colour)
    has_colours = colours != (usual.colour, usual.dark_colour)
    extension = details.logo_type.removeprefix("image/")
    return replace(
        site,
        name=details.name or site.name,
        appearance=Appearance(
            *colours,
            stylesheet=f"{PREFIX}{image_digest(colour_stylesheet(*colours))}.css"
            if has_colours
            else "",
            logo=f"{PREFIX}{details.logo_digest}.{extension}" if details.logo_digest else "",
        ),
    )


def colour_stylesheet(colour: str, dark_colour: str) -> bytes:
    """Return the style sheet that sets the two colours of site.css."""
    return f":root{{--brand:{colour};--brand-dark:{dark_colour}}}\n".encode()


def logo_body(connection: Connection, digest: str) -> bytes | None:
    """Return the bytes of the logo, None if it is another one by now."""
    return connection.scalar(
        select(StoredAppearance.logo).where(StoredAppearance.logo_digest == digest)
    )


def change_appearance(
    session: Session,
    details: AppearanceDetails,
    *,
    logo: UploadedImage | None = None,
    removes_logo: bool = False,
) -> None:
    """Store name, colours and perhaps another logo; details.revision is the one that the editor saw.

    Raises:
        InvalidInputError: those of check_colour, check_image, and of security.text_input.clean_name.
        ConflictError: "statement-changed" when there is a newer revision.
    """
    name = clean_name(details.name, longest=NAME_LENGTH)
    colour = check_colour(details.colour, LIGHT_GROUNDS)
    dark_colour = check_colour(details.dark_colour, DARK_GROUNDS)
    logo_type = check_image(logo, LOGO_LIMITS) if logo else ""
    stored = session.scalar(for_update(select(StoredAppearance)))
    if (stored.revision if stored else 0) != details.revision:
        raise ConflictError("statement-changed")
    if stored is None:
        stored = StoredAppearance(id=_ID, revision=0, logo_type="", logo_digest="")
        session.add(stored)
    stored.name, stored.colour, stored.dark_colour = name, colour, dark_colour
    if logo is not None:
        stored.logo, stored.logo_type, stored.logo_digest = (
            logo.body,
            logo_type,
            image_digest(logo.body),
        )
    elif removes_logo:
        stored.logo, stored.logo_type, stored.logo_digest = None, "", ""
    stored.revision += 1
    stored.changed_at = clock.now()
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError("statement-changed") from error


def check_colour(text: str, grounds: tuple[str, ...]) -> str:
    """Return a colour that can be read on each of some backgrounds.

    Raises:
        InvalidInputError: "not-a-colour", "contrast-too-low" (facts: ratio, least, ground).
    """
    colour = clean_colour(text)
    if not colour:
        return ""
    ground = min(grounds, key=lambda one: contrast(colour, one))
    ratio = contrast(colour, ground)
    if ratio < LEAST_CONTRAST:
        # Rounded down, so that it never reads as the least one.
        shown = int(ratio * 10) / 10
        raise InvalidInputError(
            "contrast-too-low", ratio=shown, least=LEAST_CONTRAST, ground=ground
        )
    return colour
