"""webinars archive: the last year by default, readable by web servers; folders and files are verified."""

from datetime import UTC, datetime


def test_archive_is_written_and_verified(run, tmp_path, migrated):
    folder = tmp_path / "archive"

    written = run("archive", str(folder))
    (folder / "index.html").write_text("other")
    differing = run("archive", str(folder), "--check")
    repaired = run("archive", str(folder), "--language", "en")
    checked = run("archive", str(folder), "--check")
    refused = run("archive", str(tmp_path / "var"))

    year = datetime.now(UTC).year - 1
    assert (written.status, written.err) == (0, "")
    assert written.out.startswith(f"Wrote the archive of {year} to {folder}: ")
    assert differing.status == 2
    assert differing.err.splitlines() == [
        "changed: index.html",
        f"webinars: {folder} differs from its checksums in 1 files",
    ]
    assert ": 1 files are new or changed, 3 unchanged" in repaired.out
    assert f"All files of {folder} are as they were written" in checked.out
    assert (refused.status, refused.err) == (
        2,
        f"webinars: {tmp_path}/var is not empty and no archive: name another folder\n",
    )
    assert (folder / "style.css").stat().st_mode & 0o777 == 0o644


def test_unknown_language_is_refused(run, tmp_path, migrated):
    done = run("archive", str(tmp_path / "new"), "--language", "xx")

    assert (done.status, done.err) == (2, "webinars: --language xx is none of WEBINARS_LANGUAGES\n")
    assert not (tmp_path / "new").exists()
