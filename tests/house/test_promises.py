"""What both readmes promise was measured: each row has its day, and its figures their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.sources import ROOT

READMES = {"README.md": "## What is promised", "README.zh-CN.md": "## 承诺了什么"}
DAY = re.compile(r"20\d\d-\d\d-\d\d")
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")
FIGURE = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True)
class Promise:
    words: str
    figure: str
    day: str
    proofs: tuple[Path, ...]


def promises(readme: str) -> list[Promise]:
    part = (ROOT / readme).read_text().partition(READMES[readme])[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    made = []
    for words, figure, day, proof in rows[1:]:
        links = tuple(ROOT / link for link in LINK.findall(proof))
        made.append(Promise(words, figure, day, links))
    return made


@pytest.mark.parametrize("readme", READMES)
def test_every_promise_says_when_and_where_it_was_measured(readme: str) -> None:
    made = promises(readme)
    assert len(made) >= 5
    for promise in made:
        assert DAY.fullmatch(promise.day), promise
        assert FIGURE.search(promise.figure), promise
        assert promise.proofs and all(path.is_file() for path in promise.proofs), promise


@pytest.mark.parametrize("readme", READMES)
def test_figures_from_the_benchmarks_stand_there(readme: str) -> None:
    measured = set(FIGURE.findall((ROOT / "docs/benchmarks.md").read_text()))
    for promise in promises(readme):
        if ROOT / "docs/benchmarks.md" in promise.proofs:
            assert set(FIGURE.findall(promise.figure)) <= measured, promise


@pytest.mark.parametrize("readme", READMES)
def test_other_figures_name_a_test(readme: str) -> None:
    for promise in promises(readme):
        for path in promise.proofs:
            is_test = path.name.startswith("test_") and "def test_" in path.read_text()
            assert is_test or path.name == "benchmarks.md", promise


def test_both_readmes_promise_the_same() -> None:
    english, chinese = map(promises, READMES)
    of = [
        [(FIGURE.findall(p.figure), p.day, p.proofs) for p in made] for made in (english, chinese)
    ]
    assert of[0] == of[1]
