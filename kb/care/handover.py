"""Somebody leaves: what they own goes to others in one step. What waits for approval, what is
scheduled and who stands in for whom stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from kb.authoring.models import KnowledgePage
from kb.care import operations
from kb.care.models import Care
from kb.care.operations import Act, Progress, say_nothing

SHARED_CONTENT = "shared"


@dataclass(frozen=True, slots=True)
class Portion:
    """What somebody owns in one topic, or of shared content; `code` names it in a form."""

    code: str
    name: str
    ids: tuple[int, ...]


def portions_of(rows: Any) -> tuple[Portion, ...]:
    """The rows (a query set) by the topic their answer stands in, shared content last."""
    answers = dict(rows.filter(subject="answer").values_list("object_id", "pk"))
    pages = KnowledgePage.objects.filter(pk__in=answers).values_list("pk", "path")
    by_path: dict[str, list[int]] = {}
    for page_id, path in pages:
        by_path.setdefault(path[: -Page.steplen], []).append(answers[page_id])
    topics = (
        Page.objects.filter(path__in=by_path).order_by("path").values_list("pk", "path", "title")
    )
    found = [Portion(f"topic-{pk}", title, tuple(by_path[path])) for pk, path, title in topics]
    shared = tuple(rows.exclude(subject="answer").values_list("pk", flat=True))
    return (*found, *((Portion(SHARED_CONTENT, "", shared),) if shared else ()))


def hand_over(
    shares: Mapping[int, tuple[int, ...]], owners: Mapping[int, Any], act: Act,
    *, progress: Progress = say_nothing,
) -> int:  # fmt: skip
    """`shares`: numbers of rows by the number of the owner to be; gives how many changed hands."""
    total = sum(len(ids) for ids in shares.values())
    done = 0
    for number, ids in shares.items():
        rows = list(Care.objects.filter(pk__in=ids))
        done += operations.give_owner(rows, owners[number], act)
        progress(done, total)
    return done
