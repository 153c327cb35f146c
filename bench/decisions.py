"""How well search knows what it does not know: fits and reports `kb.search.decisions`.

    python -m bench.decisions [--data DIRECTORY] [--fit]

A quarter of the answers is kept out of the index, so their questions have no right answer and
should not get one. Half of the questions chose the numbers; the table is about the other half.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.questions import DataMissing, Set, data_directory, part, read_sets
from bench.retrieval import ask, fill, filled
from bench.tables import as_table as table
from kb.document import Document
from kb.search import decisions
from kb.search.decisions import Choice, Found, Verdict
from kb.search.engine import SearchEngine, open_engine
from kb.search.snippets import plain_text

STEPS, RATE = 600, 2.0
LEFT_OUT = 15
THRESHOLDS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what was found; `place`: of its right answer, None where not found or
    kept out of the index (`has_answer` is False)."""

    name: str
    text: str
    for_fitting: bool
    has_answer: bool
    place: int | None
    found: tuple[Found, ...]

    @property
    def verdict(self) -> Verdict:
        return decisions.judge(self.text, self.found)


def cases(place: Path) -> Iterator[Case]:
    for chosen in read_sets(place)[:2]:
        kept = {key: a for key, a in chosen.answers.items() if part(key, of=4) != 0}
        with tempfile.TemporaryDirectory(prefix="granule-bench-") as directory:
            engine = open_engine(f"tantivy://{directory}/index")
            fill(engine, tuple(kept.values()))
            yield from _cases_of(chosen, kept, engine)


def cases_left_out(place: Path) -> list[Case]:
    """Of the English set, with so many answers kept out of the base: theirs are the questions that
    nothing answers."""
    chosen = read_sets(place)[0]
    out = sorted(chosen.answers, key=lambda key: part(key, of=2**32))[:LEFT_OUT]
    kept = {key: answer for key, answer in chosen.answers.items() if key not in out}
    with filled(tuple(kept.values())) as engine:
        return list(_cases_of(chosen, kept, engine))


def thresholds_table(chosen: Sequence[Case]) -> str:
    """What each confidence to answer from would give; the one in use is marked."""
    heads = (
        "answered from",
        "of all answers given, right",
        "of those to questions with an answer, right",
        "of questions with an answer, answered",
        "of questions without one, not answered",
    )
    seen = [(case, decisions.evidence(case.text, case.found)) for case in chosen if case.found]
    alike = [(case, each) for case, each in seen if each.likeness >= decisions.ANSWER_LIKENESS]
    inside = sum(case.has_answer for case in chosen)
    rows = []
    for threshold in THRESHOLDS:
        given = [case for case, each in alike if each.confidence >= threshold]
        own = [case for case in given if case.has_answer]
        right = sum(case.place == 0 for case in own)
        refused = 1 - (len(given) - len(own)) / (len(chosen) - inside)
        shares = (right / len(given), right / len(own), len(own) / inside, refused)
        mark = " (in use)" if threshold == decisions.ANSWER_FROM else ""
        rows.append((f"{threshold:.2f}{mark}", *(f"{share:.3f}" for share in shares)))
    needed = ("needed", "", "≥ 0.95", "≥ 0.40", "≥ 0.90")
    return table(heads, [*rows, needed])


def _cases_of(chosen: Set, kept: dict[str, Document], engine: SearchEngine) -> Iterator[Case]:
    for question in chosen.questions:
        hits = ask(engine, question.text, locale=chosen.locale)
        keys = [hit.key for hit in hits]
        yield Case(
            name=chosen.name,
            text=question.text,
            for_fitting=part(question.text, of=2) == 0,
            has_answer=question.key in kept,
            place=keys.index(question.key) if question.key in keys else None,
            found=tuple(
                Found((kept[h.key].question, *kept[h.key].wordings), h.score, _text(kept[h.key]))
                for h in hits
            ),
        )


def fit(chosen: Sequence[Case]) -> list[float]:
    """Weights of the logistic function, by plain gradient ascent."""
    seen = [(decisions.evidence(c.text, c.found), c.place == 0) for c in chosen if c.found]
    rows = [((1.0, evidence.lead, evidence.likeness), is_right) for evidence, is_right in seen]
    weights = [0.0, 0.0, 0.0]
    for _ in range(STEPS):
        slope = [0.0, 0.0, 0.0]
        for values, is_right in rows:
            z = sum(w * v for w, v in zip(weights, values, strict=True))
            miss = is_right - 1 / (1 + math.exp(-z))
            slope = [s + miss * v for s, v in zip(slope, values, strict=True)]
        weights = [w + RATE * s / len(rows) for w, s in zip(weights, slope, strict=True)]
    return weights


def as_table(chosen: Sequence[Case]) -> str:
    lines = [
        "| set | questions | answered | of these right | asked back | right among the options "
        "| handed over | with no answer: answered | handed over |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(case.name for case in chosen):
        lines.append(_line(name, [case for case in chosen if case.name == name]))
    return "\n".join(lines)


def _line(name: str, chosen: Sequence[Case]) -> str:
    inside = [case for case in chosen if case.has_answer]
    outside = [case for case in chosen if not case.has_answer]
    answered, asked = _with(chosen, Choice.ANSWER), _with(inside, Choice.CLARIFY)
    offered = [c for c in asked if c.place is not None and c.place < c.verdict.options]
    return (
        f"| {name} | {len(inside)} + {len(outside)} "
        f"| {_share(_with(inside, Choice.ANSWER), inside)} "
        f"| {_share([case for case in answered if case.place == 0], answered)} "
        f"| {_share(asked, inside)} | {_share(offered, asked)} "
        f"| {_share(_with(inside, Choice.HANDOVER), inside)} "
        f"| {_share(_with(outside, Choice.ANSWER), outside)} "
        f"| {_share(_with(outside, Choice.HANDOVER), outside)} |"
    )


def _with(chosen: Sequence[Case], choice: Choice) -> list[Case]:
    return [case for case in chosen if case.verdict.choice is choice]


def _share(part: Sequence[Case], whole: Sequence[Case]) -> str:
    return f"{len(part) / len(whole):.0%}" if whole else "–"


def _text(answer: Document) -> str:
    return "\n".join(plain_text(passage, locale=answer.locale) for passage in answer.passages)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures answering, asking back, handing over.")
    parser.add_argument("--data", default="", help="directory with the CSV files")
    parser.add_argument("--fit", action="store_true", help="also print freshly fitted weights")
    arguments = parser.parse_args()
    try:
        found = list(cases(data_directory(arguments.data)))
    except DataMissing as missing:
        print(f"Decisions not measured: {missing}")
        return 0
    if arguments.fit:
        weights = fit([case for case in found if case.for_fitting])
        print("base, margin, overlap =", ", ".join(f"{weight:.2f}" for weight in weights))
    print(as_table([case for case in found if not case.for_fitting]))
    left_out = cases_left_out(data_directory(arguments.data))
    print(f"\nEnglish, {LEFT_OUT} answers left out, all questions:\n\n{thresholds_table(left_out)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
