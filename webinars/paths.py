"""Paths of bundled files, in a checkout and in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def find_bundled(name: str) -> Path:
    """Return the path of a bundled file or folder.

    A checkout takes precedence over the unused copies that an editable install leaves in the package.
    """
    checkout = PACKAGE.parent / name
    if (PACKAGE.parent / "pyproject.toml").exists() and checkout.exists():
        return checkout
    return PACKAGE / name


TEMPLATES = find_bundled("templates")
MIGRATIONS = find_bundled("migrations")
CONFIG = find_bundled("config.py")
STATIC = PACKAGE / "static"
TRANSLATIONS = PACKAGE / "translations"
