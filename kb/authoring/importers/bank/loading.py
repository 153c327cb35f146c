"""A bank of files → the knowledge base: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kb.authoring.announcements import one_announcement
from kb.authoring.importers.admin_indexes import index_for_admin
from kb.authoring.importers.arrivals import sort_arrivals
from kb.authoring.importers.bank import making
from kb.authoring.importers.bank.entries import BadBank, Entry
from kb.authoring.importers.bank.files import LOCALES, Bank
from kb.authoring.importers.bank.offers import make_offers
from kb.authoring.importers.bank.values import BadPart, Things, value_of
from kb.authoring.importers.bulk import Editor, NewAnswer, add_answers
from kb.authoring.importers.elements import Raw, raw_element
from kb.problem import Refused, say
from kb.transactions import in_one_transaction


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many answers were new, were there as the files say, or were there otherwise."""

    new: int
    same: int
    changed: int


def load_bank(bank: Bank, *, editor: Editor, step: Callable[[], Any]) -> Loaded:
    """Adds what is missing and publishes it; `step` is called for each thing that is done.

    Raises BadBank, and then nothing of it is kept.
    """
    return in_one_transaction(partial(_load, bank, editor=editor, step=step))


def _load(bank: Bank, *, editor: Editor, step: Callable[[], Any]) -> Loaded:
    with one_announcement():
        making.make_labels(bank)
        topics = making.make_topics(bank, editor=editor, step=step)
        making.make_facts(bank, editor=editor, step=step)
        making.make_terms(bank, editor=editor, step=step)
        images = making.make_images(bank)
        shared = making.make_shared(bank, images=images, editor=editor, step=step)
        make_offers(bank, editor=editor, step=step)
    counts = [
        _load_answers(
            _answers(bank, tag, topics, Things(shared[tag], images)),
            files={entry.key: entry for (_, t), entry in bank.answers.items() if t == tag},
            editor=editor,
            step=step,
        )
        for tag in LOCALES
    ]
    return Loaded(*(sum(found) for found in zip(*counts, strict=True)))


def _load_answers(
    answers: list[NewAnswer], *, files: Mapping[str, Entry], editor: Editor, step: Callable[[], Any]
) -> tuple[int, int, int]:
    arrivals = sort_arrivals(answers)
    if arrivals.taken:
        raise BadBank([f"{files[a.key].path.name}: {a.key}" for a in arrivals.taken])
    try:
        pages = add_answers(arrivals.new, editor=editor)
    except Refused as refused:
        raise BadBank(
            [
                f"{files[refusal.key].path.name}: {words}"
                for refusal in refused.refusals
                for words in dict.fromkeys(say(problem) for problem in refusal.problems)
            ]
        ) from None
    index_for_admin(pages)
    for _ in answers:
        step()
    return len(pages), len(arrivals.same) + len(arrivals.waiting), len(arrivals.changed)


def _answers(
    bank: Bank, tag: str, topics: Mapping[tuple[str, str], int], things: Things
) -> list[NewAnswer]:
    problems: list[str] = []
    found = [
        NewAnswer(
            key=entry.key,
            translation_key=making.name_for("answer", entry.key),
            locale=tag,
            topic=topics[entry.front["topic"], tag],
            question=entry.front["question"],
            wordings=tuple(entry.front.get("wordings", ())),
            elements=tuple(_elements(entry, things, problems)),
        )
        for (_, locale), entry in bank.answers.items()
        if locale == tag
    ]
    if problems:
        raise BadBank(problems)
    return found


def _elements(entry: Entry, things: Things, problems: list[str]) -> Iterator[Raw]:
    answer = making.name_for("answer", entry.key)
    for part in entry.parts:
        try:
            value = value_of(part, things=things)
        except BadPart as bad:
            problems.append(f"{entry.path.name}:{part.line}: {bad}")
            continue
        yield raw_element(part.kind, value, answer=answer, name=part.name)
