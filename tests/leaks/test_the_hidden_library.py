"""The library that the leak tests search is what it claims to be."""

from datetime import UTC, datetime

from django.conf import settings

from kb.access import ALL_TOPICS, Audience, Scope
from kb.publication.queries import recent_answers
from kb.publication.readers import staff_scope
from tests import library
from tests.leaks.hidden import CANARIES, PUBLIC_TEXT, Hidden


def texts(scope: Scope) -> str:
    found = recent_answers(scope=scope, locale="zh-Hans", limit=50)
    return str([answer.document.to_json() for answer in found])


def test_the_public_reads_the_public_text_and_no_canary(hidden: Hidden) -> None:
    public = Scope(
        channels=frozenset(settings.KB_CHANNELS),
        audience=Audience.PUBLIC,
        topics=ALL_TOPICS,
        locales=frozenset({"zh-Hans"}),
        now=datetime.now(UTC),
    )

    said = texts(public)

    assert PUBLIC_TEXT in said
    assert [canary.name for canary in CANARIES if canary.word in said] == []


def test_agents_read_exactly_what_is_meant_for_them(hidden: Hidden) -> None:
    scope = staff_scope(library.staff("agent-7", "Agents"), now=datetime.now(UTC))
    assert scope is not None

    said = texts(scope.for_channel("agent_desk"))

    assert {c.name for c in CANARIES if c.word in said} == {
        c.name for c in CANARIES if c.to_agents
    }
