"""Answers published for real, for tests of what search makes of them."""

import json
import uuid
from typing import Any

from wagtail.models import Locale

from kb.access import Audience
from kb.authoring.models import KnowledgePage, TopicPage
from kb.publication import projections
from kb.search import queries
from kb.search.engine import IndexUnavailable
from kb.search.queries import Context
from tests.search.samples import CHINESE, reader


def topic(key: str, title: str, *, language: str = "zh-hans") -> Any:
    root = TopicPage.objects.get(key="library", locale__language_code=language)
    return root.add_child(instance=TopicPage(title=title, key=key, slug=key.replace(".", "-")))


def element(kind: str, text: str, **settings: Any) -> dict[str, Any]:
    lists: dict[str, Any] = {name: [] for name in ("channels", "regions", "segments", "products")}
    value = {"audience": "public", **lists, **settings}
    value |= (
        {"steps": [{"type": "item", "id": str(uuid.uuid4()), "value": text}]}
        if kind == "steps"
        else {"text": text}
    )
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def publish(
    parent: Any, key: str, question: str, *elements: dict[str, Any], wordings: str = ""
) -> Any:
    page = KnowledgePage(
        title=question,
        key=key,
        slug=key.replace(".", "-"),
        live=False,
        wordings=wordings,
        elements=json.dumps(list(elements) or [element("answer", f"{question}的答案")]),
        locale=Locale.objects.get(pk=parent.locale_id),
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def catch_up() -> None:
    projections.catch_up("search")


def catches_up() -> bool:
    """As the clock does each second: is the index up to date then?"""
    projections.catch_up()
    try:
        return projections.lag("search") == 0
    except IndexUnavailable:
        return False


AGENT = {"audience": Audience.AGENT, "channels": frozenset({"agent_desk"})}


def decide(text: str, context: Context | None = None, **scope: Any) -> queries.Decision:
    return queries.decide(scope=reader(**scope), text=text, locale=CHINESE, context=context)


def search(text: str) -> queries.SearchPage:
    return queries.search(scope=reader(), text=text, locale=CHINESE)
