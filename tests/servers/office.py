"""A spreadsheet program, which opens and saves files with nobody in front of it."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

PACKAGE = "libreoffice-calc-nogui"
WHAT_TO_DO = (
    "No LibreOffice found: install libreoffice-calc-nogui (Debian, Ubuntu) or libreoffice "
    "(Homebrew) to run the tests that open files in a spreadsheet program."
)
MAC_APPLICATION = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
# Commas, quotation marks, UTF-8; numbers, dates and formulas are taken for what they look like,
# in quotation marks, too.
CARELESS_CSV = "CSV:44,34,76,1,,0,false,true,false,false,false,0,true"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def find() -> Path | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else next((p for p in [MAC_APPLICATION] if p.exists()), None)


def saved_as(form: str, files: Sequence[Path], *, place: Path) -> list[Path]:
    """Each opened and saved again in `place`, under its own name with another ending."""
    program = find()
    assert program, WHAT_TO_DO
    command = [str(program), f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless",
               "--convert-to", form, "--outdir", str(place)]  # fmt: skip
    for ending in sorted({file.suffix for file in files}):
        own = [f"--infilter={CARELESS_CSV}"] if ending == ".csv" else []
        same = [str(file) for file in files if file.suffix == ending]
        subprocess.run([*command, *own, *same], check=True, timeout=180, capture_output=True)
    made = [(place / file.name).with_suffix(f".{form.partition(':')[0]}") for file in files]
    assert all(path.exists() for path in made), made
    return made


@dataclass(frozen=True, slots=True)
class Cell:
    """As the program took it: `kind` is string, float, date, boolean or nothing."""

    kind: str
    text: str
    formula: str


def cells_opened(files: Sequence[Path], *, place: Path) -> list[list[Cell]]:
    """What it shows of each file; its own format says what it computes."""
    return [list(_cells(path)) for path in saved_as("fods", files, place=place)]


def _cells(path: Path) -> Iterator[Cell]:
    for _event, cell in ElementTree.iterparse(path):
        if cell.tag == f"{TABLE}table-cell":
            text = "\n".join("".join(_texts(line)) for line in cell.findall(f"{TEXT}p"))
            kind, formula = cell.get(f"{OFFICE}value-type", ""), cell.get(f"{TABLE}formula", "")
            if text or formula:
                yield Cell(kind, text, formula)


def _texts(line: Any) -> Iterator[str]:
    if line.tag == f"{TEXT}s":
        yield " " * int(line.get(f"{TEXT}c", "1"))
    elif line.tag == f"{TEXT}tab":
        yield "\t"
    yield line.text or ""
    for part in line:
        yield from _texts(part)
        yield part.tail or ""
