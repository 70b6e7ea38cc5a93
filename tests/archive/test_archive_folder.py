"""Folders of archives: replaced as a whole, unchanged files stay, other folders are refused."""

import errno
import os
import shutil
import subprocess

import pytest

from webinars.archive.archive_folder import (
    CHECKSUMS,
    DESCRIPTION,
    ArchiveFolderError,
    NewArchive,
    differences,
)

LINE = "Archive of 2026"


def write(folder, files, line=LINE):
    with NewArchive.replacing(folder, line) as archive:
        archive.add(DESCRIPTION, f"{line}\nand more".encode())
        for path, content in files.items():
            archive.add(path, content)
        archive.add_stream("files/large", iter([b"a" * 9, b"b"]))
    return archive.written, archive.unchanged


def files_of(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_unchanged_files_stay_and_others_are_replaced(tmp_path):
    folder = tmp_path / "2026"
    first = write(folder, {"a.html": b"1", "b/c.html": b"2", "gone.html": b"3"})
    inodes = {path: (folder / path).stat().st_ino for path in files_of(folder)}

    second = write(folder, {"a.html": b"1", "b/c.html": b"new"})

    same = {path for path in files_of(folder) if (folder / path).stat().st_ino == inodes.get(path)}
    assert (first, second) == ((5, 0), (1, 3))
    assert same == {DESCRIPTION, "a.html", "files/large"}
    assert files_of(folder) == same | {"b/c.html", CHECKSUMS}
    assert [path.name for path in tmp_path.iterdir()] == ["2026"]
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", CHECKSUMS], cwd=folder, check=False
    )
    assert checked.returncode == 0
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*")} == {0o644, 0o755}


def test_checksums_tell_what_was_changed(tmp_path):
    folder = tmp_path / "2026"
    write(folder, {"a.html": b"1", "b.html": b"2"})
    assert list(differences(folder)) == []
    (folder / "a.html").write_bytes(b"x")
    (folder / "b.html").unlink()
    (folder / "own.html").touch()

    assert list(differences(folder)) == [
        "changed: a.html",
        "missing: b.html",
        "not listed: own.html",
    ]


def test_other_folders_are_refused_and_left_alone(tmp_path):
    theirs, file, other = tmp_path / "theirs", tmp_path / "file", tmp_path / "2025"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("mine")
    file.touch()
    write(other, {}, "Archive of 2025")
    archive = tmp_path / "2026"
    write(archive, {"a.html": b"1"})
    (archive / "notes.txt").write_text("mine")
    for name in (".new.archive-in-progress", ".new.new", ".new.former"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("mine")

    for folder, reason in (
        (theirs, "is not empty and no archive"),
        (file, "is not a folder"),
        (other, "is another archive .Archive of 2025."),
        (tmp_path / "no" / "folder", "there is no folder"),
        (archive, "has a file of its own, notes.txt"),
        (tmp_path / "new", r"/\.new\.archive-in-progress is in the way"),
    ):
        before = files_of(tmp_path)
        with pytest.raises(ArchiveFolderError, match=reason):
            write(folder, {"a.html": b"2"})
        assert files_of(tmp_path) == before
    assert (archive / "a.html").read_bytes() == b"1"


def test_failure_leaves_the_old_archive(tmp_path):
    folder = tmp_path / "2026"
    write(folder, {"a.html": b"1"})

    def chunks():
        yield b"begun"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write_more():
        with NewArchive.replacing(folder, LINE) as archive:
            archive.add("a.html", b"2")
            archive.add_stream("large", chunks())

    with pytest.raises(OSError, match="No space"):
        write_more()

    assert (folder / "a.html").read_bytes() == b"1"
    assert list(differences(folder)) == []
    assert [path.name for path in tmp_path.iterdir()] == ["2026"]


def test_interrupted_run_is_taken_up_and_a_second_one_refused(tmp_path):
    folder = tmp_path / "2026"
    work, copy = tmp_path / ".2026.archive-in-progress", tmp_path / "copy"
    with NewArchive.replacing(folder, LINE) as archive:
        archive.add(DESCRIPTION, LINE.encode())
        shutil.copytree(work, copy)
        with pytest.raises(ArchiveFolderError, match="being written"):
            write(folder, {})
    shutil.rmtree(folder)
    write(folder, {"a.html": b"1"})
    folder.rename(copy / "former")  # the process ended between two steps
    copy.rename(work)

    assert write(folder, {"a.html": b"1"}) == (0, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["2026"]
