"""The bank withdraws an answer at 10:00. On the very next read nobody can find it, though every
worker, the broker and the search index know nothing of it yet."""

from typing import Any

import pytest
from django.test import Client

from tests import library
from tests.library import block

QUESTION, TEXT = "怎样提高信用卡额度？", "在手机银行里申请临时额度。"


@pytest.fixture
def answer(cards: Any) -> Any:
    return library.publish_answer(
        cards, "cards.limit", QUESTION, block("answer", TEXT), wordings="额度不够用"
    )


def doors(client: Client, keys: dict[str, Any], element: str) -> dict[str, str]:
    """What every programs' door says, for every channel."""
    urls = {
        "answer": "/api/v1/answers/cards.limit",
        "element": f"/api/v1/elements/{element}",
        "search": "/api/v1/search?q=信用卡额度",
        "suggest": "/api/v1/suggest?q=怎样",
        "topics": "/api/v1/topics",
    }
    said = {
        f"{name} {code}": client.get(url, headers=key).content.decode()
        for code, key in keys.items()
        for name, url in urls.items()
    }
    for code, key in keys.items():
        reply = client.post(
            "/api/v1/answers", {"text": QUESTION}, content_type="application/json", headers=key
        )
        said[f"ask {code}"] = reply.content.decode()
    return said


@pytest.mark.django_db(transaction=True)
def test_the_next_read_finds_nothing(
    client: Client, agent_client: Client, keys: Any, answer: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    element = library.element_id(answer, "answer")
    before = doors(client, keys, element)
    assert all(
        QUESTION in text or TEXT in text or '"answers":1' in text.replace(" ", "")
        for text in before.values()
    ), before
    position = client.get("/api/v1/changes", headers=keys["web"]).json()["next"]
    monkeypatch.setattr("kb.publication.bell.ring", lambda: None)

    answer.unpublish()

    for door, text in doors(client, keys, element).items():
        assert TEXT not in text and QUESTION not in text, door
        assert '"answers":1' not in text.replace(" ", ""), door
    assert client.get("/api/v1/answers/cards.limit", headers=keys["web"]).status_code == 404
    assert client.get(f"/api/v1/elements/{element}", headers=keys["sms"]).status_code == 404
    feed = client.get(f"/api/v1/changes?after={position}", headers=keys["web"]).json()
    assert [(c["op"], c["key"]) for c in feed["changes"]] == [("remove", "cards.limit")]
    for page in ("/help/zh-Hans/answers/cards.limit/", "/desk/answers/zh-Hans/cards.limit/"):
        assert agent_client.get(page).status_code == 404
