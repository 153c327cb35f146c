"""Content to measure with: answers of eight elements, the same on every run.

The words are put together from a small stock, so that questions differ, texts have the length of
real ones, and some words are common and some rare.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator

from bench.sayings import DEEDS, SENTENCES, THINGS, make_question
from kb.authoring.importers.bulk import NewAnswer
from kb.authoring.importers.elements import Raw, raw_element

NAMESPACE = uuid.UUID("6b0f2c1e-6d3e-5a58-9d39-0f6f3c1f8a55")


def make_answers(count: int, *, topics: list[int], publish: bool = True) -> Iterator[NewAnswer]:
    """`topics`: ids of topic pages, filled in turn."""
    for number in range(count):
        draw = random.Random(number)
        name = uuid.uuid5(NAMESPACE, str(number))
        yield NewAnswer(
            key=f"bench.{number:06d}",
            translation_key=name,
            locale="zh-Hans",
            topic=topics[number % len(topics)],
            question=f"{make_question(draw)}（{number}）",
            wordings=tuple(dict.fromkeys(make_question(draw) for _ in range(4))),
            elements=tuple(_elements(name, draw)),
            publish=publish,
        )


def _elements(answer: uuid.UUID, draw: random.Random) -> Iterator[Raw]:
    thing, deed = draw.choice(THINGS), draw.choice(DEEDS)
    address = "https://www.guyubank.example/do"

    def text() -> str:
        return f"{deed}{thing}：" + "".join(draw.sample(SENTENCES, 2))

    values = {
        "answer": {"text": text(), "brief": draw.choice(SENTENCES)},
        "steps": {"steps": draw.sample(SENTENCES, 3), "brief": draw.choice(SENTENCES)},
        "fee": {"title": f"{thing}费用", "text": draw.choice(SENTENCES)},
        "condition": {"text": draw.choice(SENTENCES)},
        "caution": {"text": f"**注意**：{draw.choice(SENTENCES)}", "brief": "请保管好密码。"},
        "action": {"title": f"去{deed}", "text": draw.choice(SENTENCES), "brief": "手机上就能办。",
                   "targets": [{"type": "url", "value": address}]},
        "script": {"text": draw.choice(SENTENCES)},
        "internal_note": {"text": text()},
    }  # fmt: skip
    for kind, value in values.items():
        yield raw_element(kind, value, answer=answer, name=kind)
