"""How well search knows what it does not know: fits and reports `kb.search.decisions`.

    python -m bench.decisions [--data DIRECTORY] [--fit]

Some answers are kept out of the index, so their questions have no right answer and should not get
one. The numbers were chosen on rows of the English training file, other answers kept out each
time; the tables are about the questions for reporting.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence

from bench.cases import LEFT_OUT, Case, cases, cases_left_out, cases_of_training
from bench.questions import DataMissing, data_directory
from bench.tables import as_table as table
from kb.search import decisions
from kb.search.decisions import Choice

STEPS, RATE = 800, 0.5
THRESHOLDS = (0.6, 0.65, 0.7, 0.74, 0.77, 0.8, 0.85, 0.9)
WIDTH = 0.2
BINS = (0.0, 0.2, 0.4, 0.6, 0.8)


def thresholds_table(chosen: Sequence[Case]) -> str:
    """What each confidence to answer from would give; the one in use is marked."""
    heads = (
        "answered from",
        "of all answers given, right",
        "of those to questions with an answer, right",
        "of questions with an answer, answered",
        "of questions without one, not answered",
    )
    seen = [(case, case.evidence) for case in chosen if case.found]
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


def reliability_table(chosen: Sequence[Case]) -> str:
    """Is it right as often as it says?"""
    heads = ("confidence", "questions", "said, on average", "right")
    seen = [(case.evidence.confidence, case.place == 0) for case in chosen if case.found]
    rows = []
    for low in BINS:
        inside = [each for each in seen if low <= each[0] < low + WIDTH]
        if inside:
            said, right = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            rows.append(
                (f"{low:.1f} to {low + WIDTH:.1f}", len(inside), f"{said:.3f}", f"{right:.3f}")
            )
    return table(heads, rows)


def fit(chosen: Sequence[Case]) -> list[float]:
    """Weights of the logistic function, by plain gradient ascent."""
    seen = [(c.evidence, c.place == 0) for c in chosen if c.found]
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


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures answering, asking back, handing over.")
    parser.add_argument("--data", default="", help="directory with the CSV files")
    parser.add_argument("--fit", action="store_true", help="also print freshly fitted weights")
    arguments = parser.parse_args()
    try:
        place = data_directory(arguments.data)
    except DataMissing as missing:
        print(f"Decisions not measured: {missing}")
        return 0
    left_out = cases_left_out(place)
    print(f"English, {LEFT_OUT} answers left out, all questions:\n\n{thresholds_table(left_out)}")
    print(f"\nIs it right as often as it says?\n\n{reliability_table(left_out)}", flush=True)
    if arguments.fit:
        training = cases_of_training(place)
        weights = ", ".join(f"{weight:.2f}" for weight in fit(training))
        print(f"\nRows for training; base, margin, overlap = {weights}\n")
        print(thresholds_table(training))
    print(f"\n{as_table([case for case in cases(place) if not case.for_fitting])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
