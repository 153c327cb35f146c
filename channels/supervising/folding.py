"""From contacts to figures. Pure.

A team's figures of a day, or of an hour, are kept only where enough of its people were at work;
what is left of all others is kept together where these are enough, and else not at all. So no sum
and no difference of figures tells of fewer people than that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from channels.contacts.models import ContactStep
from channels.supervising.days import hour_of
from channels.supervising.matters import Matter, Text
from channels.supervising.models import WHOLE_DAY, AnswerFigures, DeskFigures
from channels.supervising.placing import ByTeam, kept_together
from channels.supervising.times import steps_of

Kind = ContactStep.Kind


@dataclass(frozen=True, slots=True)
class Folded:
    """All that is kept of one day's contacts; rows not yet saved."""

    desk: tuple[DeskFigures, ...]
    answers: tuple[AnswerFigures, ...]


def fold(matters: Sequence[Matter], *, day: date, smallest: int) -> Folded:
    """`smallest`: so many people at least stand behind each figure."""
    teams = kept_together(matters, smallest=smallest)
    desk = [_desk(some, day, WHOLE_DAY, team) for team, some in teams.items()]
    for hour, begun in _by_hour(matters).items():
        some_teams = kept_together(begun, smallest=smallest)
        desk += [_desk(some, day, hour, team) for team, some in some_teams.items()]
    answers = [row for team, some in teams.items() for row in _answers(some, day, team)]
    return Folded(tuple(desk), tuple(answers))


def _people(done: Iterable[ByTeam]) -> int:
    return len({one.user_id for one in done})


def _by_hour(matters: Iterable[Matter]) -> Mapping[int, list[Matter]]:
    hours: dict[int, list[Matter]] = defaultdict(list)
    for matter in matters:
        hours[hour_of(matter.started_at)].append(matter)
    return hours


def _desk(matters: Sequence[Matter], day: date, hour: int, team: str) -> DeskFigures:
    named = [m for m in matters if m.is_ended and m.is_named]
    return DeskFigures(
        day=day,
        hour=hour,
        team=team,
        agents=_people(matters),
        contacts=len(matters),
        ended=sum(m.is_ended for m in matters),
        solved=sum(m.is_ended and m.is_solved for m in matters),
        handed_over=sum(m.is_ended and m.is_handed_over for m in matters),
        named=len(named),
        named_solved=sum(m.is_solved for m in named),
        back=sum(m.is_back for m in named),
        times=steps_of(m.seconds for m in matters if m.seconds is not None),
        copied=_by_channel(m.copied for m in matters),
        sent=_by_channel(m.sent for m in matters),
    )


def _by_channel(texts: Iterable[Iterable[Text]]) -> dict[str, int]:
    return dict(Counter(channel for some in texts for _key, _locale, channel in some))


def _answers(matters: Sequence[Matter], day: date, team: str) -> Iterable[AnswerFigures]:
    kinds: tuple[tuple[str, Iterable[Iterable[Text]]], ...] = (
        (Kind.OPENED, (m.opened for m in matters)),
        (Kind.COPIED, (m.copied for m in matters)),
        (Kind.SENT, (m.sent for m in matters)),
    )
    for kind, texts in kinds:
        for (key, locale, channel), number in Counter(t for some in texts for t in some).items():
            yield AnswerFigures(
                day=day, team=team, kind=kind, key=key, locale=locale, channel=channel,
                number=number,
            )  # fmt: skip
