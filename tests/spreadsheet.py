"""A spreadsheet program for tests: opens tables without a screen and returns the cells."""

import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

SECONDS = 60
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT = (f"{{{_OPEN}{name}:1.0}}" for name in ("table", "office", "text"))
# Separator, quote, UTF-8, first line, columns, language (American English), quoted cells as text, detection of
# dates, three options for saving, all sheets, formulas evaluated.
_READS = "CSV:44,34,76,1,,1033,{text},{special},false,false,false,-1,{formulas}"
AS_TEXT = _READS.format(text="true", special="false", formulas="false")
BY_ITSELF = ""
EAGER = _READS.format(text="false", special="true", formulas="true")


@dataclass(frozen=True)
class Cell:
    """Content of a cell; kind is "string", "float", "date" and so on, formula may be empty."""

    text: str
    kind: str
    formula: str


class Calc:
    """LibreOffice with a profile in a folder of the test; no process outlives a call."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder

    def opened(self, tables: Sequence[bytes], reads: str) -> list[list[list[Cell]]]:
        """Return the rows of each table, opened with one set of options."""
        files = [self._folder / f"{number}.csv" for number, _ in enumerate(tables)]
        for file, table in zip(files, tables, strict=True):
            file.write_bytes(table)
        self._run(
            *([f"--infilter={reads}"] if reads else []),
            *("--convert-to", "fods", "--outdir", str(self._folder), *map(str, files)),
        )
        return [list(_rows(file.with_suffix(".fods"))) for file in files]

    def _run(self, *values: str) -> None:
        profile = f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"
        running = subprocess.Popen(
            [self._program, profile, "--headless", "--norestore", *values],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            assert running.wait(SECONDS) == 0
        finally:
            if running.returncode is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()


def _rows(file: Path):
    for row in ET.parse(file).getroot().iter(f"{TABLE}table-row"):
        cells = []
        for item in row.iter(f"{TABLE}table-cell"):
            cell = Cell(
                "\n".join(_text(part) for part in item.findall(f"{TEXT}p")),
                item.get(f"{OFFICE}value-type", ""),
                item.get(f"{TABLE}formula", ""),
            )
            # Repeated equal cells are written once.
            cells += [cell] * int(item.get(f"{TABLE}number-columns-repeated", "1"))
        if any(cell.text for cell in cells):
            yield cells


def _text(part: ET.Element) -> str:
    result = part.text or ""
    for item in part:
        match item.tag.removeprefix(TEXT):
            case "s":
                result += " " * int(item.get(f"{TEXT}c", "1"))
            case "tab":
                result += "\t"
            case _:
                result += _text(item)
        result += item.tail or ""
    return result
