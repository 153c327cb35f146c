"""What it costs to read one answer for plain language, and how many known words the lists find.

    python -m bench.words [--data DIRECTORY]

Prints Markdown tables. Answers of 20 elements are put together from the demo bank; the base has 500
terms, 500 facts and 500 shared elements. The words come from a public list that is not part of this
project: without it that line is left out.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench import place
from bench.tables import as_table

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LIST = "plain_words_en.csv"
MANY, ELEMENTS, TIMES = 500, 20, 60
MOST_MS = 50.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="granule-words-") as made:
        place.prepare(Path(made))
        fill_base()
        slowest = tell_costs()
    tell_coverage(options.data / LIST)
    return int(slowest > MOST_MS)


def fill_base() -> None:
    """The demo bank, and as many terms, facts and shared elements as a large bank has."""
    from django.core.management import call_command
    from wagtail.models import Locale

    from kb.authoring.models import Fact, SharedElement, Term

    call_command("load_bank", "kb/demo", operator="bench", verbosity=0)
    for locale in Locale.objects.all():
        texts = [text for texts in texts_of_locale(locale.language_code) for text in texts]
        for model, make in ((Term, _term), (SharedElement, _shared)):
            missing = MANY - model.objects.filter(locale=locale).count()
            rows = [make(n, locale, texts[n % len(texts)].text) for n in range(missing)]
            model.objects.bulk_create(rows)
    Fact.objects.bulk_create(map(_fact, range(MANY - Fact.objects.count())))


def _term(number: int, locale: Any, text: str) -> Any:
    from kb.authoring.models import Term

    word = f"行话词{number}号" if locale.language_code != "en" else f"jargon word {number}"
    return Term(key=f"t{number}", jargon=word, plain=text[:20], locale=locale)


def _shared(number: int, locale: Any, text: str) -> Any:
    from kb.authoring.models import SharedElement

    value = {"text": f"{text}{number}", "audience": "public"}
    element = [{"type": "note", "id": str(number), "value": value}]
    return SharedElement(key=f"s{number}", title=f"S{number}", locale=locale, element=element)


def _fact(number: int) -> Any:
    from kb.authoring.models import Fact

    value, name = str(1_000 + number), f"要素{number}"
    return Fact(key=f"f.n{number}", name=name, type="money", unit="CNY", value=value)


def texts_of_locale(code: str) -> list[list[Any]]:
    """The texts of each live answer."""
    from kb.authoring.models import KnowledgePage
    from kb.authoring.plain_language.elements import texts_of

    pages = KnowledgePage.objects.filter(live=True, locale__language_code=code)
    return [list(texts_of(page)) for page in pages]


def answers_of_twenty(code: str) -> list[list[Any]]:
    """Neighbouring answers of the bank, together until they have as many elements."""
    answers: list[list[Any]] = []
    current: list[Any] = []
    for texts in texts_of_locale(code):
        current += [text for text in texts if text.element]
        if len({text.element for text in current}) >= ELEMENTS:
            answers.append(current)
            current = []
    return answers


def tell_costs() -> float:
    """Prints the table; the slowest p95 of the processor in milliseconds."""
    from kb.authoring.plain_language import background_for, lint
    from kb.locales import to_outside

    rows, worst = [], 0.0
    for code in ("zh-hans", "en"):
        locale, answers = to_outside(code), answers_of_twenty(code)
        size = int(median(sum(len(text.text) for text in answer) for answer in answers))
        known = background_for(locale)
        lint(answers[0], background=known)

        def whole(answer: Sequence[Any], locale: str = locale) -> None:
            lint(answer, background=background_for(locale))

        def rules(answer: Sequence[Any], known: Any = known) -> None:
            lint(answer, background=known)

        for name, act in (("all of it, as the editor asks", whole), ("the rules alone", rules)):
            figures = measured(act, answers)
            rows.append([f"{locale}: {name}", size, *figures, queries(act, answers[0])])
            worst = max(worst, figures[-1])
    heads = ["an answer of 20 elements", "characters", "p50 ms", "p95 ms"]
    heads += ["processor p50 ms", "processor p95 ms", "queries"]
    print(as_table(heads, [*rows, ["needed", "", "", "", "", f"≤ {MOST_MS:.0f}", ""]]))
    return worst


def measured(act: Callable[[Sequence[Any]], None], answers: Sequence[Sequence[Any]]) -> list[float]:
    """Median and 95th percentile in milliseconds, on the clock and of the processor."""
    clock, processor = [], []
    for number in range(TIMES):
        began, spent = time.perf_counter(), time.process_time()
        act(answers[number % len(answers)])
        clock.append(1_000 * (time.perf_counter() - began))
        processor.append(1_000 * (time.process_time() - spent))
    return [f(row) for row in (clock, processor) for f in (median, _late)]


def _late(row: Sequence[float]) -> float:
    return quantiles(row, n=20)[-1]


def queries(act: Callable[[Sequence[Any]], None], answer: Sequence[Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        act(answer)
    return len(seen)


def tell_coverage(path: Path) -> None:
    """How many words that others advise against are found in English."""
    from kb.authoring.plain_language.word_lists import officialese

    if not path.exists():
        print(f"\nNo {path.name}: the coverage of the English list is not measured.")
        return
    with path.open(encoding="utf-8") as file:
        words = [row["dont_say"] for row in csv.DictReader(file)]
    known = officialese(is_chinese=False)
    found = sum(1 for word in words if any(known.find(word)))
    print(f"\nOf {len(words)} words in a public list to avoid, {found} are found.")


if __name__ == "__main__":
    sys.exit(main())
