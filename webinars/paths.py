"""Where the files beside the package are, in a checkout and in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def find_bundled(name: str) -> Path:
    """Return the file or folder called name, from the wheel or from the checkout.

    A checkout wins over the idle copies that an editable install leaves in the package.
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
