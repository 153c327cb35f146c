"""What leaves as JSON: exactly these fields, from authorised values only."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings

from channels.api.guide_shapes import grant_json, guide_json
from channels.api.responses import moment
from channels.channel import Part
from channels.renditions.queries import ServedAnswer
from kb.notices.queries import Told
from kb.publication.changes import Change, ChangePage
from kb.publication.topic_tree import TopicNode
from kb.search.queries import SearchResult, Suggestion

Json = dict[str, Any]


def answer_json(served: ServedAnswer, *, with_wordings: bool = False) -> Json:
    message = served.message
    content: Json = {
        "key": served.key,
        "locale": served.locale,
        "channel": served.channel,
        "question": served.question,
        "text": message.text,
    }
    if message.html:
        content["html"] = message.html
    content["parts"] = [part_json(part) for part in message.parts]
    content |= _noticed(served)
    if with_wordings:
        content["wordings"] = list(served.wordings)
    return content | _standing(served)


def element_json(served: ServedAnswer) -> Json:
    """For an answer of which one element was asked."""
    part = served.parts[0]
    content = {"key": served.key, "locale": served.locale, "channel": served.channel}
    content |= part_json(part)
    if part.html:
        content["html"] = part.html
    return content | _noticed(served) | _standing(served)


def _noticed(served: ServedAnswer) -> Json:
    """Only where an emergency notice names the answer."""
    if not served.notices:
        return {}
    return {"notices": [notice_json(told) for told in served.notices]}


def notice_json(told: Told) -> Json:
    """`for_agents` only for readers who are."""
    content: Json = {"id": told.id, "version": told.number, "text": told.wording}
    if told.inner:
        content["for_agents"] = told.inner
    return content | {"since": moment(told.since), "until": moment(told.until)}


def part_json(part: Part) -> Json:
    content: Json = {"element": part.element, "kind": part.kind, "text": part.text}
    if part.label:
        content["label"] = part.label
    if part.target:
        content["target"] = part.target
    if part.guide:
        content["guide"] = guide_json(part.guide)
    if part.grant:
        content["grant"] = grant_json(part.grant)
    return content


def _standing(served: ServedAnswer) -> Json:
    return {
        "rendition": served.rendition,
        "published_at": moment(served.published_at),
        "valid_until": moment(served.valid_until),
        "seq": served.seq,
    }


def result_json(result: SearchResult) -> Json:
    """`url` is where this API gives the whole answer."""
    return {
        "key": result.key,
        "locale": result.locale,
        "question": result.question,
        "snippet": result.snippet.text,
        "element": result.snippet.element,
        "boosts": [{"by": one.by, "percent": round(one.share * 100, 1)} for one in result.boosts],
        "url": f"{settings.PUBLIC_URL}/api/v1/answers/{quote(result.key)}?locale={result.locale}",
    }


def suggestion_json(suggestion: Suggestion) -> Json:
    where = {"key": suggestion.key} if suggestion.key else {"topic": suggestion.topic}
    return {"text": suggestion.text} | where


def topic_json(node: TopicNode) -> Json:
    return {
        "key": node.key,
        "title": node.title,
        "answers": node.answers,
        "children": [topic_json(child) for child in node.children],
    }


def change_json(change: Change) -> Json:
    return {
        "seq": change.seq,
        "op": change.op,
        "key": change.key,
        "locale": change.locale,
        "at": moment(change.at),
        "valid_until": moment(change.valid_until),
    }


def changes_json(page: ChangePage) -> Json:
    return {
        "changes": [change_json(change) for change in page.changes],
        "next": page.next,
        "epoch": page.epoch,
        "more": page.more,
    }
