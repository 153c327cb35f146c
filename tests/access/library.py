"""A small library with random labels, published for real, and the same as plain data."""

import json
import random
import uuid
from typing import Any

from wagtail.models import Locale

from kb.authoring.models import KnowledgePage, TopicPage
from tests.access.worlds import VALUES, random_labels

KINDS = ["answer", "steps", "note", "caution", "internal_note", "explanation"]


def publish_topics() -> dict[str, Any]:
    """cards › cards.credit, and loans, in Chinese; with `live` as plain data."""
    root = TopicPage.objects.get(key="library", locale__language_code="zh-hans")
    cards = root.add_child(instance=TopicPage(title="卡", key="cards", slug="cards"))
    credit = cards.add_child(instance=TopicPage(title="信用卡", key="cards.credit", slug="credit"))
    loans = root.add_child(instance=TopicPage(title="贷款", key="loans", slug="loans"))
    return {"cards": cards, "cards.credit": credit, "loans": loans}


def line_of(topic: str) -> list[dict[str, Any]]:
    line = [{"key": "library", "live": True}]
    if topic == "cards.credit":
        line.append({"key": "cards", "live": True})
    return [*line, {"key": topic, "live": True}]


def publish_answers(dice: random.Random, topics: dict[str, Any], *, count: int) -> list[Any]:
    """Publishes and returns the answers as plain data for the oracle."""
    return [_publish(dice, topics, number) for number in range(count)]


def _publish(dice: random.Random, topics: dict[str, Any], number: int) -> dict[str, Any]:
    topic = dice.choice(sorted(topics))
    elements = [_element(dice, place) for place in range(dice.randint(3, 5))]
    elements[0]["kind"] = dice.choice(["answer", "steps"])
    page = KnowledgePage(
        title=f"问题{number}？",
        key=f"q.{number}",
        slug=f"q-{number}",
        live=False,
        elements=json.dumps([_block(element) for element in elements]),
        locale=Locale.objects.get(language_code="zh-hans"),
    )
    topics[topic].add_child(instance=page)
    page.save_revision().publish()
    for element in elements:
        element["id"] = str(uuid.uuid5(page.translation_key, element["block"]))
        if element["kind"] == "internal_note":
            element["audience"] = "agent"
    return {
        "key": page.key,
        "locale": "zh-Hans",
        "topic": topic,
        "line": line_of(topic),
        "elements": elements,
    }


def _element(dice: random.Random, place: int) -> dict[str, Any]:
    block = str(uuid.UUID(int=dice.getrandbits(128)))
    return random_labels(dice) | {"block": block, "kind": dice.choice(KINDS), "place": place}


def _block(element: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = {name: element[name] for name in VALUES}
    value |= {name: element[name] for name in ("audience", "verification")}
    for ours, theirs in (("starts", "valid_from"), ("ends", "valid_to")):
        if element[ours]:
            value[theirs] = element[ours].isoformat()
    text = f"内容{element['block'][:6]}"
    value |= (
        {"steps": [{"type": "item", "value": text}]}
        if element["kind"] == "steps"
        else {"text": text}
    )
    return {"type": element["kind"], "id": element["block"], "value": value}
