"""`rebuild` makes everything again from the log; `verify` finds whatever does not agree with it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from channels.renditions.models import Rendition
from kb.authoring.models import Fact
from kb.publication import bell, projections
from kb.publication.models import AliasPlace, Dirty, Live, LiveTopic, Publication
from kb.publication.protection import lifted
from kb.search.engine import IndexBusy
from kb.search.queries import search
from tests.importing.files import everyone
from tests.library import block, publish_answer, publish_topic, rewrite


@pytest.fixture
def answer(transactional_db):
    topic = publish_topic("cards", "银行卡")
    publish_answer(topic, "cards.fee", "年费多少？", block("answer", "每年二百元。"))
    return publish_answer(topic, "cards.lost", "卡丢了怎么办？", block("answer", "请马上挂失。"))


def run(name, *arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(name, *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return 1, err.getvalue() + str(error)
    return 0, out.getvalue() + err.getvalue()


def test_rebuild_makes_everything_again(answer):
    before = list(Rendition.objects.order_by("key", "channel").values_list("key", "body"))
    Rendition.objects.all().delete()
    projections.get("search").reset()
    code, said = run("rebuild", "--all")
    assert code == 0 and all(name in said for name in projections.names())
    assert before == list(Rendition.objects.order_by("key", "channel").values_list("key", "body"))
    found = search(scope=everyone(timezone.now()), text="挂失", locale="zh-Hans").results
    assert [result.key for result in found] == ["cards.lost"]


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["search", "--all"]])
def test_rebuild_says_what_there_is(answer, arguments):
    code, said = run("rebuild", *arguments)
    assert code == 1 and "search" in said and "renditions" in said


def test_rebuild_beside_another_writer_says_so(answer, monkeypatch):
    def busy(*_args, **_kwargs):
        raise IndexBusy

    monkeypatch.setattr(projections.get("search"), "reset", busy)
    code, said = run("rebuild", "search")
    assert code == 1 and "search" in said


def test_all_is_well(answer):
    code, said = run("verify")
    assert code == 0 and "search" in said


def test_a_changed_log_row_is_found(answer):
    row = Publication.objects.get(key="cards.lost")
    with lifted():
        Publication.objects.filter(pk=row.pk).update(cause="nobody")
    code, said = run("verify")
    assert code == 1 and str(row.seq) in said


def test_a_row_taken_out_of_the_log_is_found(answer):
    row = Publication.objects.get(key="cards.fee")
    with lifted():
        Publication.objects.filter(pk=row.pk).delete()
    code, said = run("verify")
    assert code == 1 and str(row.seq + 1) in said


def change_live(row):
    row.document["passages"][0]["standard"]["runs"] = ["不用挂失。"]
    row.save()


def forget_live(row):
    row.delete()


def close_topic(row):
    LiveTopic.objects.filter(pk=row.topic_id).update(open=False)


def unpublish_behind_the_back(row):
    Page.objects.filter(pk=row.page_id).update(live=False)


def add_second_place(row):
    AliasPlace.objects.create(
        page_id=0, source_id=row.page_id, key=row.key, locale=row.locale, topic_id=row.topic_id
    )


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (change_live, "cards.lost (zh-Hans)"),
        (forget_live, "cards.lost (zh-Hans)"),
        (close_topic, "cards"),
        (unpublish_behind_the_back, "cards.lost (zh-Hans)"),
        (add_second_place, "cards.lost"),
    ],
)
def test_what_is_live_and_should_not_be_is_found(answer, harm, named):
    harm(Live.objects.get(key="cards.lost"))
    code, said = run("verify")
    assert code == 1 and named in said


def test_a_projection_that_is_behind_is_named(answer, monkeypatch):
    monkeypatch.setattr(bell, "ring", lambda: None)
    rewrite(answer, block("answer", "请立刻挂失。"))
    code, said = run("verify")
    assert code == 1 and "renditions" in said and "search" in said
    projections.catch_up()
    assert run("verify")[0] == 0


def test_answers_that_wait_for_the_slow_lane_are_told_and_no_fault(answer, monkeypatch):
    fact = Fact(key="fee", name="年费", type="money", unit="CNY", value="200", live=True)
    fact.save()
    rewrite(answer, block("answer", "每年{{ fee }}。"))
    monkeypatch.setattr(bell, "ring", lambda: None)
    fact.value = "300"
    fact.save()
    assert Dirty.objects.exists()
    projections.catch_up()
    code, said = run("verify")
    assert code == 0 and "cards.lost" in said
