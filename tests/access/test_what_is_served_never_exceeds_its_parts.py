"""Shared elements placed at random: whoever is told something may see it by its own labels and by
those of its place, also right after it was narrowed and before anything has followed."""

import random
from typing import Any

import pytest

from kb.authoring.models import SharedElement
from kb.publication import lane, queries
from kb.publication.errors import Refused
from tests.access import oracle
from tests.access.worlds import VALUES, as_scope, random_labels, random_moment, random_reader
from tests.authoring.making import draft_answer, element, make_topic, published_shared
from tests.authoring.making import place as place_of

pytestmark = pytest.mark.django_db
READERS = 12


def settings_of(labels: dict[str, Any]) -> dict[str, Any]:
    values = {name: labels[name] for name in (*VALUES, "audience", "verification")}
    for ours, theirs in (("starts", "valid_from"), ("ends", "valid_to")):
        values[theirs] = labels[ours].isoformat() if labels[ours] else None
    return values


def is_told(reader: dict[str, Any], now: Any, shared: SharedElement, key: str) -> bool:
    found = queries.find_answer(scope=as_scope(reader, now), key=key, locale="zh-Hans")
    elements = [p.element for p in found.document.passages] if found else []
    return str(shared.translation_key) in elements


def may_see(reader: dict[str, Any], labels: dict[str, Any] | None, now: Any) -> bool:
    topics = [{"key": "library", "live": True}, {"key": "graphs", "live": True}]
    return (
        labels is not None
        and "zh-Hans" in reader["locales"]
        and oracle.sees_topic(reader, topics)
        and oracle.sees(reader, labels, now)
    )


@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.long)])
def test_random_graphs(count: int) -> None:
    dice, topic = random.Random(13), make_topic("graphs")
    refused = told = compared = 0
    for number in range(count):
        key, old, place, new = f"graphs.{number}", *(random_labels(dice) for _ in range(3))
        inner = element("note", "共享的话", **settings_of(old))
        shared = published_shared(f"shared-{number}", inner=inner)
        page = draft_answer(
            key, element("answer", "答"), place_of(shared, **settings_of(place)), topic=topic
        )
        try:
            page.get_latest_revision().publish()
        except Refused:
            assert oracle.shared_in_place(old, place) is None
            refused += 1
            continue
        before, after = oracle.shared_in_place(old, place), oracle.shared_in_place(new, place)
        readers = [(random_reader(dice), random_moment(dice)) for _ in range(READERS)]
        for reader, now in readers:
            assert is_told(reader, now, shared, key) == may_see(reader, before, now)
        shared.element = [inner | {"value": inner["value"] | settings_of(new)}]
        shared.save()
        for reader, now in readers:
            if is_told(reader, now, shared, key):
                told += 1
                assert may_see(reader, before, now) and may_see(reader, after, now)
        lane.drain()
        for reader, now in readers:
            is_there = is_told(reader, now, shared, key)
            assert is_there == may_see(reader, after, now) or (after is None and not is_there)
            compared += 1
    print(f"{count} graphs: {refused} refused, {told} of {compared} told in between")
    assert refused and told
