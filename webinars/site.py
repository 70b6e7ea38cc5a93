"""Site: name, address, keys and appearance of the installation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Appearance:
    """Colours on light and dark pages, and the paths of style sheet and logo; empty without them."""

    colour: str = "#0055a8"
    dark_colour: str = "#8fc7ff"
    stylesheet: str = ""
    logo: str = ""


@dataclass(frozen=True)
class Site:
    """Properties of the installation that e-mails and calendar text use.

    base_url has no trailing slash. The first key signs new private links; the others are still accepted
    during key rotation. reply_address is empty when replies are not read. authserv_ids: names of our mail
    servers in Authentication-Results. has_documents: some are public, so the main menu leads to them.
    """

    name: str
    base_url: str
    mail_from: str
    reply_address: str
    keys: tuple[str, ...]
    timezone: str
    languages: tuple[str, ...]
    authserv_ids: tuple[str, ...] = ()
    appearance: Appearance = Appearance()
    has_documents: bool = False

    def url(self, path: str) -> str:
        """Return the absolute URL of a path that begins with a slash."""
        return self.base_url + path
