"""Answers in which every text of every kind says the same hostile thing, and every door that tells
them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from kb.authoring.models import Fact, Term
from kb.document import Kind
from tests import library
from tests.bank import picture
from tests.library import block, publish_answer, publish_shared, shared_place

CHANNELS = ("agent_desk", "web", "sms", "wechat")
STAFF = (Kind.SCRIPT, Kind.REQUIRED_SCRIPT, Kind.INTERNAL_NOTE, Kind.NEVER_SAY)
TITLED = (Kind.EXPLANATION, Kind.CONDITION, Kind.FEE, Kind.CAUTION, Kind.NOTE, Kind.EXAMPLE)
# Messages have room for little: a text message for the answer, WeChat for two elements more.
ROOMY, WIDE = ["agent_desk", "web", "wechat"], ["agent_desk", "web"]
LONGEST_BRIEF = 100
# Ways that take any words; an address that is none stops publication.
WAYS = ("mini_program", "phone_menu", "agent_transaction")


@dataclass
class House:
    """`answers` by the text that fills them."""

    topic: Any
    chief: Client
    keys: dict[str, dict[str, str]]
    answers: dict[str, Any] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def publish(self, texts: Sequence[str]) -> None:
        for text in texts:
            key = f"cards.t{len(self.answers)}"
            self.answers[text] = fill_answer(self.topic, key, storable(text))


def storable(text: str) -> str:
    """No form lets NUL in, and PostgreSQL has no way to keep it; SQLite takes it from a program."""
    return text.replace("\0", "\ufffd") if connection.vendor == "postgresql" else text


def fitted(model: type[Model], text: str, *fields: str) -> dict[str, str]:
    """As much of the text as the form of each field lets in."""
    return {name: text[: model._meta.get_field(name).max_length] for name in fields}


def fill_answer(topic: Any, key: str, text: str) -> Any:
    """Every field that takes text has it; facts and terms bring it in from the side as well."""
    short = key.replace(".", "_")
    Fact(key=short, type="text", live=True, **fitted(Fact, text, "name", "name_en", "value")).save()
    Term(key=short, locale=topic.locale, live=True, **fitted(Term, text, "jargon", "plain")).save()
    shared = publish_shared(f"{short}-shared".replace("_", "-"), block(
        "note", text, slot="inner", title=text, channels=WIDE))  # fmt: skip
    return publish_answer(
        topic, key, text.replace("{", "(")[:250] or "问",
        *_elements(text, fact=short), shared_place(shared), wordings=text,
    )  # fmt: skip


def _elements(text: str, *, fact: str) -> Iterator[dict[str, Any]]:
    forms: dict[str, Any] = {"brief": text, "spoken": text}
    forms["overrides"] = [{"type": "item", "value": {"channel": "wechat", "text": text}, "id": "o"}]
    brief = text if len(text) <= LONGEST_BRIEF else "先挂失再补卡。"
    basis = dict.fromkeys(("document", "number", "clause", "department"), text[:80])
    yield block("answer", text, slot="answer", brief=brief, basis=basis)
    yield block(
        "explanation", f"{{{{ {fact} }}}} {{{{ term.{fact} }}}}", slot="facts", channels=ROOMY
    )
    yield library.steps(text, text, channels=WIDE)
    for kind in TITLED:
        channels = ROOMY if kind is Kind.NOTE else WIDE
        yield block(kind.value, text, slot=kind.value, title=text, channels=channels, **forms)
    table = {
        "columns": [{"type": "text", "heading": text}, {"type": "text", "heading": text}],
        "rows": [{"values": [text, text]}], "caption": text,
    }  # fmt: skip
    yield block("table", text, slot="table", title=text, table=table, channels=WIDE)
    target = [{"type": "item", "value": {"type": "url", "value": "https://a.example/"}, "id": "t"}]
    yield block("link", text, slot="link", title=text, targets=target, channels=WIDE)
    ways = [
        {"type": "item", "value": {"type": way, "value": text[:500]}, "id": way} for way in WAYS
    ]
    yield block("action", text, slot="action", title=text, targets=ways, channels=WIDE, **forms)
    yield block("image", text, slot="image", image=picture(title=text[:255]).pk, channels=WIDE)
    for kind in STAFF:
        yield block(kind.value, text, slot=kind.value, audience="agent", channels=["agent_desk"])


def pages_of(house: House, answer: Any) -> Iterator[tuple[str, str]]:
    """Everything about this answer that a browser would draw: a name, and the HTML."""
    key, edit = answer.key, reverse("wagtailadmin_pages:edit", args=[answer.pk])
    yield "help", _html(house.client, f"/help/zh-Hans/answers/{key}/")
    yield "desk", _html(house.chief, f"/desk/answers/{key}/")
    yield "edit", _html(house.chief, edit)
    view = f"/admin/pages/{answer.pk}/revisions/{answer.latest_revision_id}/view/?mode="
    for channel in CHANNELS:
        yield f"preview {channel}", _html(house.chief, view + channel)
        body = said_on(house, answer, channel)
        parts = [part.get("html") or "" for part in body["parts"]]
        yield f"API {channel}", "\n".join([body.get("html") or "", *parts])


def said_on(house: House, answer: Any, channel: str) -> dict[str, Any]:
    headers = house.keys[channel]
    url = f"/api/v1/answers/{answer.key}?include=wordings"
    response = house.client.get(url, headers=headers)
    assert response.status_code == 200, (channel, response.content)
    return response.json()


def _html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()
