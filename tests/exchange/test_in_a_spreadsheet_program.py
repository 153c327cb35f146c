"""What people take along is opened in a spreadsheet program, saved there and brought back: nothing
is computed, and the texts are what they were."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from kb.authoring.exchange.cells import text_cell
from kb.authoring.models import KnowledgePage
from tests.authoring.making import draft_answer, element, make_topic
from tests.exchange.formulas import KEPT, SUMS
from tests.exchange.steps import export_to, fill_with, take
from tests.granulating.files import proposal_of
from tests.servers import office

pytestmark = pytest.mark.skipif(office.find() is None, reason=office.WHAT_TO_DO)
XLSX, CSV = "xlsx:Calc MS Excel 2007 XML", "csv:Text - txt - csv (StarCalc):44,34,76,1"


def test_it_computes_what_is_not_kept_from_it(tmp_path: Path) -> None:
    """Else the others would prove nothing."""
    bare = tmp_path / "bare.csv"
    with bare.open("w", newline="") as file:
        csv.writer(file).writerows([text] for text in SUMS)
    book = Workbook()
    book.active.append(["=1+1"])
    book.save(tmp_path / "book.xlsx")
    (tmp_path / "opened").mkdir()
    cells, [one] = office.cells_opened([bare, tmp_path / "book.xlsx"], place=tmp_path / "opened")
    computed = [cell for cell in cells if cell.formula or cell.kind == "float"]
    print(f"{len(computed)} of {len(SUMS)} are computed in a CSV file that guards nothing")
    assert computed and one.formula


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Everything, with all the texts in it."""
    for number, text in enumerate(KEPT[:8]):
        fill_with(text, number)
    for start in range(0, len(KEPT), 15):
        texts = KEPT[start : start + 15]
        elements = [element("note", text, brief=text, title=text.replace("\n", " "))
                    for text in texts]  # fmt: skip
        draft_answer(f"all.{start}", *elements, title=texts[0], wordings="\n".join(texts))
    return export_to(tmp_path, "all.xlsx")


@pytest.mark.django_db
def test_a_workbook_of_everything(book: Path, tmp_path: Path) -> None:
    (tmp_path / "opened").mkdir()
    [cells] = office.cells_opened([book], place=tmp_path / "opened")
    assert [cell for cell in cells if cell.formula or cell.kind != "string"] == []
    assert set(KEPT) <= {cell.text for cell in cells}
    [saved] = office.saved_as(XLSX, [book], place=tmp_path / "opened")
    report = take(saved)
    print(f"{len(cells)} cells, {sum(report.counts.values())} things: 0 formulas, all unchanged")
    assert set(report.counts) == {"unchanged"}, [row for row in report.rows if row.changes]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Somebody's own list, which begins its life as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("a")
    sheet.append(["question", "answer"])
    for number, text in enumerate(KEPT):
        sheet.append([text_cell(sheet, f"问题 {number}？"), text_cell(sheet, text)])
    book.save(tmp_path / "questions.xlsx")
    return tmp_path / "questions.xlsx"


@pytest.mark.django_db
@pytest.mark.parametrize("form", [XLSX, CSV], ids=["xlsx", "csv"])
def test_a_list_of_questions_comes_in_as_it_was(form: str, questions: Path, tmp_path: Path) -> None:
    make_topic("cards")
    (tmp_path / "saved").mkdir()
    [saved] = office.saved_as(form, [questions], place=tmp_path / "saved")
    proposal = proposal_of(saved.name, saved.read_bytes())
    read = {point.question: "\n".join(piece.text for piece in point.pieces)
            for point in proposal.points}  # fmt: skip
    expected = {f"问题 {number}？": text for number, text in enumerate(KEPT)}
    assert {question: text for question, text in read.items()} == expected
    if saved.suffix == ".csv":
        call_command("import_knowledge", str(saved), topic="cards")
        pages = KnowledgePage.objects.filter(title__startswith="问题")
        assert {page.title: page.elements[0].value["text"] for page in pages} == expected
