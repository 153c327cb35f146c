"""The message back to a customer who complained: an approved script with gaps, filled in within
limits, as the channel would say it. What is outside the gaps cannot be changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from channels import registry
from channels.desk.scopes import CHANNEL
from channels.desk.sendable import SENT_CHANNELS
from channels.renditions.queries import find_element_rendition
from kb.access import Audience, Scope, allows
from kb.addresses import address_in
from kb.document import Document, FactUse, FactValue, FactVariant, Kind, Passage, Wording
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.rules import CannotDo
from kb.masking import mask_numbers
from kb.problem import say
from kb.publication.queries import Authorized, answers_in_topic
from kb.text import clean

GAP = re.compile(r"［([^［］\n]{1,20})］")
# A gap of this name holds the complaint's number.
NUMBER_GAPS = frozenset({"编号", "number"})
MAX_GAP = 80
MOST_ANSWERS, MOST_TEMPLATES = 50, 20
BRACKETS = re.compile(r"[【】［］{}]")


@dataclass(frozen=True, slots=True)
class Choice:
    """One approved script to choose. `channels`: on which it may leave."""

    answer: Authorized
    passage: Passage
    channels: tuple[str, ...]

    @property
    def element(self) -> str:
        return self.passage.element

    @property
    def begins(self) -> str:
        """By which it is told from others; made of what is read already."""
        adapter = registry.get(CHANNEL)
        return adapter.part(self.passage, locale=self.answer.locale).text


@dataclass(frozen=True, slots=True)
class Template(Choice):
    """The one that was chosen. `text`: as the desk says it, gaps and all; `gaps`: to be filled by
    the agent, in their order, each once."""

    rendition: str
    text: str
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """`digest`: names exactly this text on this channel, made of this wording; who approves it
    approves that."""

    text: str
    digest: str


def choices(*, scope: Scope, locale: str) -> Sequence[Choice]:
    """Scripts with gaps in the answers about complaints, in this language, that may leave the desk
    in a message; as many queries however many. `scope`: of `scope_for`."""
    here = scope.for_channel(CHANNEL)
    topic = settings.COMPLAINT_TOPIC
    answers = answers_in_topic(scope=here, topic=topic, locale=locale, limit=MOST_ANSWERS)
    found = (one for answer in answers for one in _choices_in(answer, scope=scope))
    return [one for _n, one in zip(range(MOST_TEMPLATES), found, strict=False)]


def _choices_in(answer: Authorized, *, scope: Scope) -> Iterator[Choice]:
    for passage in answer.document.passages:
        if passage.kind is not Kind.SCRIPT or not _has_gaps(passage.standard):
            continue
        channels = tuple(code for code, _l in SENT_CHANNELS if _may_leave(passage, code, scope))
        if channels:
            yield Choice(answer, passage, channels)


def template_of(choice: Choice, *, scope: Scope) -> Template | None:
    """As the desk says it now; None where it says it no more."""
    answer = choice.answer
    served = find_element_rendition(
        scope=scope, channel=CHANNEL, key=answer.key, locale=answer.locale,
        element=choice.element,
    )  # fmt: skip
    if served is None:
        return None
    text = served.message.copyable
    gaps = tuple(g for g in dict.fromkeys(GAP.findall(text)) if g not in NUMBER_GAPS)
    return Template(answer, choice.passage, choice.channels, served.rendition, text, gaps)


def _may_leave(passage: Passage, channel: str, scope: Scope) -> bool:
    """A script is for agents, who send this one; all its other labels hold on the channel, too."""
    if channel not in scope.channels or channel not in registry.enabled():
        return False
    return allows(scope.for_channel(channel), _spoken(passage).labels)


def _spoken(passage: Passage) -> Passage:
    """As an answer to this one customer."""
    labels = replace(passage.labels, audience=min(passage.labels.audience, Audience.CUSTOMER))
    return replace(passage, kind=Kind.ANSWER, labels=labels, basis=None)


def _has_gaps(wording: Wording) -> bool:
    return any(isinstance(run, str) and GAP.search(run) for run in wording.runs)


def compose(
    template: Template, values: Mapping[str, str], *, channel: str, complaint: Complaint,
    scope: Scope,
) -> Composed:  # fmt: skip
    """As the channel says it to this customer. `channel`: one of the template's; `scope`: of
    `scope_for`. Raises CannotDo with everything that keeps it from being sent."""
    filled = {gap: _one_line(values.get(gap, "")) for gap in template.gaps}
    _refuse([problem for gap, value in filled.items() for problem in _objections(gap, value)])
    numbers = dict.fromkeys(NUMBER_GAPS, complaint.number)
    document = _document(template, filled | numbers, scope=scope.for_channel(channel))
    adapter = registry.get(channel)
    _refuse([say(p) for p in adapter.check(document) if p.severity == "error"])
    text = adapter.render(document).text
    named = "\n".join([channel, template.rendition, text])
    return Composed(text, hashlib.sha256(named.encode()).hexdigest())


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        raise CannotDo(" ".join(problems))


def _one_line(text: str) -> str:
    return " ".join(clean(text).text.split())


def _objections(gap: str, value: str) -> Iterator[str]:
    if not value:
        yield _("Fill in “%(gap)s”.") % {"gap": gap}
    if len(value) > MAX_GAP:
        yield _("“%(gap)s” has more than %(most)s characters: say it shorter.") % {
            "gap": gap, "most": MAX_GAP}  # fmt: skip
    if found := address_in(value):
        yield _(
            "“%(gap)s” may hold no addresses, and “%(found)s” reads like one. After a full stop, "
            "leave a space."
        ) % {"gap": gap, "found": found}
    if BRACKETS.search(value) or mask_numbers(value) != value:
        yield _(
            "“%(gap)s” may hold no addresses, no brackets and no numbers of cards or telephones."
        ) % {"gap": gap}


def _document(template: Template, values: Mapping[str, str], *, scope: Scope) -> Document:
    """The script alone, with the facts that this customer is told on the channel."""
    passage = _spoken(template.passage)
    spoken = replace(
        passage,
        standard=_filled(passage.standard, values),
        brief=passage.brief and _filled(passage.brief, values),
        overrides=tuple((code, _filled(w, values)) for code, w in passage.overrides),
    )
    return replace(template.answer.document, passages=(spoken,)).narrowed_to(scope)


def _filled(wording: Wording, values: Mapping[str, str]) -> Wording:
    """What is filled in is a value, and so is never read as markup."""
    runs: list[str | FactUse] = []
    for run in wording.runs:
        runs += _pieces(run, values) if isinstance(run, str) else [run]
    return replace(wording, runs=tuple(runs))


def _pieces(text: str, values: Mapping[str, str]) -> Iterator[str | FactUse]:
    end = 0
    for gap in GAP.finditer(text):
        yield text[end : gap.start()]
        value = FactValue("text", values.get(gap[1], ""))
        yield FactUse(key="gap", variants=(FactVariant(value),))
        end = gap.end()
    yield text[end:]
