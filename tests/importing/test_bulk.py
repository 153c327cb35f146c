"""Many pages at once end up exactly as if each had been added and published by itself."""

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.search.models import IndexEntry

from bench.answers import make_answers
from kb.authoring.importers.admin_indexes import index_for_admin
from kb.authoring.importers.batches import add_batch
from kb.authoring.importers.bulk import Editor, NewAnswer, Unsavable, add_answers, make_page
from kb.authoring.importers.elements import raw_element, raw_table
from kb.authoring.models import AnswerKey, KnowledgePage
from kb.problem import Refused
from kb.publication import log
from kb.publication.models import Live, LiveElement, Publication
from tests.library import block, publish_shared, publish_topic

# What makes it another row, or was written at another moment.
OF_ITS_OWN = {
    "id", "page_ptr", "path", "slug", "url_path", "key", "translation_key", "latest_revision",
    "live_revision", "first_published_at", "last_published_at", "latest_revision_created_at",
}  # fmt: skip


@pytest.fixture
def topic(transactional_db):
    return publish_topic("questions", "客户问答")


def the_answer(topic, **changes):
    return replace(next(make_answers(1, topics=[topic.pk])), **changes)


def add(answers):
    return add_answers(list(answers), editor=Editor(at=timezone.now()))


def add_by_itself(topic, answer):
    page = make_page(answer)
    page.live = False
    topic.refresh_from_db()
    topic.add_child(instance=page)
    page.save_revision().publish()
    return KnowledgePage.objects.get(pk=page.pk)


def columns(page):
    fields = [f for f in KnowledgePage._meta.concrete_fields if f.name not in OF_ITS_OWN]
    return {f.name: f.value_to_string(page) for f in fields}


def test_a_page_is_as_one_that_was_added_by_itself(topic):
    alone = add_by_itself(topic, the_answer(topic, key="alone", translation_key=uuid.uuid4()))
    [made] = add([the_answer(topic)])
    many = KnowledgePage.objects.get(pk=made.pk)
    assert columns(many) == columns(alone)
    ours, wagtails = many.latest_revision.content, alone.latest_revision.content
    assert ours.keys() == wagtails.keys() and ours["elements"] == wagtails["elements"]
    assert many.live_revision == many.latest_revision
    assert many.latest_revision.as_object().elements == alone.elements
    assert many.get_parent() == alone.get_parent()


def test_readers_get_the_same_document_either_way(topic):
    alone = add_by_itself(topic, the_answer(topic, key="alone", translation_key=uuid.uuid4()))
    add([the_answer(topic)])
    one, other = (Live.objects.get(page_id=p.pk) for p in KnowledgePage.objects.order_by("pk"))
    assert one.page_id == alone.pk

    def said(row):
        return [{k: v for k, v in p.items() if k != "element"} for p in row.document["passages"]]

    assert said(one) == said(other) and len(said(one)) == 8
    assert one.document["wordings"] == other.document["wordings"]
    assert LiveElement.objects.filter(live=other).count() == 8


def test_the_tree_stays_sound(topic):
    other = publish_topic("more", "更多")
    add_by_itself(topic, the_answer(topic, key="alone", translation_key=uuid.uuid4()))
    add(make_answers(45, topics=[topic.pk, other.pk]))
    assert not any(Page.find_problems())
    topic.refresh_from_db()
    assert topic.numchild == topic.get_children().count() == 24
    last = topic.get_children().last()
    assert last.url_path == f"{topic.url_path}{last.slug}/"
    topic.add_child(instance=make_page(the_answer(topic, key="z", translation_key=uuid.uuid4())))
    assert not any(Page.find_problems())


def test_slugs_stay_unique_among_siblings(topic):
    names = [uuid.uuid4() for _ in range(3)]
    keys = ["a.b", "a-b", "a.b-2"]
    for key, name in zip(keys, names, strict=True):
        add([the_answer(topic, key=key, translation_key=name)])
    topic.refresh_from_db()
    slugs = list(topic.get_children().values_list("slug", flat=True))
    assert len(set(slugs)) == len(slugs) == 3


def test_one_row_in_the_log_for_each_and_keys_are_fixed(topic):
    add(make_answers(5, topics=[topic.pk]))
    assert Publication.objects.filter(kind="publish").count() == 5
    assert log.broken_links() == []
    assert AnswerKey.objects.filter(is_fixed=True).count() == 5


def test_statements_do_not_grow_with_the_batch(topic):
    def statements(answers):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            add(answers)
        return len([q for q in queries if not q["sql"].startswith("INSERT")])

    answers = list(make_answers(120, topics=[topic.pk]))
    add(answers[:1])
    assert statements(answers[1:11]) == statements(answers[20:120])


def test_nothing_to_add_asks_the_database_nothing(topic, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert add([]) == []


def test_ids_of_elements_are_the_same_on_every_run(topic):
    first, second = (make_page(the_answer(topic)) for _ in range(2))
    assert first.elements.get_prep_value() == second.elements.get_prep_value()
    ids = [child.id for child in first.elements]
    assert len(set(ids)) == 8


def test_the_admin_finds_them_and_knows_what_they_use(topic):
    shared = publish_shared("call-us", block("note", "打电话"))
    name = uuid.uuid4()
    place = raw_element("shared", {"element": shared.pk}, answer=name, name="call")
    answer = the_answer(topic, translation_key=name)
    pages = add([replace(answer, elements=(*answer.elements, place))])
    assert not ReferenceIndex.get_references_to(shared).exists()
    index_for_admin(pages)
    assert ReferenceIndex.get_references_to(shared).count() == 1
    assert IndexEntry.objects.filter(object_id=str(pages[0].pk)).exists()


def test_what_blocks_refuse_is_said_with_its_place(topic):
    name = uuid.uuid4()
    elements = [
        ("answer", {"text": "好" * 5001}),
        ("table", {"table": raw_table([["渠道", "限额"], ["柜台", "5"]])}),
        ("link", {"title": "去", "targets": []}),
        ("note", {"text": "好", "audience": "everybody"}),
        ("steps", {"steps": ["一", ""]}),
    ]
    raw = tuple(raw_element(k, v, answer=name, name=k) for k, v in elements)
    answer = the_answer(topic, translation_key=name, elements=raw, wordings=("问" * 201,))
    with pytest.raises(Unsavable) as refused:
        make_page(answer)
    said = [problem.message for problem in refused.value.problems]
    places = ["answer: text", "link: targets", "note: audience", "steps: steps: 2", "wordings"]
    assert len(said) == len(places)
    assert all(words.startswith(place) for words, place in zip(said, places, strict=True))


def test_one_that_is_refused_undoes_the_whole_announcement(topic):
    good, bad = make_answers(2, topics=[topic.pk])
    bad = replace(
        bad,
        elements=(
            raw_element(
                "answer", {"text": "{{ no.such }}"}, answer=bad.translation_key, name="answer"
            ),
        ),
    )
    with pytest.raises(Refused) as refused:
        add([good, bad])
    assert [refusal.key for refusal in refused.value.refusals] == [bad.key]
    assert not KnowledgePage.objects.exists() and not AnswerKey.objects.exists()
    assert not Publication.objects.filter(kind="publish").exists()


def test_a_batch_publishes_what_fits_keeps_what_does_not_and_leaves_out_the_rest(topic):
    good, unfit, unsavable = make_answers(3, topics=[topic.pk])
    unfit = with_text(unfit, "{{ no.such }}")
    unsavable = with_text(unsavable, "")
    batch = add_batch([good, unfit, unsavable], editor=Editor(at=timezone.now()))
    assert [refusal.key for refusal in batch.refused] == [unfit.key]
    assert [refusal.key for refusal in batch.unsavable] == [unsavable.key]
    assert dict(KnowledgePage.objects.values_list("key", "live")) == {
        good.key: True,
        unfit.key: False,
    }


def with_text(answer: NewAnswer, text: str) -> NewAnswer:
    element = raw_element("answer", {"text": text}, answer=answer.translation_key, name="answer")
    return replace(answer, elements=(element,))
