"""The fee for a new card goes up. One change of one fact, and every channel says so."""

from typing import Any

import pytest
from django.test import Client

from kb.authoring.models import Fact
from tests import library
from tests.library import block

URL = "/api/v1/answers/cards.fee"
SAID = {
    "web": ("¥15", "¥20"),
    "agent_desk": ("¥15", "¥20"),
    "wechat": ("¥15", "¥20"),
    "sms": ("15元", "20元"),
}


@pytest.fixture
def fee(db: None) -> Fact:
    fact = Fact(key="card.fee", name="工本费", type="money", unit="CNY", value="15", live=True)
    fact.save()
    return fact


@pytest.fixture
def answer(cards: Any, fee: Fact) -> Any:
    return library.publish_answer(
        cards, "cards.fee", "补卡多少钱？",
        block("answer", "补一张卡收 {{ card.fee }}。", brief="补卡费 {{ card.fee }}。"),
    )  # fmt: skip


def said(client: Client, keys: dict[str, Any]) -> dict[str, str]:
    return {code: client.get(URL, headers=key).json()["text"] for code, key in keys.items()}


@pytest.mark.django_db(transaction=True)
def test_one_edit_changes_every_channel(client: Client, keys: Any, fee: Fact, answer: Any) -> None:
    before = said(client, keys)
    assert all(old in before[code] for code, (old, _new) in SAID.items()), before
    position = client.get("/api/v1/changes", headers=keys["sms"]).json()["next"]

    fee.value = "20"
    fee.save_revision().publish()

    after = said(client, keys)
    for code, (old, new) in SAID.items():
        assert new in after[code] and old not in after[code], code
    changes = client.get(f"/api/v1/changes?after={position}", headers=keys["sms"]).json()
    assert [(c["op"], c["key"]) for c in changes["changes"]] == [("upsert", "cards.fee")]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawn_fact_is_gone_before_any_worker_has_looked(
    client: Client, keys: Any, fee: Fact, answer: Any, stopped_projections: None
) -> None:
    assert client.get(URL, headers=keys["web"]).status_code == 200

    fee.unpublish()

    for key in keys.values():
        assert client.get(URL, headers=key).status_code == 404
