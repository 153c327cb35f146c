"""A small library, published as an import does, and callers with keys."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.api.counters import counters
from channels.renditions import evidence
from kb.authoring.importers.bulk import Editor, NewAnswer, add_answers
from kb.authoring.label_values import forget_choices
from kb.authoring.models import LabelValue
from kb.publication import projections
from tests import database, library
from tests.library import block

API = "/api/v1"
LOST, NEW, INSIDE, PERSON = "cards.lost", "cards.new", "cards.inside", "cards.dispute"
QUESTION = "银行卡丢了怎么办？"


@dataclass(frozen=True)
class Published:
    """Pages by key."""

    pages: dict[str, Any]
    topics: dict[str, Any]

    def element(self, slot: str, key: str = LOST) -> str:
        return library.element_id(self.pages[key], slot)


@pytest.fixture(autouse=True)
def fresh_counts(settings: Any, tmp_path: Path) -> Iterator[None]:
    """No request of another test counts, and no text counts as served."""
    settings.VAR_DIR = tmp_path
    counters.cache_clear()
    evidence.forget()
    yield
    counters.cache_clear()


@pytest.fixture
def published(db: None) -> Iterator[Published]:
    LabelValue.objects.create(
        dimension="regions", code="beijing", name_zh="北京", name_en="Beijing"
    )
    forget_choices()
    cards = library.publish_topic("cards", "银行卡")
    loans = library.publish_topic("loans", "贷款")
    wordings = ("卡丢了", "卡被偷了")
    for_agents = block("answer", "问三个问题。", audience="agent")
    by_person = block("answer", "请联系客户经理处理。", slot="main", person_only=True)
    new = [
        new_answer(cards, LOST, QUESTION, *lost_elements(), wordings=wordings),
        new_answer(cards, NEW, "怎么办新卡？", block("answer", "带身份证到网点办。")),
        new_answer(cards, INSIDE, "坐席怎么核实身份？", for_agents),
        new_answer(loans, PERSON, "贷款合同有争议怎么办？", by_person),
    ]
    topics = {"cards": cards, "loans": loans}
    yield Published({page.key: page for page in add(new)}, topics)
    forget_choices()


def add(answers: list[NewAnswer]) -> list[Any]:
    pages = add_answers(answers, editor=Editor(at=timezone.now()))
    projections.catch_up()
    return pages


def new_answer(topic: Any, key: str, question: str, *elements: Any, **more: Any) -> NewAnswer:
    return NewAnswer(
        key=key, translation_key=uuid.uuid4(), locale="zh-Hans", topic=topic.pk,
        question=question, elements=elements, **more,
    )  # fmt: skip


def lost_elements() -> list[dict[str, Any]]:
    action = block("action", "在手机上挂失。", slot="do", title="马上挂失")
    url = {"type": "url", "value": "https://www.guyubank.example/lost"}
    action["value"]["targets"] = [{"type": "item", "value": url, "id": str(uuid.uuid4())}]
    return [
        block("answer", "先打电话**挂失**，再到网点补卡。", slot="main"),
        library.steps("打电话挂失。", "到网点补卡。", brief="先挂失，再补卡。"),
        action,
        block("note", "北京的网点周末也开。", slot="beijing", regions=["beijing"]),
        block("internal_note", "先核实身份。", slot="inner"),
    ]


@pytest.fixture
def caller(db: None) -> Callable[..., Client]:
    """A client with a key of its own: public, on the web, unless told otherwise."""

    def make(channel: str = "web", **wish: Any) -> Client:
        headers = library.key_for(channel, **({"rate_per_minute": 100_000} | wish))
        return Client(headers={"authorization": headers["Authorization"]})

    return make


@pytest.fixture
def web(published: Published, caller: Callable[..., Client]) -> Client:
    return caller("web")


@pytest.fixture
def locked_database() -> Callable[[], Any]:
    """Somebody else holds the locks that a write would need: of the file, or of these tables."""

    @contextmanager
    def locked() -> Iterator[None]:
        with database.another_connection() as other:
            if database.on_postgres:
                other.execute("LOCK TABLE channels_servedtext, channels_apikey IN EXCLUSIVE MODE")
            else:
                other.execute("BEGIN IMMEDIATE")
            yield
            other.rollback()

    return locked


def ask(client: Client, text: str, **more: Any) -> Any:
    body = json.dumps({"text": text} | more)
    return client.post(f"{API}/answers", body, content_type="application/json")


@pytest.fixture
def many(published: Published) -> None:
    cards = published.topics["cards"]
    texts = [(f"cards.many-{n}", f"挂失第{n}种卡要多久？") for n in range(7)]
    add([new_answer(cards, key, text, block("answer", "马上生效。")) for key, text in texts])
