"""The message to a customer as far as somebody has filled it in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from channels.desk.complaints.replies import Choice, Template, choices, template_of
from kb.access import Scope
from kb.feedback.complaints.models import Complaint

MOST_TYPED = 200


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form. `choices`: to choose from."""

    choices: Sequence[Choice]
    chosen: Template | None
    channels: Sequence[str]
    channel: str
    recipient: str
    request: str
    fields: tuple[Field, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        return {one.label: one.value for one in self.fields}


def draft_of(one: Complaint, said: Mapping[str, str], *, scope: Scope) -> Draft:
    """As far as it was typed; the first wording and channel where none was chosen. `scope`: for
    the customer who complained."""
    known = choices(scope=scope, locale=one.locale)
    wanted_first = sorted(known, key=lambda choice: choice.element != said.get("reply"))
    chosen = next(filter(None, (template_of(c, scope=scope) for c in wanted_first)), None)
    channels = chosen.channels if chosen else ()
    wish = said.get("channel", "")
    gaps = chosen.gaps if chosen else ()
    return Draft(
        choices=known,
        chosen=chosen,
        channels=channels,
        channel=wish if wish in channels else next(iter(channels), ""),
        recipient=said.get("recipient", "")[:MOST_TYPED],
        request=said.get("request", "") or str(uuid.uuid4()),
        fields=tuple(
            Field(f"gap_{n}", gap, said.get(f"gap_{n}", "")[:MOST_TYPED])
            for n, gap in enumerate(gaps)
        ),
    )
