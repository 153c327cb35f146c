"""Why an element is shown to a reader, or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kb.access import Labels, Scope, allows, fits
from kb.access.labels import DIMENSIONS
from kb.access.models import AUDIENCE_CHOICES, VERIFICATION_CHOICES
from kb.authoring.channel_names import name_of
from kb.authoring.label_values import choices_for
from kb.document import Document, Passage
from kb.publication.impact.screens import kind_name
from kb.publication.ports import Spoken
from kb.publication.showing.moments import AtMoment

Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Explained:
    """`said`: the channel's own words, empty where it is not shown; `reasons`: why not."""

    element: str
    kind: str
    said: str
    reasons: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        return not self.reasons


def visible(moment: AtMoment, *, scope: Scope) -> Document | None:
    """As this reader was given it: None where nothing answers."""
    if moment.document is None or moment.is_closed:
        return None
    kept = []
    for passage in moment.document.passages:
        labels = moment.held.get(passage.element, passage.labels)
        if labels is not None:
            kept.append(replace(passage, labels=labels))
    return replace(moment.document, passages=tuple(kept)).seen_by(scope)


def explain(
    moment: AtMoment, *, scope: Scope, said: Spoken | None, known_to: Scope | None
) -> Iterator[Explained]:
    """Every element of the version in its order. `known_to`: somebody who may not know of every
    element there is; None knows all."""
    words = {part.element: part.text for part in said.parts} if said else {}
    document = moment.document
    for passage in (*(document.passages if document else ()), *moment.elsewhere):
        if known_to is not None and not fits(known_to, passage.labels):
            continue
        reasons = () if passage.element in words else tuple(_reasons(passage, moment, scope=scope))
        yield Explained(
            passage.element,
            kind_name(passage.kind.value),
            words.get(passage.element, ""),
            reasons,
        )


def _reasons(passage: Passage, moment: AtMoment, *, scope: Scope) -> Iterator[str]:
    held = moment.held
    found = list(_label_reasons(passage.labels, scope=scope))
    if passage.element in held:
        left = held[passage.element]
        if left is None or not allows(scope, left):
            found.append(_("Held back: what it uses was withdrawn or narrowed."))
    if moment.is_closed:
        found.append(_("Its topic is withdrawn."))
    yield from found or [_not_carried(moment, scope=scope)]


def _not_carried(moment: AtMoment, *, scope: Scope) -> str:
    if visible(moment, scope=scope) is None:
        return _("This reader may see nothing that answers the question, so nothing is said.")
    return _("This channel does not carry elements of this kind, or it has no short form for it.")


def _label_reasons(labels: Labels, *, scope: Scope) -> Iterator[str]:
    if labels.audience > scope.audience:
        name = dict(AUDIENCE_CHOICES)[labels.audience.code]
        yield _("Only for: %(names)s.") % {"names": name}
    if labels.verification > scope.verification:
        name = dict(VERIFICATION_CHOICES)[labels.verification.code]
        yield _("Only after verification: %(name)s.") % {"name": name}
    for dimension in DIMENSIONS:
        wanted = getattr(labels, dimension)
        if wanted and wanted.isdisjoint(getattr(scope, dimension)):
            yield _("Only for: %(names)s.") % {"names": _names(dimension, wanted)}
    if labels.valid_from and scope.now < labels.valid_from:
        yield _("Only from %(day)s on.") % {"day": _day(labels.valid_from)}
    if labels.valid_to and scope.now >= labels.valid_to:
        yield _("Only until %(day)s.") % {"day": _day(labels.valid_to)}


def _names(dimension: str, codes: Iterable[str]) -> str:
    if dimension == "channels":
        return _("; ").join(str(name_of(code)) for code in sorted(codes))
    known = dict(choices_for(dimension))
    return _("; ").join(known.get(code, code) for code in sorted(codes))


def _day(moment: Any) -> str:
    return date_format(localtime(moment), "Y-m-d H:i")
