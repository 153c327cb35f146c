"""Searches ordered by meaning too: what words found, in a better order, and nothing else."""

import logging
import threading
import time
from array import array
from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from typing import Any

import pytest
from django.utils import timezone

from kb import broker, startup, tasks
from kb.authoring.models import KnowledgePage
from kb.publication import log, projections
from kb.search import embedders, meaning, queries, vector_making, vectors
from kb.search.embedding import EmbedderUnavailable, Patience, TextsRefused, Vector, unit
from kb.search.embedding_server import BadEmbeddingsUrl
from kb.search.models import PhraseVector
from kb.search.sayable import sayable
from kb.search.vectors_aside import Aside
from tests.api.conftest import add, new_answer
from tests.library import block
from tests.search import library
from tests.search.embeddings import standing
from tests.search.samples import CHINESE, reader

pytestmark = pytest.mark.django_db
# What means the same, whatever the words: one number of a vector each.
MEANINGS = (("银行卡", "卡片"), ("丢", "遗失", "不见"), ("年费", "收费"), ("额度",))


class Meanings:
    """An embedder that knows a few words' meanings, always the same."""

    name = "meanings"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_down = False
        self.refused = ""
        self.answers = 1_000

    def embed(self, texts: Sequence[str], *, seconds: float) -> list[Vector]:
        self.asked += texts
        self.answers -= 1
        if self.is_down or self.answers < 0:
            raise EmbedderUnavailable("down")
        if self.refused and any(self.refused in text for text in texts):
            raise TextsRefused("status 400")
        return [_meaning_of(text) for text in texts]


def _meaning_of(text: str) -> Vector:
    said = [float(any(word in text for word in words)) for words in MEANINGS]
    return unit([0.1, *said])


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meanings]:
    one = Meanings()
    monkeypatch.setattr(embedders, "configured", lambda: one)
    monkeypatch.setattr(meaning, "patience", Patience())
    yield one


@pytest.fixture
def cards() -> Any:
    return library.topic("cards", "银行卡")


def follow() -> None:
    library.catch_up()
    vector_making.run(now=timezone.now())


def found(text: str, **scope: Any) -> queries.SearchPage:
    return queries.search(scope=reader(**scope), text=text, locale=CHINESE)


def keys(page: queries.SearchPage) -> list[str]:
    return [result.key for result in page.results]


def publish_three(cards: Any) -> None:
    said = {"fee": "我的卡片收费多少", "limit": "我的卡片额度多少", "loss": "银行卡遗失"}
    add([new_answer(cards, key, text, block("answer", "答案。")) for key, text in said.items()])


def test_what_means_the_same_comes_first(cards: Any, embedder: Meanings, monkeypatch: Any) -> None:
    publish_three(cards)
    follow()
    asked = "我的卡片不见了多少天可以补遗失"
    with monkeypatch.context() as off:
        off.setattr(embedders, "configured", lambda: None)
        by_words = keys(found(asked))
    page = found(asked)
    assert keys(page)[0] == "loss" != by_words[0]
    assert sorted(keys(page)) == sorted(by_words) and not page.by_words


def test_what_a_reader_may_not_see_moves_nothing(cards: Any, embedder: Meanings) -> None:
    """Though it would be nearest of all, and its vector lies in the same table."""
    publish_three(cards)
    follow()
    asked = ("卡片遗失", "我的卡片不见了多少天可以补遗失", "收费", "丢")
    before = [(found(text).results, found(text).nearest) for text in asked]
    hidden = library.element("answer", "卡片遗失，内部核实。", audience="agent")
    library.publish(cards, "inner", "卡片遗失", hidden)
    follow()
    assert PhraseVector.objects.count() == 4
    assert [(found(text).results, found(text).nearest) for text in asked] == before
    assert keys(found("卡片遗失", **library.AGENT))[0] == "inner"


def test_publishing_asks_no_embedder(cards: Any, embedder: Meanings) -> None:
    publish_three(cards)
    projections.catch_up()
    assert embedder.asked == [] and not PhraseVector.objects.exists()


def test_an_embedder_that_is_down_costs_no_answer(cards: Any, embedder: Meanings) -> None:
    publish_three(cards)
    embedder.is_down = True
    follow()
    assert not PhraseVector.objects.exists()
    page = found("卡片遗失")
    assert set(keys(page)) == {"fee", "limit", "loss"} and page.by_words
    before = len(embedder.asked)
    assert found("卡片遗失").by_words and len(embedder.asked) == before
    embedder.is_down = False
    follow()
    assert PhraseVector.objects.count() == 3


def test_other_phrases_have_another_vector_and_none_when_gone(
    cards: Any, embedder: Meanings
) -> None:
    page = library.publish(cards, "loss", "银行卡遗失")
    follow()
    (first,) = PhraseVector.objects.values_list("name", flat=True)
    page.title = "卡片收费"
    page.save_revision().publish()
    follow()
    (second,) = PhraseVector.objects.values_list("name", flat=True)
    assert second != first
    KnowledgePage.objects.get(pk=page.pk).unpublish()
    follow()
    assert not PhraseVector.objects.exists()


def test_phrases_that_are_refused_stop_nothing(cards: Any, embedder: Meanings) -> None:
    embedder.refused = "收费"
    publish_three(cards)
    follow()
    assert set(PhraseVector.objects.values_list("key", flat=True)) == {"limit", "loss"}
    assert set(keys(found("卡片遗失"))) == {"fee", "limit", "loss"}


def test_what_is_hidden_changes_nothing(cards: Any, embedder: Meanings) -> None:
    """Neither what is found nor its order: an answer for staff means exactly what is asked."""
    publish_three(cards)
    follow()
    before = keys(found("卡片不见了遗失"))
    staff = library.element("answer", "只给员工看。", audience="agent")
    library.publish(cards, "hidden", "卡片不见了遗失", staff)
    follow()
    assert PhraseVector.objects.filter(key="hidden").exists()
    assert keys(found("卡片不见了遗失")) == before


def test_another_model_makes_all_anew(cards: Any, embedder: Meanings) -> None:
    publish_three(cards)
    follow()
    embedder.name = "others"
    assert found("卡片遗失").results
    follow()
    assert set(PhraseVector.objects.values_list("model", flat=True)) == {"others:5"}
    assert PhraseVector.objects.count() == 3


def test_what_was_made_before_a_failure_is_kept(cards: Any, embedder: Meanings) -> None:
    publish_three(cards)
    embedder.answers = 3
    follow()
    assert embedder.asked[0] == vector_making.PROBE and PhraseVector.objects.count() == 2
    embedder.answers, embedder.asked = 1_000, []
    follow()
    assert embedder.asked[0] == vector_making.PROBE and len(embedder.asked) == 2
    assert PhraseVector.objects.count() == 3


def test_work_ends_when_its_time_is_over(cards: Any, embedder: Meanings) -> None:
    publish_three(cards)
    vector_making.follow(embedder, as_of=timezone.now(), until=time.monotonic() - 1)
    assert not PhraseVector.objects.exists()
    follow()
    assert PhraseVector.objects.count() == 3


def test_a_restored_log_drops_the_vectors_of_what_it_does_not_know(
    cards: Any, embedder: Meanings
) -> None:
    library.publish(cards, "loss", "银行卡遗失")
    follow()
    (row,) = PhraseVector.objects.all()
    PhraseVector.objects.create(
        name="of another day", model=row.model, key="gone", locale=CHINESE, vector=row.vector
    )
    log.begin_epoch()
    embedder.asked = []
    follow()
    assert list(PhraseVector.objects.values_list("pk", flat=True)) == [row.pk]
    assert embedder.asked == [vector_making.PROBE]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("我的卡6222 0212 3456 7890丢了", "我的卡丢了"),
        (f"{'问' * 195}6222021234567890", "问" * 195),
        ("13800138000", ""),
        ("Where is my Card?\n", "Where is my Card?"),
    ],
)
def test_no_number_of_a_person_leaves_the_house(typed: str, sent: str) -> None:
    assert sayable(typed) == sent


def test_a_server_is_told_no_numbers_and_the_log_neither_key_nor_words(
    cards: Any, settings: Any, monkeypatch: Any, caplog: Any
) -> None:
    """Through the settings, over the wire; then it goes down."""
    monkeypatch.setattr(meaning, "patience", Patience())
    publish_three(cards)
    caplog.set_level(logging.DEBUG)
    with standing() as server:
        settings.EMBEDDINGS_URL, settings.EMBEDDINGS_MODEL = server.url, "small"
        settings.EMBEDDINGS_KEY = "sk-very-secret"
        settings.EMBEDDINGS_TIMEOUT_MS = 5_000
        follow()
        assert PhraseVector.objects.filter(model="small:3").count() == 3
        page = found("卡片6222021234567890收费多少")
        assert not page.by_words and set(keys(page)) == {"fee", "limit"}
        assert server.seen[-1][2]["input"] == ["卡片收费多少"]
        server.status = 503
        assert found("卡片6222021234567890收费").by_words
        follow()
    said = caplog.text
    assert "503" in said
    assert [word for word in ("sk-very", "卡片", "6222", "遗失") if word in said] == []


def test_the_clock_waits_for_no_embedder(cards: Any, monkeypatch: Any) -> None:
    """Without a broker a thread makes the vectors, and never two at once."""
    begun, let_go = SimpleQueue[None](), threading.Event()

    def hang(**_: Any) -> None:
        begun.put(None)
        let_go.wait(20)

    monkeypatch.setattr(vector_making, "run", hang)
    aside = Aside()
    aside.begin()
    assert begun.empty()
    monkeypatch.setattr(embedders, "configured", Meanings)
    for _minute in range(3):
        aside.begin()
    begun.get(timeout=20)
    let_go.set()
    assert begun.empty()


def test_with_a_broker_another_worker_makes_them(monkeypatch: Any, settings: Any) -> None:
    sent: list[Any] = []
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr(broker, "send", sent.append)
    tasks.keep_time()
    assert tasks.make_vectors not in sent
    monkeypatch.setattr(embedders, "configured", Meanings)
    tasks.keep_time()
    assert tasks.make_vectors in sent


def test_an_address_that_cannot_be_asked_stops_the_start(settings: Any) -> None:
    settings.EMBEDDINGS_URL = "host:8000/v1"
    with pytest.raises(BadEmbeddingsUrl, match="EMBEDDINGS_URL"):
        startup.connect()


def test_a_vector_is_stored_as_it_is() -> None:
    vector = array("f", [0.6, 0.8])
    PhraseVector.objects.create(name="n", model="m", key="k", locale="en", vector=vector.tobytes())
    assert vectors._read(PhraseVector.objects.values_list("vector", flat=True)[0]) == vector
