"""Whom a notice reaches, and who may address so many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.access import ALL_TOPICS, Audience, Scope, allows, fits
from kb.authoring.staff_scopes import known_codes
from kb.notices.tables import NoticeVersion
from kb.publication.topic_tree import titles_of


@dataclass(frozen=True, slots=True)
class Addressed:
    """What a notice says of its readers; an empty set is everybody."""

    audience: Audience
    regions: frozenset[str]
    topics: frozenset[str]
    teams: frozenset[str]


def addressed_by(version: NoticeVersion) -> Addressed:
    return Addressed(
        audience=Audience.from_code(version.audience),
        regions=frozenset(version.regions),
        topics=frozenset(version.topics),
        teams=frozenset(version.teams),
    )


def is_told(
    version: NoticeVersion, *, scope: Scope, locale: str, teams: Iterable[str] = ()
) -> bool:
    """Now. Whoever is of no team, such as a customer, is told what is for no team alone."""
    return allows(scope, version.labels) and _is_of(version, scope, locale, teams)


def will_be_told(
    version: NoticeVersion, *, scope: Scope, locale: str, teams: Iterable[str] = ()
) -> bool:
    """At some moment: the same without the time."""
    return fits(scope, version.labels) and _is_of(version, scope, locale, teams)


def _is_of(version: NoticeVersion, scope: Scope, locale: str, teams: Iterable[str]) -> bool:
    if version.teams and not set(version.teams) & set(teams):
        return False
    return covers_topics(version.topics, scope=scope, locale=locale)


def covers_topics(topics: Iterable[str], *, scope: Scope, locale: str) -> bool:
    """One of them at least; asks the database only of readers of some topics."""
    wanted = frozenset(topics)
    return not wanted or bool(topics_read(wanted, scope=scope, locale=locale))


def topics_read(topics: Iterable[str], *, scope: Scope, locale: str) -> frozenset[str]:
    """Those of them that this reader may see, by one question at most."""
    wanted = frozenset(topics)
    if not wanted or scope.topics == ALL_TOPICS:
        return wanted
    return frozenset(titles_of(wanted, scope=scope, locale=locale))


def may_address(scope: Scope, to: Addressed, *, locale: str) -> bool:
    """Nobody speaks to more than they may read themselves: whoever does not hold all regions names
    theirs, whoever does not hold all topics names some of theirs."""
    if to.audience > scope.audience:
        return False
    regions = to.regions or frozenset(known_codes("regions"))
    if not regions <= scope.regions:
        return False
    if scope.topics == ALL_TOPICS:
        return True
    return bool(to.topics) and len(titles_of(to.topics, scope=scope, locale=locale)) == len(
        to.topics
    )
