"""Many small answers at once, as an import makes them."""

import json
import uuid
from typing import Any

from kb.authoring.importers.bulk import Editor, NewAnswer, add_answers
from tests.authoring.making import NOON, element, make_topic

NAMESPACE = uuid.UUID("0b6b9a52-7c0e-4a3e-9a6e-9f1d6a2f6b01")


def publish_many(count: int, *blocks: dict[str, Any], topic: Any = None) -> list[Any]:
    """Pages `many.0` … of the same elements, besides an answer of their own."""
    topic = topic or make_topic("many")
    return add_answers([_new(n, blocks, topic) for n in range(count)], editor=Editor(at=NOON))


def _new(number: int, blocks: tuple[dict[str, Any], ...], topic: Any) -> NewAnswer:
    own = element("answer", f"第{number}个答案。", block=str(uuid.uuid5(NAMESPACE, str(number))))
    return NewAnswer(
        key=f"many.{number}",
        translation_key=uuid.uuid5(NAMESPACE, f"page {number}"),
        locale="zh-Hans",
        topic=topic.pk,
        question=f"编号{number}的问题怎么办？",
        elements=tuple(json.loads(json.dumps([own, *blocks]))),
    )
