"""A customer pastes a card number, a phone number and an identity number into the question, at
every door. None of it is anywhere afterwards: no file, no table, no log line, no metric, no screen
and no file that somebody takes along."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import timezone

from kb.feedback.misses import counting, store
from kb.feedback.misses.models import MissGroup
from kb.feedback.misses.schema import EVERY_TABLE
from kb.publication import projections
from tests import library
from tests.library import block
from tests.misses.asking import tick
from tests.watch.lines import written

CARD, PHONE, IDENTITY, MAIL = (
    "6228480402564890018",
    "13912345678",
    "110105199003078816",
    "a.b@qq.cn",
)
PASTED = (
    f"卡号{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}被盗刷",
    f"卡号{'-'.join(CARD[i : i + 4] for i in range(0, 19, 4))}被盗刷了",
    f"手机{PHONE[:3]}\u200b{PHONE[3:7]}\u200b{PHONE[7:]}收不到验证码",
    f"身份证{IDENTITY.translate(str.maketrans('0123456789', '０１２３４５６７８９'))}过期怎么办",
    f"发到{MAIL}可以吗",
    PHONE.translate(str.maketrans("0123456789", "零一二三四五六七八九")) + "停机了换号码",
)
# Seven of the digits in a row, through whatever may stand between.
PIECES = [number[:7] for number in (CARD, PHONE, IDENTITY)] + [MAIL]
DIGITS = str.maketrans("０１２３４５６７８９零一二三四五六七八九", "01234567890123456789")


def pieces_in(text: str) -> list[str]:
    plain = re.sub(r"[\s\-\u200b\\]|u200b", "", text.translate(DIGITS))
    return [piece for piece in PIECES if piece in plain]


@pytest.fixture
def bank(db: None) -> Any:
    cards = library.publish_topic("cards", "银行卡")
    library.publish_answer(cards, "cards.fee", "补卡多少钱？", block("answer", "收15元。"))
    projections.catch_up()
    return cards


def ask_everywhere(client: Client, desk: Client, key: dict[str, str], text: str) -> None:
    client.get("/api/v1/search", {"q": text}, headers=key)
    client.get("/api/v1/suggest", {"q": text}, headers=key)
    client.post("/api/v1/answers", {"text": text}, content_type="application/json", headers=key)
    client.get("/help/zh-Hans/search/", {"q": text})
    desk.get("/desk/results/", {"q": text}, headers={"HX-Request": "true"})
    desk.get("/desk/answers/cards.fee/", {"q": text}, headers={"HX-Request": "true"})
    said = {"key": "cards.fee", "verdict": "wrong", "comment": text}
    client.post("/api/v1/feedback", said, content_type="application/json", headers=key)


def everything_kept() -> dict[str, str]:
    found = {}
    for model in apps.get_models():
        found[model._meta.label] = repr(list(model._default_manager.values_list()))
    with store.reading() as session:
        for table in EVERY_TABLE:
            found[table] = repr(session.rows(f"SELECT * FROM {table}"))
    for file in Path(settings.VAR_DIR).glob("asked.sqlite3*"):
        found[file.name] = file.read_bytes().decode("utf-8", "replace")
    return found


def test_it_is_nowhere_afterwards(client: Client, bank: Any) -> None:
    key = library.key_for("wechat", audience="customer", rate_per_minute=100_000)
    desk, supervisor = Client(), Client()
    desk.force_login(library.staff("agent-7", "Agents"))
    supervisor.force_login(library.staff("supervisor-1", "Supervisors"))

    with written() as log:
        for text in PASTED:
            assert pieces_in(text), text
            ask_everywhere(client, desk, key, text)
        counting.flush()
        waiting = everything_kept()
        tick(timezone.now())
        names = [row.group.name for row in supervisor.get("/admin/misses/").context["page"]]
        said = [supervisor.get(f"/admin/misses/{name}/").content.decode() for name in names]
        said.append(supervisor.get("/admin/misses/").content.decode())
        export = supervisor.get("/admin/misses/export/")
        said.append(b"".join(export.streaming_content).decode())
        title = supervisor.get(f"/admin/misses/{names[0]}/").context["form"]["question"].value()
        draft = {"act": "new", "question": title, "topic": bank.pk, "wordings": []}
        assert supervisor.post(f"/admin/misses/{names[0]}/decide/", draft).status_code == 302

    assert len(names) >= 4 and MissGroup.objects.exists()
    said += [log.getvalue(), client.get("/metrics").content.decode()]
    kept = waiting | {f"after {name}": text for name, text in everything_kept().items()}
    assert [text for text in said if pieces_in(text)] == []
    assert {name: pieces_in(text) for name, text in kept.items() if pieces_in(text)} == {}
