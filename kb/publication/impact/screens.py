"""What the templates of the impact screens are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from kb.authoring.models import KnowledgePage
from kb.problem import say
from kb.publication.impact.effects import Effect, OnChannel, Stage
from kb.publication.impact.marking import Runs, mark
from kb.publication.impact.sizes import change_in_words, size_in_words
from kb.publication.ports import Spoken


@dataclass(frozen=True, slots=True)
class PartShown:
    """One element side by side; `kind` as the editor calls it."""

    kind: str
    before: Runs
    after: Runs


@dataclass(frozen=True)
class StageShown:
    """`at` None: at once, when it is approved."""

    at: datetime | None
    before: Spoken | None
    after: Spoken | None

    @cached_property
    def parts(self) -> list[PartShown]:
        return list(changed_parts(self.before, self.after))

    @property
    def sizes(self) -> str:
        return change_in_words(self.before, self.after)

    @property
    def unchanged(self) -> int:
        """Elements said as before."""
        return len(_texts(self.before).items() & _texts(self.after).items())


@dataclass(frozen=True, slots=True)
class ChannelShown:
    code: str
    name: str
    stages: list[StageShown]
    problems: list[str]
    now: Spoken | None

    @property
    def overflows(self) -> bool:
        return bool(self.problems)

    @property
    def size(self) -> str:
        return size_in_words(self.now)


@dataclass(frozen=True, slots=True)
class EffectShown:
    """`reads` by channel; `url` opens the editor."""

    page_id: int
    key: str
    locale: str
    question: Runs
    question_before: Runs
    is_renamed: bool
    url: str
    channels: list[ChannelShown]
    problems: list[str]
    reads: Mapping[str, int]
    changes: bool
    overflows: bool

    @property
    def total_reads(self) -> int:
        return sum(self.reads.values())


def shown(effect: Effect, *, reads: Mapping[str, int], now: datetime) -> EffectShown:
    before, after = mark(effect.question_before, effect.question)
    return EffectShown(
        page_id=effect.page_id,
        key=effect.key,
        locale=effect.locale,
        question=after,
        question_before=before,
        is_renamed=effect.question != effect.question_before,
        url=reverse("wagtailadmin_pages:edit", args=[effect.page_id]),
        channels=[_channel(on, now=now) for on in effect.channels],
        problems=[say(problem) for problem in effect.problems],
        reads=reads,
        changes=effect.changes,
        overflows=effect.overflows,
    )


def _channel(on: OnChannel, *, now: datetime) -> ChannelShown:
    stages = [_stage(stage, now=now) for stage in on.stages]
    problems = [say(problem) for problem in on.problems]
    return ChannelShown(on.code, str(on.name), stages, problems, on.now)


def _stage(stage: Stage, *, now: datetime) -> StageShown:
    return StageShown(stage.at if stage.at > now else None, stage.before, stage.after)


def changed_parts(before: Spoken | None, after: Spoken | None) -> Iterator[PartShown]:
    """In the new order, then what is gone. Where no element differs by itself, the whole."""
    old, new = _texts(before), _texts(after)
    kinds = {p.element: p.kind for said in (before, after) if said for p in said.parts}
    found = False
    for element in dict.fromkeys((*new, *old)):
        one, other = old.get(element, ""), new.get(element, "")
        if one != other or (element in old) != (element in new):
            found = True
            yield PartShown(kind_name(kinds[element]), *mark(one, other))
    if not found:
        texts = (said.text if said else "" for said in (before, after))
        yield PartShown("", *mark(*texts))


def _texts(said: Spoken | None) -> dict[str, str]:
    return {part.element: part.text for part in said.parts} if said else {}


def kind_name(kind: str) -> str:
    """As the editor's menu calls it."""
    block = KnowledgePage._meta.get_field("elements").stream_block.child_blocks.get(kind)
    return str(block.label) if block else kind


def summed(effects: Iterable[Any]) -> dict[str, int]:
    """Numbers for the head of the page."""
    listed = list(effects)
    return {
        "changed": sum(one.changes for one in listed),
        "overflows": sum(one.overflows for one in listed),
        "reads": sum(one.total_reads for one in listed),
    }
