"""Documents as people write them, made with the libraries that write such files."""

import csv
import io
import zipfile

from docx import Document
from openpyxl import Workbook

from kb.authoring.granulating.proposing import propose
from kb.authoring.granulating.reading import read_source


def proposal_of(name, content, *, locale="zh-Hans"):
    data = content.encode() if isinstance(content, str) else content
    return propose(read_source(name, data), locale=locale)


def told(proposal):
    """Question → its elements as (kind, title, what it says)."""
    return {
        point.question: [
            (p.kind, p.title, p.text or p.url or list(p.steps) or [list(r) for r in p.rows])
            for p in point.pieces
        ]
        for point in proposal.points
    }


def reasons(proposal):
    return [(one.why, one.text) for one in proposal.left_out]


def docx(*parts):
    """`("h1", text)`, `("p", text)`, `("bold", text)`, `("ol", texts)`, `("table", rows)`."""
    document = Document()
    for kind, content in parts:
        if kind.startswith("h"):
            document.add_heading(content, level=int(kind[1:]))
        elif kind in ("ol", "ul"):
            style = "List Number" if kind == "ol" else "List Bullet"
            for text in content:
                document.add_paragraph(text, style=style)
        elif kind == "table":
            table = document.add_table(rows=0, cols=len(content[0]))
            for row in content:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif kind == "bold":
            document.add_paragraph().add_run(content).bold = True
        else:
            document.add_paragraph(content)
    return saved(document)


def saved(document):
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def xlsx(rows, *, title="FAQ"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def csv_text(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def repacked(data, *, change=None, add=None):
    """The package with members changed or added: name → bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            content = (change or {}).get(member.filename, old.read(member.filename))
            new.writestr(member.filename, content, zipfile.ZIP_DEFLATED)
        for name, content in (add or {}).items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
