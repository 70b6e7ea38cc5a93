"""The installation as a value: its name, its address and its keys, for whoever writes to people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """What letters and calendar text need to know of this installation.

    base_url has no slash at its end. keys sign personal links, the first for new ones; the others are
    accepted while keys are rotated. reply_address is empty when replies are not read.
    """

    name: str
    base_url: str
    mail_from: str
    reply_address: str
    keys: tuple[str, ...]
    zone: str
    languages: tuple[str, ...]

    def url(self, path: str) -> str:
        """Return the absolute address of a path that begins with a slash."""
        return self.base_url + path
