"""Files that another program has saved: a thousand rows in each encoding come in as they were
written, and nothing of them twice."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from kb.authoring.exchange.problems import BadFiles
from kb.authoring.models import KnowledgePage, LabelValue
from tests.authoring.making import published_answer
from tests.exchange.steps import export_to, take
from tests.importing.files import run

ROWS = {
    f"第 {n} 个问题，“㐀𠮷”怎么办？": f"第 {n} 个答案：\n两行 “引号”，é 和 ü。" for n in range(1000)
}
SAVED_AS = ("gb18030", "utf-8-sig")


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", SAVED_AS)
def test_a_thousand_questions(encoding: str, topic: Any, tmp_path: Path) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["question", "answer"], *ROWS.items()])
    path = tmp_path / "rows.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    assert not run(path, map="").err
    again = run(path, map="")
    assert "1000" in again.out and not again.err
    pages = KnowledgePage.objects.all()
    assert {page.title: page.elements[0].value["text"] for page in pages} == ROWS
    print(f"{encoding}: {len(pages)} answers as they were written; a second run added none")


@pytest.mark.django_db
def test_an_export_that_an_editor_program_saved_again(tmp_path: Path) -> None:
    """With a mark before the text, and line ends of another system."""
    published_answer("cards.lost")
    LabelValue.objects.bulk_create(
        LabelValue(
            dimension="regions", code=f"r{n}", name_zh=f"第 {n} 支行，“㐀𠮷”", name_en=f"é {n}"
        )
        for n in range(1000)
    )
    folder = export_to(tmp_path)
    texts = [path for path in folder.rglob("*") if path.suffix in (".yaml", ".md")]
    for path in texts:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert set(take(folder).counts) == {"unchanged"}
    for path in texts:
        path.write_bytes(path.read_text("utf-8-sig").encode("gb18030"))
    with pytest.raises(BadFiles, match=r"labels\.yaml:\d"):
        take(folder)
