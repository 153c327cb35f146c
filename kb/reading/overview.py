"""How far teams have come with what they were asked to read. By team and staff number; nobody is
ranked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.access import Scope
from kb.publication.queries import Candidate, authorize
from kb.reading.due import by_element, confirmed_by
from kb.reading.material import ElementText, texts_of
from kb.reading.models import Confirmation, RequiredReading
from kb.reading.people import Member, members_of
from kb.reading.standing import asked_of, due_of

Texts = Mapping[str, ElementText]


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """`confirmed_at`: of the last confirmation; `versions`: digests of what was confirmed."""

    member: Member
    is_done: bool
    confirmed_at: datetime | None
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """`people`: those of the team who are asked now, because they may see it, by staff number."""

    team: Any
    people: tuple[PersonStanding, ...]

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.people)

    @property
    def missing(self) -> tuple[PersonStanding, ...]:
        return tuple(one for one in self.people if not one.is_done)


def standings(
    readings: Sequence[RequiredReading], *, teams: Collection[int], now: datetime
) -> dict[int, tuple[TeamStanding, ...]]:
    """By reading, of these teams alone. As many queries as there are kinds of readers, however many
    readings and people there are."""
    asked = {one.pk: [t for t in one.teams.all() if t.pk in teams] for one in readings}
    members = members_of({t.pk for found in asked.values() for t in found}, now=now)
    told = {scope: _texts(readings, scope) for scope in {m.scope for m in members} if scope}
    confirmed = confirmed_by([m.user_id for m in members], readings)
    return {
        one.pk: tuple(
            TeamStanding(team, tuple(_people(one, team, members, told, confirmed)))
            for team in asked[one.pk]
        )
        for one in readings
    }


def _texts(readings: Iterable[RequiredReading], scope: Scope) -> dict[tuple[str, str], Texts]:
    wanted = [Candidate(one.key, one.locale) for one in readings]
    answers = authorize(scope=scope, candidates=wanted)
    return {(a.key, a.locale): texts_of(a.document, scope=scope) for a in answers}


def _people(
    one: RequiredReading,
    team: Any,
    members: Iterable[Member],
    told: Mapping[Scope, Mapping[tuple[str, str], Texts]],
    confirmed: Mapping[tuple[int, int], Sequence[Confirmation]],
) -> Iterable[PersonStanding]:
    for member in members:
        if team.pk not in member.groups or member.scope is None:
            continue
        texts = told[member.scope].get((one.key, one.locale))
        asked = asked_of(one.elements, texts) if texts else ()
        if asked:
            rows = confirmed.get((one.pk, member.user_id), ())
            yield PersonStanding(
                member=member,
                is_done=not due_of(asked, by_element(rows)),
                confirmed_at=max((row.at for row in rows), default=None),
                versions=tuple(row.version.digest for row in rows),
            )
