"""Whichever engine is asked, the same answer comes first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bench import asking, questions
from kb.document import Document, Kind, Passage, Wording
from kb.search.engine import SearchEngine, open_engine
from tests.search.engines import empty_index
from tests.search.samples import CHINESE

DEMO = Path(__file__).resolve().parents[2] / "kb" / "demo" / "answers"
QUESTIONS, AGREEMENT = 80, 0.95


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[list[SearchEngine]]:
    with (
        empty_index("tantivy", directory=tmp_path) as embedded,
        empty_index("opensearch", directory=tmp_path) as served,
    ):
        yield [open_engine(embedded), open_engine(served)]


def agreement(
    engines: Sequence[SearchEngine], answers: Sequence[Document], questions: Sequence[str]
) -> float:
    """The share of questions for which all engines put the same answer first."""
    for engine in engines:
        asking.fill(engine, answers)
    same = 0
    for text in questions:
        found = [asking.ask(engine, text, locale=answers[0].locale) for engine in engines]
        same += len({hits[0].key if hits else "" for hits in found}) == 1
    return same / len(questions)


def test_customers_words_lead_to_the_same_answer(engines: list[SearchEngine]) -> None:
    """Of the demo bank: each last wording is taken out of its answer, and asked."""
    files = sorted(DEMO.glob("*/*.zh-Hans.md"))
    answers, questions = [], []
    for path in files[:QUESTIONS]:
        head, _bar, body = path.read_text(encoding="utf-8").removeprefix("---").partition("\n---")
        said = yaml.safe_load(head)
        *kept, asked = said.get("wordings") or [said["question"]]
        passage = Passage(element="main", kind=Kind.ANSWER, standard=Wording((body,)))
        document = Document(said["key"], CHINESE, said["question"], (passage,))
        answers.append(replace(document, wordings=tuple(kept)))
        questions.append(asked)
    share = agreement(engines, answers, questions)
    print(f"{len(questions)} questions, the same first answer for {share:.1%}")
    assert len(questions) > 20 and share >= AGREEMENT


@pytest.mark.long
@pytest.mark.parametrize("number", [0, 1])
def test_real_questions_lead_to_the_same_answer(engines: list[SearchEngine], number: int) -> None:
    try:
        chosen = questions.read_sets(questions.data_directory())[number]
    except questions.DataMissing as missing:
        pytest.skip(str(missing))
    texts = [question.text for question in chosen.questions]
    share = agreement(engines, tuple(chosen.answers.values()), texts)
    print(f"{chosen.name}: {len(texts)} questions, the same first answer for {share:.1%}")
    assert share >= AGREEMENT
