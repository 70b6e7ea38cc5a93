"""Write an archive into a new folder beside the old one, which it replaces once it is complete."""

# Both are in a folder for the work, whose name begins with a dot and which has a file that says what it is:
# a folder of that name that somebody else made is refused, never deleted.
# Files that have not changed are links to those of the old archive, so they keep their times and need no
# space. Until the last step nothing of the old archive is touched: a full disk leaves it as it was.

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TextIO

CHECKSUMS = "SHA256SUMS"
DESCRIPTION = "ARCHIVE.txt"
_WORK_DESCRIPTION = "ARCHIVE-IN-PROGRESS.txt"
_WORK_TEXT = "webinars archive works here. The next run removes what an interrupted one has left.\n"
_CHUNK = 1 << 20
# Commands write files for their own user only; these are public, and a web server has a user of its own.
_FILE_MODE, _FOLDER_MODE = 0o644, 0o755


class ArchiveFolderError(Exception):
    """The folder cannot be written or replaced; the text says why, for the command line."""


class NewArchive:
    """The files of an archive that is being written, in the order of its checksums.

    first_line: that of its description, by which a later run recognises the archive.
    """

    def __init__(self, target: Path, first_line: str) -> None:
        self._target = target
        self._work = target.with_name(f".{target.name}.archive-in-progress")
        self._new, self._former = self._work / "new", self._work / "former"
        self._first_line = first_line
        self._checksums: TextIO | None = None
        self.written = self.unchanged = 0

    @classmethod
    @contextmanager
    def replacing(cls, target: Path, first_line: str) -> Iterator[Self]:
        """Yield an empty archive, which takes the place of the folder when the block ends.

        Raises:
            ArchiveFolderError: the folder is not empty and no archive of this kind, or has other files; or
                something else has the name of the folder for the work.
            OSError: the disk is full, or the folder beside cannot be written; the old archive is as it was.
        """
        target = Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow the last link
        if target.is_symlink():
            target = target.resolve()
        with _locked(target.parent):
            archive = cls(target, first_line)
            archive._prepare()
            try:
                yield archive
                archive._complete()
            finally:
                archive._close()
                archive._remove_work()

    def add(self, path: str, content: bytes) -> None:
        """Add a file by its path below the folder; one that is in the old archive is not written again."""
        former = self._former_file(path)
        is_same = former is not None and _has_content(former, content)
        if not (is_same and former and _link(former, self._made(path))):
            made = self._made(path)
            made.write_bytes(content)
            made.chmod(_FILE_MODE)
            self.written += 1
        else:
            self.unchanged += 1
        self._list(path, hashlib.sha256(content).hexdigest())

    def add_stream(self, path: str, chunks: Iterable[bytes]) -> str:
        """Add a large file, piece by piece; return its SHA-256 in hexadecimal."""
        made, digest = self._made(path), hashlib.sha256()
        with made.open("wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        made.chmod(_FILE_MODE)
        former = self._former_file(path)
        if former is not None and _digest(former) == digest.hexdigest():
            made.unlink()
            self.unchanged += 1
            if not _link(former, made):
                shutil.copy2(former, made)
        else:
            self.written += 1
        self._list(path, digest.hexdigest())
        return digest.hexdigest()

    def _prepare(self) -> None:
        self._check_work()
        if not self._target.exists() and self._former.exists():
            self._former.rename(self._target)  # an earlier run ended between two steps
        check_replaceable(self._target, self._first_line)
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir()
        (self._work / _WORK_DESCRIPTION).write_text(_WORK_TEXT, encoding="utf-8")
        self._new.mkdir()
        self._new.chmod(_FOLDER_MODE)
        self._checksums = (self._new / CHECKSUMS).open("w", encoding="utf-8")
        (self._new / CHECKSUMS).chmod(_FILE_MODE)

    def _check_work(self) -> None:
        """Refuse a folder for the work that no earlier run left."""
        if not os.path.lexists(self._work):
            return
        names = {one.name for one in self._work.iterdir()} if _is_folder(self._work) else {""}
        own = {_WORK_DESCRIPTION, self._new.name, self._former.name}
        if names and not (_WORK_DESCRIPTION in names and names <= own):
            raise ArchiveFolderError(f"{self._work} is in the way: move it away")

    def _remove_work(self) -> None:
        # The old archive stays for the next run if the new one could not take its place.
        left = self._new if self._former.exists() else self._work
        shutil.rmtree(left, ignore_errors=True)

    def _close(self) -> None:
        if self._checksums is not None:
            self._checksums.close()

    def _complete(self) -> None:
        foreign = _foreign_file(self._target, self._new)
        if foreign:
            raise ArchiveFolderError(
                f"{self._target} has a file of its own, {foreign}: move it away"
            )
        os.sync()
        if self._target.exists():
            self._target.rename(self._former)
        self._new.rename(self._target)
        shutil.rmtree(self._former, ignore_errors=True)

    def _made(self, path: str) -> Path:
        made = self._new / path
        for parent in reversed(Path(path).parents[:-1]):
            folder = self._new / parent
            if not folder.exists():
                folder.mkdir()
                folder.chmod(_FOLDER_MODE)
        return made

    def _former_file(self, path: str) -> Path | None:
        former = self._target / path
        return former if _is_file(former) else None

    def _list(self, path: str, digest: str) -> None:
        assert self._checksums is not None  # noqa: S101 - for the type checker
        self._checksums.write(f"{digest}  {path}\n")


def check_replaceable(folder: Path, first_line: str) -> None:
    """Refuse a folder that is neither missing, nor empty, nor an archive with this description.

    Raises:
        ArchiveFolderError: naming the folder.
    """
    if not folder.exists():
        if not folder.parent.is_dir():
            raise ArchiveFolderError(f"there is no folder {folder.parent}")
        return
    if not folder.is_dir():
        raise ArchiveFolderError(f"{folder} is not a folder")
    if not any(folder.iterdir()):
        return
    described = folder / DESCRIPTION
    if not _is_file(described) or not _is_file(folder / CHECKSUMS):
        raise ArchiveFolderError(f"{folder} is not empty and no archive: name another folder")
    with described.open(encoding="utf-8", errors="replace") as file:
        line = file.readline().strip()
    if line != first_line:
        raise ArchiveFolderError(f"{folder} is another archive ({line[:100]}): name another folder")


def differences(folder: Path) -> Iterator[str]:
    """Yield how an archive differs from its checksums: files that are changed, missing or not listed.

    Raises:
        ArchiveFolderError: the folder has no checksums.
    """
    if not _is_file(folder / CHECKSUMS):
        raise ArchiveFolderError(f"{folder} has no {CHECKSUMS}")
    for path, digest in _checksums(folder):
        if not _is_file(folder / path):
            yield f"missing: {path}"
        elif _digest(folder / path) != digest:
            yield f"changed: {path}"
    listed = {path for path, _ in _checksums(folder)}
    for path in _files(folder):
        if path not in listed and path != CHECKSUMS:
            yield f"not listed: {path}"


def _foreign_file(former: Path, new: Path) -> str:
    """Return a file of the old folder that is of no archive; empty if there is none."""
    if not former.exists():
        return ""
    # Only what the new archive lacks: an event may have been withdrawn.
    removed = {path for path in _files(former) if not _is_file(new / path)}
    for path, _ in _checksums(former) if removed else ():
        removed.discard(path)
    return min(removed - {CHECKSUMS}, default="")


def _checksums(folder: Path) -> Iterator[tuple[str, str]]:
    checksums = folder / CHECKSUMS
    if not _is_file(checksums):
        return
    with checksums.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            digest, _, path = line.rstrip("\n").partition("  ")
            yield path, digest


def _files(folder: Path) -> Iterator[str]:
    """Yield the paths of all that is in a folder and not a folder itself."""
    for parent, _folders, names in os.walk(folder):
        for name in names:
            yield str((Path(parent) / name).relative_to(folder))


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(path.lstat().st_mode)


def _has_content(file: Path, content: bytes) -> bool:
    return file.stat().st_size == len(content) and file.read_bytes() == content


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _link(former: Path, made: Path) -> bool:
    """Make a file a second name of a former one; False where the file system has no such links."""
    try:
        os.link(former, made)
    except OSError:
        return False
    return True


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Refuse a second archive in a folder while one is being written."""
    if not folder.is_dir():
        raise ArchiveFolderError(f"there is no folder {folder}")
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ArchiveFolderError(f"an archive is being written in {folder}") from error
        yield
    finally:
        os.close(descriptor)
