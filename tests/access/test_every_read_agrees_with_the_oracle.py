"""2,000 random readers, elements and moments: each read gives exactly what the oracle gives."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from channels import registry
from channels.renditions.queries import find_rendition
from kb.document import Kind
from kb.publication import projections, queries
from kb.publication.topic_tree import TopicNode, topic_tree
from tests.access import library, oracle
from tests.access.worlds import as_scope, random_moment, random_reader

ANSWERS, READERS = 25, 30
pytestmark = pytest.mark.django_db


@pytest.fixture
def dice() -> random.Random:
    return random.Random(424242)


@pytest.fixture
def answers(dice: random.Random) -> list[Any]:
    published = library.publish_answers(dice, library.publish_topics(), count=ANSWERS)
    projections.catch_up("renditions")
    return published


def readers(dice: random.Random) -> Iterator[tuple[dict[str, Any], Any]]:
    for _ in range(READERS):
        yield random_reader(dice), random_moment(dice)


def test_single_answers_lists_elements_and_counts(dice: random.Random, answers: Any) -> None:
    compared = seen = 0
    for reader, now in readers(dice):
        scope = as_scope(reader, now)
        visible = {}
        for answer in answers:
            expected = oracle.visible_elements(reader, answer, now)
            found = queries.find_answer(scope=scope, key=answer["key"], locale="zh-Hans")
            assert (
                [p.element for p in found.document.passages] == expected
                if found
                else (expected == [])
            )
            if expected:
                visible[answer["key"]] = answer
            compared += len(answer["elements"])
            seen += len(expected)
            for element in answer["elements"]:
                one = queries.find_element(scope=scope, element=element["id"], locale="zh-Hans")
                assert (one is not None) == (element["id"] in expected)
        recent = queries.recent_answers(scope=scope, locale="zh-Hans", limit=ANSWERS)
        assert {a.key for a in recent} == set(visible)
        for topic in ("cards", "cards.credit", "loans"):
            listed = queries.answers_in_topic(
                scope=scope, topic=topic, locale="zh-Hans", limit=ANSWERS
            )
            below = {k for k, a in visible.items() if topic in [t["key"] for t in a["line"]]}
            assert {a.key for a in listed} == below
        assert counts(topic_tree(scope=scope, locale="zh-Hans")) == expected_counts(reader, visible)
    print(f"{compared} cases, {seen} visible")
    assert compared >= 2_000 and compared * 0.05 < seen < compared * 0.95


def counts(nodes: tuple[TopicNode, ...]) -> dict[str, int]:
    found = {node.key: node.answers for node in nodes}
    return found | {k: n for node in nodes for k, n in counts(node.children).items()}


def expected_counts(reader: dict[str, Any], visible: dict[str, Any]) -> dict[str, int]:
    if "zh-Hans" not in reader["locales"]:
        return {}
    shown = [
        t
        for t in ("cards", "cards.credit", "loans")
        if oracle.sees_topic(reader, library.line_of(t))
    ]
    return {
        topic: sum(topic in [t["key"] for t in a["line"]] for a in visible.values())
        for topic in shown
    }


def test_what_every_channel_says(dice: random.Random, answers: Any) -> None:
    said = 0
    for reader, now in readers(dice):
        for code in reader["channels"]:
            channel = registry.get(code)
            ceiling = min(oracle.RANKS.index(reader["audience"]), channel.ceiling)
            narrowed = reader | {"channels": [code], "audience": oracle.RANKS[ceiling]}
            for answer in answers:
                kinds = {e["id"]: Kind(e["kind"]) for e in answer["elements"]}
                expected = oracle.visible_elements(narrowed, answer, now)
                found = find_rendition(
                    scope=as_scope(reader, now), channel=code, key=answer["key"], locale="zh-Hans"
                )
                assert (found is not None) == bool(expected)
                if found:
                    allowed = [e for e in expected if kinds[e] in channel.kinds]
                    parts = [part.element for part in found.parts]
                    assert set(parts) <= set(expected)
                    assert [e for e in parts if e in allowed] == parts
                    for element in set(kinds) - set(expected):
                        block = next(e for e in answer["elements"] if e["id"] == element)["block"]
                        assert block[:6] not in found.message.text + found.message.html
                    said += 1
    assert said > 200
