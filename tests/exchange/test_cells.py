"""Whatever a text begins with, no cell of a table that somebody takes along is taken for a formula,
and an export gives the text back as it was."""

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from kb.authoring.exchange.cells import text_cell, text_of
from kb.authoring.models import LabelValue
from kb.feedback.models import Feedback
from kb.spreadsheets import harmless
from tests.authoring.making import (
    draft_answer,
    element,
    logged_in,
    make_topic,
    make_user,
    published_fact,
    published_shared,
    published_term,
)
from tests.exchange.steps import export_to, take

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BEFORE = ("", " ", "\t", "\r", "\n", "\r\n", "\xa0", "\0", "\u200b", "\ufeff", '"', "\u3000")
PREFIXES = [before + sign for sign in SIGNS for before in BEFORE] + [
    "\t",
    "\r",
    "\n",
    "\0",
    "|",
    "%",
]
ATTACKS = [f"{prefix}HYPERLINK(1)" for prefix in PREFIXES]


def evaluates(text: str) -> bool:
    """What the most careless program does: it skips what it does not see, and then looks."""
    seen = text.lstrip("".join(BEFORE) + " ")
    return seen.startswith(SIGNS)


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


def fill(text: str, number: int) -> None:
    shown = text[:100]
    topic = make_topic(f"topic-{number}")
    topic.title = shown
    topic.save()
    LabelValue.objects.create(
        dimension="regions", code=f"r{number}", name_zh=shown[:80], name_en=shown[:80]
    )
    published_fact(f"fact{number}", type="text", value=shown, name=shown, unit="")
    published_term(f"term{number}", jargon=shown[:80], plain=shown, customer_words=shown)
    published_shared(f"shared-{number}", title=shown, inner=element("note", shown, title=shown))
    table = {"columns": [{"type": "text", "heading": shown}], "rows": [{"values": [shown]}],
             "caption": ""}  # fmt: skip
    draft_answer(
        f"answer.{number}", element("answer", shown, brief=shown, spoken=shown),
        element("table", "", table=table), title=shown, wordings=shown, topic=topic,
    )  # fmt: skip


@pytest.mark.django_db
def test_every_text_of_an_export(tmp_path: Path) -> None:
    kept = [text for text in ATTACKS if text.strip() == text and text.isprintable()]
    for number, text in enumerate([*kept[::4], *(f"x\n{sign}1" for sign in SIGNS[:2])]):
        fill(text, number)
    book = export_to(tmp_path, "all.xlsx")
    assert formulas(book) == 0
    assert set(take(book).counts) == {"unchanged"}


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_reports_that_people_download(form: str) -> None:
    topic = make_topic("cards")
    for number, text in enumerate(ATTACKS):
        Feedback.objects.create(key=f"a.{number}", verdict="wrong", comment=text.replace("\0", ""),
                                channel="web", locale="zh-Hans", at=timezone.now())  # fmt: skip
    topic.title = "=cmd()"
    topic.save()
    chief = logged_in(make_user("chief", is_superuser=True))
    found = 0
    for address in ("feedback/", "publication-log/", "site-history/", "aging-pages/", "locked/"):
        for cell in cells_of(chief.get(f"/admin/reports/{address}?export={form}"), form):
            found += 1
            assert not evaluates(cell), (address, cell)
    assert found > len(ATTACKS)


def cells_of(response: HttpResponse, form: str) -> list[str]:
    assert response.status_code == 200
    data = response.getvalue()
    if form == "csv":
        rows = csv.reader(io.StringIO(data.decode(), newline=""))
        return [cell for row in rows for cell in row]
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)
    return [str(cell.value) for cell in cells]


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


@pytest.mark.django_db
def test_a_spreadsheet_program_finds_no_formula(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("needs LibreOffice: apt-get install libreoffice-calc-nogui")
    for number, text in enumerate(ATTACKS[:20]):
        fill(text.replace("\0", ""), number)
    export_to(tmp_path, "all.xlsx")
    subprocess.run([office, "--headless", "--convert-to", "fods", "all.xlsx"], cwd=tmp_path,
                   check=True, timeout=120)  # fmt: skip
    opened = (tmp_path / "all.fods").read_text()
    print(f"{opened.count('table:formula=')} formulas")
    assert "table:formula=" not in opened
