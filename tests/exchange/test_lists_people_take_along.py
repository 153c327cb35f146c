"""Every list that people download, in both forms: no text in it is taken for a formula."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.authoring.making import logged_in, make_user
from tests.exchange.formulas import STORED, evaluates
from tests.exchange.lists import downloads, exporting_routes, fill_lists
from tests.servers import office

pytestmark = pytest.mark.django_db
TEXT = re.compile(r"1\+1|HYPERLINK")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """With all the texts, by somebody whose very name is one."""
    chief = make_user("-2+3", is_superuser=True, first_name="=1+1")
    fill_lists(STORED, user=chief)
    (tmp_path / "lists").mkdir()
    found = downloads(logged_in(chief), tmp_path / "lists")
    assert len(found) > 2 * len(exporting_routes()) >= 16
    return found


def test_no_cell_is_taken_for_a_formula(files: list[Path], tmp_path: Path) -> None:
    for file in files:
        cells = list(texts_of(file))
        assert any(map(TEXT.search, cells)), f"none of the texts stands in {file.name}"
        for cell in cells:
            assert not evaluates(cell), (file.name, cell)
    if office.find() is None:
        pytest.skip(f"the cells are harmless; no spreadsheet program looked. {office.WHAT_TO_DO}")
    opened = office.cells_opened(files, place=tmp_path)
    for file, found in zip(files, opened, strict=True):
        assert [cell for cell in found if cell.formula] == [], file.name
        assert [c for c in found if TEXT.search(c.text) and c.kind != "string"] == [], file.name
    cells = sum(map(len, opened))
    print(f"{len(STORED)} texts, {len(files)} files, {cells} cells in LibreOffice: 0 formulas")


def texts_of(file: Path) -> Any:
    if file.suffix == ".csv":
        rows = csv.reader(io.StringIO(file.read_text().removeprefix("\ufeff"), newline=""))
        return (cell for row in rows for cell in row)
    sheet = load_workbook(file, read_only=True).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells), file.name
    return (str(cell.value) for cell in cells)
