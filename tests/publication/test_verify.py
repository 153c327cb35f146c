"""`verify` names each difference by its kind and never by content; `--repair` puts right what can
be, and says what cannot."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from channels.renditions.models import Rendition
from kb.access import Labels
from kb.authoring.models import Fact, KnowledgePage
from kb.publication import bell, log, projections
from kb.publication.affected import live_answers
from kb.publication.changes import changes_after
from kb.publication.models import (
    AliasPlace,
    Cursor,
    Live,
    LiveElement,
    LiveTopic,
    LiveUse,
    Publication,
)
from kb.publication.protection import lifted
from kb.publication.queries import Candidate
from kb.search.documents import index_documents
from kb.search.engine import Change, IndexDocument, open_engine
from tests.authoring.making import (
    element,
    make_topic,
    published_answer,
    published_fact,
    rewrite,
    widest,
)

pytestmark = pytest.mark.django_db
CHINESE = "zh-Hans"
SECRET = "暗号"
LINE = re.compile(r"^([a-z]+(?:-[a-z]+)?): (\S+?):?(?=\s)", re.MULTILINE)


def verify(*arguments: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Exit code, everything said, and kind and name of each difference."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("verify", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        code, text = error.returncode, str(error)
        err.write(f"\n{text}")
    said = out.getvalue() + err.getvalue()
    return code, said, LINE.findall(err.getvalue())


def publish(count: int) -> list[str]:
    published_fact()
    keys = [f"cards.{number:02}" for number in range(count)]
    for number, key in enumerate(keys):
        text = f"{SECRET}{number}：年费 {{{{ card.fee }}}}。"
        published_answer(
            key, element(text=text), element("note", f"{SECRET}北京", regions=["beijing"])
        )
    projections.catch_up()
    return keys


def index_again(key: str, change: Callable[[IndexDocument], IndexDocument | None]) -> None:
    """Puts other documents of an answer into the index, as nothing in the house would."""
    engine, now = open_engine(settings.SEARCH_URL), timezone.now()
    (answer,) = live_answers([Candidate(key, CHINESE)], as_of=now).values()
    documents = index_documents(answer.documents, lineage=answer.lineage, as_of=now)
    changed = tuple(filter(None, map(change, documents)))
    seen = engine.position()
    engine.write([Change(key, CHINESE, changed)], seen=seen, epoch=seen.epoch, seq=seen.seq)


FLIPS: list[tuple[str, Callable[[IndexDocument], IndexDocument | None]]] = [
    ("search-text", lambda one: replace(one, body=f"{one.body}{SECRET}")),
    ("search-text", lambda one: replace(one, question="另一个问题")),
    ("search-access", lambda one: replace(one, labels=Labels())),
    ("search-access", lambda one: replace(one, topics=frozenset({"loans"}))),
    ("search-missing", lambda one: None),
    ("search-missing", lambda one: None if one.element else one),
    ("search-surplus", lambda one: replace(one, id=f"{one.id}x")),
]


def test_fifty_changed_documents_of_the_index_are_named_and_put_right() -> None:
    keys = publish(50)
    expected = {}
    for number, key in enumerate(keys):
        kind, change = FLIPS[number % len(FLIPS)]
        index_again(key, change)
        expected[key] = kind
    code, said, found = verify()
    named: dict[str, set[str]] = {}
    for kind, key in found:
        named.setdefault(key, set()).add(kind)
    print(f"{len(named)} of {len(keys)} changed documents named")
    assert code == 1 and set(named) == set(keys)
    assert all(expected[key] in kinds for key, kinds in named.items())
    assert SECRET not in said and "另一个" not in said
    code, said, _found = verify("--repair")
    assert code == 0 and SECRET not in said
    assert verify()[0] == 0


def test_an_answer_that_only_the_index_knows_is_named_and_taken_out() -> None:
    publish(1)
    engine = open_engine(settings.SEARCH_URL)
    seen = engine.position()
    ghost = IndexDocument(
        id="ghost:0", key="ghost", locale=CHINESE, tier=next(engine.held()).index.tier
    )
    engine.write(
        [Change("ghost", CHINESE, (ghost,))], seen=seen, epoch=seen.epoch, seq=seen.seq
    )  # fmt: skip
    assert verify()[2] == [("search-surplus", "ghost")]
    assert verify("--repair")[0] == 0
    assert {held.key for held in engine.held()} == {"cards.00"}


def test_a_document_that_takes_no_repair_is_built_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(2)
    index_again("cards.01", lambda one: replace(one, body="anders"))
    monkeypatch.setattr(projections.get("search"), "repair", lambda found: None)
    assert verify("--repair")[0] == 0


def test_no_index_at_all_is_named_and_built() -> None:
    publish(2)
    settings.SEARCH_URL = f"{settings.SEARCH_URL}-elsewhere"
    code, said, _found = verify()
    assert code == 1 and "search" in said
    assert verify("--repair")[0] == 0


def change_text() -> None:
    row = Rendition.objects.filter(key="cards.01", channel="web").get()
    row.body["parts"][0]["part"]["text"] = SECRET
    row.save()


def widen_a_part() -> None:
    row = Rendition.objects.filter(key="cards.01", channel="web").get()
    row.body["parts"][1]["labels"] = row.body["parts"][0]["labels"]
    row.save()


def drop_a_rendition() -> None:
    Rendition.objects.filter(key="cards.01", channel="sms").delete()


def add_a_rendition() -> None:
    Rendition.objects.create(live_id=10**6, key="cards.01", locale=CHINESE, channel="web", body={})


@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        (change_text, "rendition-text"),
        (widen_a_part, "rendition-text"),
        (drop_a_rendition, "rendition-missing"),
        (add_a_rendition, "rendition-surplus"),
    ],
)
def test_renditions_are_named_and_put_right(harm: Callable[[], None], kind: str) -> None:
    publish(2)
    harm()
    code, said, found = verify()
    assert code == 1 and found == [(kind, "cards.01")] and SECRET not in said
    assert verify("--repair")[0] == 0


def live_row() -> Live:
    return Live.objects.get(key="cards.01")


def change_live() -> None:
    row = live_row()
    row.document["passages"][0]["standard"]["runs"] = [SECRET]
    row.save()


def forget_live() -> None:
    live_row().delete()


def widen_in_sql() -> None:
    LiveElement.objects.filter(live=live_row(), kind="note").update(regions="")


def forget_a_use() -> None:
    LiveUse.objects.filter(key="cards.01").delete()


def close_topic() -> None:
    LiveTopic.objects.filter(key="cards").update(open=False)


def unpublish_behind_the_back() -> None:
    Page.objects.filter(slug="cards-01").update(live=False)


def rewrite_behind_the_back() -> None:
    KnowledgePage.objects.filter(key="cards.01").update(title="换了个问题？")


def add_second_place() -> None:
    row = live_row()
    AliasPlace.objects.create(
        page_id=0, source_id=row.page_id, key=row.key, locale=row.locale, topic_id=row.topic_id
    )


def change_fact_behind_the_back() -> None:
    Fact.objects.update(value="300")


HARMS = [
    (change_live, "live-page", "cards.01"),
    (forget_live, "live-page", "cards.01"),
    (widen_in_sql, "live-labels", "cards.01"),
    (forget_a_use, "live-labels", "cards.01"),
    (close_topic, "topic", "cards"),
    (unpublish_behind_the_back, "live-surplus", "cards.01"),
    (rewrite_behind_the_back, "live-page", "cards.01"),
    (add_second_place, "place", "cards.01"),
    (change_fact_behind_the_back, "source", "fact:card.fee"),
]


@pytest.mark.parametrize(("harm", "kind", "name"), HARMS)
def test_what_is_live_is_named_and_put_right(
    harm: Callable[[], None], kind: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(3)
    monkeypatch.setattr(bell, "ring", lambda: None)
    harm()
    code, said, found = verify()
    assert code == 1 and (kind, name) in found and SECRET not in said
    verify("--repair")
    assert (kind, name) not in verify()[2]
    assert log.broken_links() == []


def test_a_repair_from_the_log_changes_nothing_that_readers_can_tell() -> None:
    publish(2)
    before = [(row.document, row.marks, row.edges, row.published_at) for row in Live.objects.all()]
    head = changes_after(scope=widest(), after=0, limit=100).next
    change_live()
    forget_a_use()
    assert verify("--repair")[0] == 0
    assert Publication.objects.latest("seq").cause == "repaired", "the audit knows"
    assert changes_after(scope=widest(), after=head, limit=100).changes == ()
    rows = Live.objects.order_by("key")
    assert [(row.document, row.marks, row.edges, row.published_at) for row in rows] == before


def test_what_the_log_lacks_is_appended_with_its_cause() -> None:
    publish(2)
    unpublish_behind_the_back()
    assert verify("--repair")[0] == 0
    row = Publication.objects.latest("seq")
    assert (row.kind, row.key, row.cause) == ("withdraw", "cards.01", "repaired")


def test_a_changed_row_of_the_log_cannot_be_repaired_and_says_so() -> None:
    publish(2)
    with lifted():
        Publication.objects.filter(key="cards.01").update(cause="nobody")
    code, said, found = verify("--repair")
    assert code == 2 and [kind for kind, _name in found[:1]] == ["log-row"]
    assert "restore" in said or "恢复" in said


def test_rows_cut_off_the_end_are_noticed_by_whoever_has_seen_more() -> None:
    publish(3)
    with lifted():
        Publication.objects.filter(seq=log.head()).delete()
    code, _said, found = verify()
    assert code == 2 and ("log-end", str(log.head())) in found


def test_an_end_that_was_cut_and_written_anew_is_told_by_a_noted_head() -> None:
    """All companions agree with the forged rows: only what was noted elsewhere knows better."""
    publish(2)
    seq, digest = log.newest()
    with lifted():
        forged = Publication.objects.get(seq=seq)
        forged.cause = "nobody"
        forged.hash = log.hash_of(forged)
        Publication.objects.filter(seq=seq).update(cause=forged.cause, hash=forged.hash)
    assert verify()[0] == 0
    code, _said, found = verify("--known-head", f"{seq}:{digest}")
    assert code == 2 and found == [("log-head", str(seq))]
    assert verify("--known-head", "{}:{}".format(*log.newest()))[0] == 0


@pytest.mark.parametrize("known", ["x", "12", "12:", ":abc", "٣:abc"])
def test_a_head_nobody_can_have_noted_is_refused(known: str) -> None:
    with pytest.raises(CommandError, match="--known-head"):
        call_command("verify", "--known-head", known)


def test_what_has_just_changed_is_behind_and_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(2)
    monkeypatch.setattr(bell, "ring", lambda: None)
    make_topic("loans")
    rewrite(KnowledgePage.objects.get(key="cards.01"), element(text="新的。")).publish()
    code, said, found = verify()
    assert code == 1 and found == [] and "rebuild" in said
    projections.catch_up()
    assert verify()[0] == 0


def test_a_cursor_of_another_history_is_behind() -> None:
    publish(2)
    Cursor.objects.filter(name="renditions").update(epoch="elsewhere")
    assert verify()[0] == 1
    assert verify("--repair")[0] == 0
