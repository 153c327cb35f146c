"""Answers in batches, each in whole or not at all; those that do not fit are named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction

from kb.authoring.importers.admin_indexes import index_for_admin
from kb.authoring.importers.bulk import Editor, NewAnswer, Unsavable, add_answers, publish_drafts
from kb.problem import Refusal, Refused
from kb.transactions import in_one_transaction

BATCH = 200
Name = tuple[str, str]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Batch:
    """`refused` became drafts, `unsavable` nothing; `pages` holds what was added or published."""

    pages: tuple[Any, ...] = ()
    refused: tuple[Refusal, ...] = ()
    unsavable: tuple[Refusal, ...] = ()


def cut(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Batch after batch, no further ahead than that: what is held makes every step slower."""
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        yield batch


def add_batch(answers: Sequence[NewAnswer], *, editor: Editor, dry_run: bool = False) -> Batch:
    """What cannot go out is kept as a draft; what cannot be saved is left out. A dry run does
    all of it and takes it back."""
    unsavable: tuple[Refusal, ...] = ()
    refused: tuple[Refusal, ...] = ()
    while True:
        try:
            pages = _do(partial(add_answers, answers, editor=editor), dry_run=dry_run)
            break
        except Unsavable as error:
            unsavable = error.refusals
            answers = [a for a in answers if _name(a) not in _names(unsavable)]
        except Refused as error:
            refused = error.refusals
            names = _names(refused)
            answers = [replace(a, publish=a.publish and _name(a) not in names) for a in answers]
    if not dry_run:
        in_one_transaction(partial(index_for_admin, pages))
    return Batch(tuple(pages), refused, unsavable)


def publish_batch(pages: Sequence[Any], *, editor: Editor, dry_run: bool = False) -> Batch:
    """Drafts that cannot go out stay drafts."""
    refused: tuple[Refusal, ...] = ()
    while True:
        try:
            _do(partial(publish_drafts, pages, editor=editor), dry_run=dry_run)
            return Batch(tuple(pages), refused)
        except Refused as error:
            refused = error.refusals
            keys = {refusal.key for refusal in refused}
            pages = [page for page in pages if page.key not in keys]


def _do(work: Callable[[], Any], *, dry_run: bool) -> Any:
    def act() -> Any:
        done = work()
        if dry_run:
            transaction.set_rollback(True)
        return done

    return in_one_transaction(act)


def _name(answer: NewAnswer) -> Name:
    return answer.key, answer.locale


def _names(refusals: Iterable[Refusal]) -> set[Name]:
    return {(refusal.key, refusal.locale) for refusal in refusals}
