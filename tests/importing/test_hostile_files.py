"""Lists of questions made to do harm: each is read harmlessly or refused in words, within memory
and time, and nothing is written, run or fetched."""

import random
from typing import Any

import pytest

from tests.importing.harmless import assert_harmless, read_all

HEAD = b"question,answer\n"
ROW = "卡丢了怎么办,请马上挂失\n".encode()
# Name → content, and what must be said of it: refused, or read as these.
FILES = {
    "nothing.csv": (b"", "refused"),
    "head.csv": (HEAD, "refused"),
    "bytes.csv": (random.Random(1).randbytes(200_000), "refused"),
    "nul.csv": (b"\0" * 1_000_000, "refused"),
    "nul-in-rows.csv": (HEAD + b"a\0,b\n" * 20_000, "NUL"),
    "utf16.csv": ((HEAD + ROW).decode().encode("utf-16"), "refused"),
    "workbook.csv": (b"PK\x03\x04" + b"\0" * 1000, "refused"),
    "unclosed.csv": (HEAD + b'"a' + b"x" * 4_000_000, "0 answers"),
    "quotes.csv": (HEAD + b'"' * 1_999_999, "0 answers"),
    "quote-pairs.csv": (HEAD + b'"a"b,c\n' * 30_000, "0 answers"),
    "long-cell.csv": (HEAD + b"a?," + b"x" * 4_000_000, "1 answers"),
    "wide.csv": (b",".join(b"c%d" % n for n in range(200_000)) + b"\n1\n", "refused"),
    "wide-row.csv": (HEAD + b"," * 2_000_000 + b"\n" + ROW, "1 answers"),
    "doubled.csv": (b"question,question\n1,2\n", "refused"),
    "equal.csv": (HEAD + ROW * 20_000, "1 answers"),
    "blank.csv": (HEAD + b"\n" * 200_000, "refused"),
    "no-commas.csv": (HEAD + b"a\n" * 290_000, "0 answers"),
    "many-rows.csv": (HEAD + b"a?,b\n" * 500_000, "300,000"),
    "many-blanks.csv": (HEAD + b"\n" * 1_000_000, "refused"),
    "large.csv": (HEAD + b"x" * 40_000_000, "32"),
    "large-cell.csv": (HEAD + b"a?," + "字".encode() * 4_000_000, "1 answers"),
    "returns.csv": (HEAD + b"a?,b\r" * 30_000, "1 answers"),
    "wordings.csv": (b"question,answer,wordings\na?,b," + b"|" * 2_000_000 + b"\n", "1 answers"),
    "spaces.csv": (HEAD + b"a?," + b" " * 2_000_000 + b"b\n", "1 answers"),
    "unseen.csv": (HEAD + b"a?," + "\u200b".encode() * 500_000 + b"b\n", "1 answers"),
    "half-gb18030.csv": (HEAD + "问题,答案\n".encode("gb18030") * 1000 + b"\x81", "refused"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: Any) -> Any:
    folder, home = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("home")
    for name, (content, _expected) in FILES.items():
        (folder / name).write_bytes(content)
    return read_all(folder, door="questions", home=home)


@pytest.mark.parametrize("name", FILES)
def test_is_harmless(told: Any, name: str) -> None:
    assert_harmless(told[name], FILES[name][1])
