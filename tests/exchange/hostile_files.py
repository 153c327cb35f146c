"""Exports made to do harm: name → how it is made, and what must be said of it."""

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from kb.authoring.exchange.folders import FORMAT, VERSION
from kb.authoring.exchange.workbooks import (
    ELEMENT_COLUMNS,
    ELEMENTS,
    ELSEWHERE,
    MARK_SHEET,
    PARTS,
)
from tests.granulating.files import repacked

MARK = f"format: {FORMAT}\nversion: '{VERSION}'\n"
HEAD = "---\nkey: a.b\nlocale: zh-Hans\ntopic: cards\nquestion: 问？\n"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
TYPES = "[Content_Types].xml"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MEGABYTE = 1024 * 1024
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def folder(path: Path, **files: str) -> None:
    path.mkdir()
    for name, text in {"granule.yaml": MARK, **files}.items():
        (path / name).write_text(text)


def answer(text: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        folder(path)
        (path / "answers").mkdir()
        (path / "answers" / "a.md").write_text(text)

    return make


def facts(text: str) -> Callable[[Path], None]:
    return lambda path: folder(path, **{"facts.yaml": text})


def zipped(name: str, content: bytes | str, *, times: int = 1) -> Callable[[Path], None]:
    """`times`: so often more when it is unpacked."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
            opened.writestr("granule.yaml", MARK)
            data = content.encode() if isinstance(content, str) else content
            with opened.open(name, "w", force_zip64=True) as file:
                for _time in range(times):
                    file.write(data)

    return make


def link(path: Path) -> None:
    found = zipfile.ZipInfo("answers/a.md")
    found.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("granule.yaml", MARK)
        opened.writestr(found, "/etc/passwd")


def lying(path: Path) -> None:
    size = 30_000_000
    zipped("answers/a.md", b"x" * size)(path)
    data = path.read_bytes().replace(struct.pack("<I", size), struct.pack("<I", 10))
    path.write_bytes(data)


def book(**sheets: list[list[str]]) -> bytes:
    made = Workbook()
    made.active.title = MARK_SHEET
    made.active.append([FORMAT, VERSION])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def workbook(**change: bytes | Callable[[], bytes]) -> Callable[[Path], None]:
    """One of ours, with parts of the package (`__` for `/`) changed or added."""

    def make(path: Path) -> None:
        parts = {PART[name]: value() if callable(value) else value
                 for name, value in change.items()}  # fmt: skip
        path.write_bytes(repacked(repacked(book(), add={STRINGS: b""}), change=parts))

    return make


PART = {"sheet": SHEET, "strings": STRINGS, "styles": STYLES, "types": TYPES}


def sheet_of(inside: bytes) -> bytes:
    return f"<worksheet {SPACE}><sheetData>".encode() + inside + b"</sheetData></worksheet>"


def strings_by_another_name(path: Path) -> None:
    """A table of strings that calls itself a sheet, whose rows would be let go."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/worksheets/a.xml" ContentType="{kind}"/></Types>'
    plain = book()
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        types = package.read(TYPES).replace(b"</Types>", part.encode())
    items = b"<row></row><si><t>ab</t></si>" * 1_000_000
    data = f"<sst {SPACE}>".encode() + items + b"</sst>"
    path.write_bytes(repacked(plain, change={TYPES: types}, add={"xl/worksheets/a.xml": data}))


def far_text(path: Path) -> None:
    """Many rows that each name one long text, and the text is a list of lists."""
    text = "[" + "[]," * 500_000 + "[]]"
    parts = [["name", "number", "text"]]
    parts += [["0", str(n), text[n : n + 32_000]] for n in range(0, len(text), 32_000)]
    row = [f"{ELSEWHERE}0" if name == "more" else "x" for name in ELEMENT_COLUMNS]
    path.write_bytes(book(**{ELEMENTS: [list(ELEMENT_COLUMNS), *[row] * 50], PARTS: parts}))


def cut(path: Path) -> None:
    path.write_bytes(book()[:3000])


def plain_zip(path: Path) -> None:
    zipped("answers/a.md", os.urandom(9000))(path)
    path.write_bytes(path.read_bytes()[:-30])


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "aliases": (facts("a: &a [x,x,x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"), "facts.yaml:1"),
    "head-aliases": (answer(HEAD + "a: &a [x]\nb: [*a, *a]\n---\n"), "a.md:6"),
    "head-deep": (answer(HEAD + "x: " + "[" * 900_000 + "\n---\n"), "a.md:6"),
    "head-deep-maps": (answer(HEAD + "x: " + "{a: " * 200_000 + "\n---\n"), "a.md:6"),
    "head-wide": (answer(HEAD + "".join(f"k{n}: v\n" for n in range(80_000)) + "---\n"), "k0"),
    "head-lists": (answer(HEAD + "wordings: [" + "[]," * 300_000 + "]\n---\n"), "a.md:6"),
    "head-huge": (answer(HEAD + "x: " + "a" * 2_000_000 + "\n---\n"), "1 MB"),
    "head-tag": (answer(HEAD + "x: !!python/object/apply:os.system [id]\n---\n"), "refused"),
    "many-elements": (answer(HEAD + "---\n" + "## answer {}\n" * 75_000), ""),
    "element-deep": (answer(HEAD + "---\n## answer {a: " + "[" * 500_000 + "}\n"), "a.md:7"),
    "element-spaces": (answer(HEAD + "---\n## answer" + " " * 900_000 + "x\n"), "a.md:7"),
    "form-spaces": (answer(HEAD + "---\n## answer {}\n### " + " \t" * 400_000 + "x\n"), ""),
    "forms": (
        answer(HEAD + "---\n## note {}\n" + "".join(f"### {n}\nx\n" for n in range(70_000))),
        "a.md:7",
    ),
    "list-of-lists": (facts("- [[[[[[[[[[]]]]]]]]]]\n" * 250_000), "facts.yaml:"),
    "list-of-maps": (facts("[" + "{}," * 2_000_000 + "]"), "facts.yaml:1"),
    "list-of-words": (facts("- a\n" * 1_000_000), "refused"),
    "list-huge": (facts("- {key: a}\n" * 700_000), "6 MB"),
    "out.zip": (zipped("../a.md", "x"), "refused"),
    "absolute.zip": (zipped("/etc/cron.d/a", "x"), "refused"),
    "drive.zip": (zipped("C:\\a.md", "x"), "refused"),
    "link.zip": (link, "refused"),
    "lying.zip": (lying, "refused"),
    "cut.zip": (plain_zip, "refused"),
    "bomb.zip": (zipped("answers/a.md", b"\0" * MEGABYTE, times=250), "refused"),
    "nested.zip": (zipped("answers/a.md", "x" * MEGABYTE, times=40), "refused"),
    "words.xlsx": (lambda path: path.write_text("not a workbook"), "refused"),
    "cut.xlsx": (cut, "refused"),
    "bomb.xlsx": (zipped(STRINGS, b"\0" * MEGABYTE, times=250), "refused"),
    "doctype.xlsx": (workbook(sheet=BOMB.encode()), "refused"),
    "utf16.xlsx": (workbook(sheet=BOMB.encode("utf-16")), "refused"),
    "one-row.xlsx": (
        workbook(sheet=lambda: sheet_of(b"<row>" + b"<c/>" * 8_000_000 + b"</row>")), "refused"),
    "styles.xlsx": (
        workbook(styles=lambda: f"<styleSheet {SPACE}>".encode() + b"<xf/>" * 4_000_000
                 + b"</styleSheet>"), "refused"),
    "strings.xlsx": (
        workbook(strings=lambda: f"<sst {SPACE}>".encode() + b"<si><t>ab</t></si>" * 2_000_000
                 + b"</sst>"), "refused"),
    "by-another-name.xlsx": (strings_by_another_name, "refused"),
    "far-text.xlsx": (far_text, "refused"),
    "far-row.xlsx": (
        workbook(sheet=lambda: sheet_of(b'<row r="1048576"><c r="XFD1048576"/></row>')),
        "refused",
    ),
}  # fmt: skip
