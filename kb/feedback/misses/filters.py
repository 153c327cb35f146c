"""The filters over the list of misses, as they stand in its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.channel_names import name_of
from kb.feedback.misses.calls import KEPT, UNANSWERED, Outcome
from kb.feedback.misses.models import MissGroup
from kb.feedback.misses.queries import Wish
from kb.feedback.misses.seeing import Sight
from kb.locales import OUTSIDE_TO_DJANGO, locale_name

PERIODS = (30, 7, 90)
State = MissGroup.State
EVERY = "every"


@dataclass(frozen=True, slots=True)
class Filter:
    """One to choose from; the first choice is what is shown when nothing was chosen."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """`days` of the period; the others are empty where all are meant."""

    days: int
    channel: str
    locale: str
    outcome: str
    state: str
    filters: tuple[Filter, ...]

    @property
    def is_narrowed(self) -> bool:
        return any(one.chosen != one.choices[0][0] for one in self.filters)

    def wish(self, *, today: date) -> Wish:
        """The groups of the chosen state: those that somebody has dealt with are known by name,
        all others are open."""
        outcomes = (self.outcome,) if self.outcome else tuple(str(one) for one in UNANSWERED)
        dealt = MissGroup.objects.exclude(state=State.OPEN)
        is_open, is_every = self.state == State.OPEN, self.state == EVERY
        names = dealt if is_open else dealt.filter(state=self.state)
        return Wish(
            today,
            days=self.days,
            channel=self.channel,
            locale=self.locale,
            outcomes=outcomes,
            names=() if is_every else tuple(names.values_list("name", flat=True)),
            is_only=not (is_open or is_every),
        )


def outcome_names() -> dict[str, str]:
    return {
        Outcome.NOTHING: _("Nothing found"),
        Outcome.WEAK: _("Nothing that fits"),
        Outcome.HANDED_OVER: _("Handed over"),
        Outcome.CLARIFIED: _("Asked back"),
        Outcome.FOUND: _("Found"),
        Outcome.ANSWERED: _("Answered"),
        Outcome.TO_PERSON: _("Asked for a person"),
        Outcome.OPENED: _("Answer opened"),
        Outcome.HELPFUL: _("Helpful"),
        Outcome.UNHELPFUL: _("Not helpful"),
        Outcome.REPEATED: _("Asked again in other words"),
        Outcome.ABANDONED: _("Given up without opening anything"),
    }


def chosen_of(given: Mapping[str, str], *, sight: Sight) -> Chosen:
    """Whatever the address says, only what can be chosen."""
    names = outcome_names()
    kept = KEPT
    channels = [(code, str(name_of(code))) for code in sight.channels]
    filters = (
        _filter(given, "days", _("Period"), [(str(n), _last_days(n)) for n in PERIODS]),
        _filter(given, "state", _("State"), [*_states(), (EVERY, _("All"))]),
        _filter(given, "channel", _("Channel"), [("", _("All")), *channels]),
        _filter(given, "outcome", _("What came of it"),
                [("", _("No answer")), *((str(one), names[one]) for one in kept)]),
        _filter(given, "locale", _("Language"),
                [("", _("All")), *((tag, locale_name(tag)) for tag in OUTSIDE_TO_DJANGO)]),
    )  # fmt: skip
    values: dict[str, Any] = {one.name: one.chosen for one in filters}
    return Chosen(**values | {"days": int(values["days"])}, filters=filters)


def _filter(
    given: Mapping[str, str], name: str, label: str, choices: list[tuple[str, str]]
) -> Filter:
    wish = given.get(name, "")
    known = {value for value, _label in choices}
    return Filter(name, label, choices, wish if wish in known else choices[0][0])


def _states() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in State.choices]


def _last_days(days: int) -> str:
    return _("Last %(days)s days") % {"days": days}
