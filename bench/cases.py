"""Questions and what was found for them, some of whose answers were kept out of the base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.asking import ask, filled
from bench.questions import Set, part, read_sets, read_training
from kb.document import Document
from kb.search import decisions
from kb.search.decisions import Evidence, Found, Verdict
from kb.search.engine import SearchEngine
from kb.search.snippets import plain_text

LEFT_OUT = 15
FOLDS = 3
# Of the rows for training, so many go by for each one that is asked.
EVERY = 6


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
    answers: int

    @property
    def verdict(self) -> Verdict:
        return decisions.judge(self.text, self.found, answers=self.answers)

    @property
    def evidence(self) -> Evidence:
        return decisions.evidence(self.text, self.found, answers=self.answers)


def cases(place: Path) -> Iterator[Case]:
    """Of the English and the Chinese set, with a quarter of the answers kept out."""
    for chosen in read_sets(place)[:2]:
        yield from _without(chosen, [key for key in chosen.answers if part(key, of=4) == 0])


def cases_left_out(place: Path) -> list[Case]:
    """Of the English set, with so many answers kept out of the base: theirs are the questions that
    nothing answers."""
    chosen = read_sets(place)[0]
    return _without(chosen, _by_chance(chosen)[:LEFT_OUT])


def cases_of_training(place: Path) -> list[Case]:
    """The same for rows of the training file that no answer has for a wording, with other answers
    kept out, so many each time."""
    chosen = read_sets(place)[0]
    chosen = replace(chosen, questions=read_training(place)[::EVERY])
    order = _by_chance(chosen)
    starts = range(LEFT_OUT, LEFT_OUT * (FOLDS + 1), LEFT_OUT)
    folds = [_without(chosen, order[start : start + LEFT_OUT]) for start in starts]
    return [case for fold in folds for case in fold]


def _by_chance(chosen: Set) -> list[str]:
    return sorted(chosen.answers, key=lambda key: part(key, of=2**32))


def _without(chosen: Set, out: Sequence[str]) -> list[Case]:
    kept = {key: answer for key, answer in chosen.answers.items() if key not in out}
    with filled(tuple(kept.values())) as engine:
        return list(_cases_of(chosen, kept, engine))


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
            found=tuple(Found(kept[h.key].phrases, h.score, _text(kept[h.key])) for h in hits),
            answers=len(kept),
        )


def _text(answer: Document) -> str:
    return "\n".join(plain_text(passage, locale=answer.locale) for passage in answer.passages)
