"""Programs of Cyrus IMAP, unpacked from Debian's packages beside the system.

They conflict with Dovecot's packages, so they cannot be installed: python -m tests.emails.cyrus_packages
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = ("cyrus-common", "cyrus-caldav")
PATIENCE_SECONDS = 120
# Cyrus does not run as root, so a folder of root's home is out of reach for it.
CACHE = Path(f"/var/tmp/webinars-tests-cyrus-{os.getuid()}")


def unpacked() -> Path:
    """Return the folder with the programs and their libraries; download and unpack them first if needed."""
    if CACHE.is_dir():
        if CACHE.stat().st_uid != os.getuid():
            raise PermissionError(f"{CACHE} belongs to another user")
        return CACHE
    with tempfile.TemporaryDirectory(dir=CACHE.parent) as folder:
        downloads, root = Path(folder) / "packages", Path(folder) / "root"
        downloads.mkdir()
        for package in _download_all(downloads):
            subprocess.run(["dpkg-deb", "--extract", package, root], check=True)
        root.chmod(0o755)
        try:
            root.rename(CACHE)
        except OSError:
            # Another process was faster.
            assert CACHE.is_dir()
    return CACHE


def _download_all(folder: Path) -> list[Path]:
    """Download the programs, and the libraries they need that are not installed."""
    wanted, packages = list(PROGRAMS), {}
    while wanted:
        name = wanted.pop()
        if name in packages or (name not in PROGRAMS and _is_installed(name)):
            continue
        packages[name] = _download(folder, name)
        depends = subprocess.run(
            ["dpkg-deb", "--field", packages[name], "Depends"],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        wanted += re.findall(r"(?:^|, )(lib[a-z0-9.+-]+)", depends)
    return list(packages.values())


def _download(folder: Path, name: str) -> Path:
    command = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", name]
    before = set(folder.iterdir())
    done = subprocess.run(command, cwd=folder, timeout=PATIENCE_SECONDS, check=False)
    if done.returncode and os.getuid() == 0:
        # A new machine has no lists of packages yet.
        subprocess.run(["apt-get", "-qq", "update"], timeout=PATIENCE_SECONDS, check=True)
        done = subprocess.run(command, cwd=folder, timeout=PATIENCE_SECONDS, check=False)
    done.check_returncode()
    (new,) = set(folder.iterdir()) - before
    return new


def _is_installed(name: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", name]
    done = subprocess.run(query, capture_output=True, text=True, check=False)
    return done.stdout == "installed"


def has_packages() -> bool:
    """Return whether this is a system with Debian's packages."""
    return all(shutil.which(program) for program in ("apt-get", "dpkg-deb", "dpkg-query"))


if __name__ == "__main__":
    print(unpacked())  # noqa: T201
