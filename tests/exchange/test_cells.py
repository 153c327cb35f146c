"""Whatever a text begins with, no cell of a table that somebody takes along is taken for a formula,
and an export gives the text back as it was."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from kb.authoring.exchange.cells import text_cell, text_of
from kb.spreadsheets import harmless
from tests.exchange.formulas import ATTACKS, PREFIXES, SIGNS, evaluates
from tests.exchange.steps import export_to, fill_with, take


def test_the_attacks_are_many_and_would_work() -> None:
    assert len(PREFIXES) >= 60
    assert sum(map(evaluates, ATTACKS)) >= 60


@pytest.mark.parametrize("text", ATTACKS)
def test_a_text_of_a_list_gets_an_apostrophe_once(text: str) -> None:
    assert harmless(text) == f"'{text}" and harmless(harmless(text)) == f"'{text}"


@pytest.mark.parametrize("value", ["年费 200 元", "a=b", "卡-1", 5, -5, None, True, ""])
def test_other_values_stay(value: Any) -> None:
    assert harmless(value) == value


def test_every_cell_of_a_workbook_is_a_text_and_comes_back(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("a")
    for text in ATTACKS:
        sheet.append([text_cell(sheet, text)])
    book.save(tmp_path / "a.xlsx")
    assert formulas(tmp_path / "a.xlsx") == 0
    rows = list(load_workbook(tmp_path / "a.xlsx", read_only=True)["a"].rows)
    assert [text_of(row[0].value) for row in rows] == ATTACKS
    assert {row[0].data_type for row in rows} <= {"s", "inlineStr"}


def formulas(path: Path) -> int:
    with zipfile.ZipFile(path) as opened:
        sheets = [name for name in opened.namelist() if name.startswith("xl/worksheets/")]
        return sum(opened.read(name).count(sign) for name in sheets for sign in (b"<f>", b"<f "))


@pytest.mark.django_db
def test_every_text_of_an_export(tmp_path: Path) -> None:
    kept = [text for text in ATTACKS if text.strip() == text and text.isprintable()]
    for number, text in enumerate([*kept[::4], *(f"x\n{sign}1" for sign in SIGNS[:2])]):
        fill_with(text, number)
    book = export_to(tmp_path, "all.xlsx")
    assert formulas(book) == 0
    assert set(take(book).counts) == {"unchanged"}


def test_no_list_of_the_admin_goes_its_own_way() -> None:
    """Whatever it does with single fields, what it writes passes there."""
    todo, found = [SpreadsheetExportMixin], set()
    while todo:
        todo += (view := todo.pop()).__subclasses__()
        found.add(view)
    own = {
        view for view in found if "write_xlsx_row" in vars(view) or "write_csv_row" in vars(view)
    }
    assert len(found) > 10 and own == {SpreadsheetExportMixin}
    assert SpreadsheetExportMixin.preprocess_field_value.__module__ == "kb.spreadsheets"
