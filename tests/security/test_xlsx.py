"""XLSX files: text stays text, whatever it begins with, and no row or temporary file is lost."""

import zipfile
from datetime import datetime

import pytest

from tests.sheets import sheets_of
from webinars.security import xlsx


def written(rows, **options):
    return sheets_of(b"".join(xlsx.chunks(iter(rows), **{"right_to_left": False, **options})))


def test_text_is_never_formula_link_or_number():
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "＝1", "\t=1"]
    harmless = ["https://evil.example/", "007", "TRUE", "a=1", "two\nlines", "聯合國", "_x0041_"]

    [sheet] = written([["=Name"], *([text] for text in (*formulas, *harmless))])

    assert sheet.rows[0] == ["=Name"]
    assert [row[0] for row in sheet.rows[1:-1]] == [*formulas, *harmless[:-1]]
    assert sheet.rows[-1] == ["_x005F_x0041_"], "how the format writes an underscore before x0041"
    assert sheet.marked == {*formulas}
    assert not sheet.has_formula


def test_times_are_times_and_empty_cells_are_empty():
    [sheet] = written([["a", "b", "c"], ["", datetime(2026, 11, 25, 10, 0), "x"]])

    assert sheet.rows[1] == ["", datetime(2026, 11, 25, 10, 0), "x"]


def test_characters_that_xml_cannot_contain_are_replaced():
    [sheet] = written([["a"], ["x\ud800y\uffffz"]])

    assert sheet.rows[1] == ["x\ufffdy\ufffdz"]


def test_rows_beyond_limit_are_on_further_sheets(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 2)

    sheets = written([["Name"], *([str(number)] for number in range(5))], right_to_left=True)

    assert [sheet.rows for sheet in sheets] == [
        [["Name"], ["0"], ["1"]],
        [["Name"], ["2"], ["3"]],
        [["Name"], ["4"]],
    ]
    assert all(sheet.right_to_left for sheet in sheets)


# The archive that could not be finished is closed once more when it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_full_disk_leaves_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def full(*_, **__):
        raise OSError("no space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "write", full)

    with pytest.raises(Exception, match="no space left"):
        list(xlsx.chunks(iter([["Name"], ["Ann"]]), right_to_left=False))
    assert list(tmp_path.iterdir()) == []
