"""Questions and answers from a file: in once, found at once, and nobody's work is touched."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from kb.authoring.models import AnswerKey, KnowledgePage
from kb.publication import answers as publication_answers
from kb.publication import log
from kb.publication.models import Live, Publication, PublicationPerson
from kb.publication.queries import find_answer
from kb.search.queries import search
from tests.importing.files import HEADER, everyone, publish, run, write
from tests.library import library_root, publish_topic

TWO = HEADER + "卡丢了怎么办,请马上打电话挂失,1\n密码忘了怎么办,带身份证去网点,0\n"
SECRET = "手续费和利息都要看合同。" * 60


@pytest.fixture
def two(topic, tmp_path):
    return write(tmp_path / "qa.csv", TWO)


def test_published_rows_are_read_and_found(two):
    said = publish(two)
    assert "2" in said.out and not said.err
    scope = everyone(timezone.now())
    page = search(scope=scope, text="卡丢了", locale="zh-Hans")
    assert page.results[0].question == "卡丢了怎么办"
    assert page.results[0].snippet.text == "请马上打电话挂失"
    answer = find_answer(scope=scope, key=page.results[0].key, locale="zh-Hans")
    assert answer.topic == "questions"


def test_the_log_names_who_let_it_out_and_why(two):
    user = User.objects.create_user("zhangsan")
    publish(two, operator="zhangsan")
    rows = Publication.objects.filter(kind="publish")
    assert {row.cause for row in rows} == {"import qa.csv"}
    people = PublicationPerson.objects.filter(seq__in=rows.values("seq"), role="actor")
    assert set(people.values_list("name", "user_id")) == {("zhangsan", user.pk)}
    assert log.broken_links() == []


def test_publishing_asks_for_the_name_of_an_operator(two):
    with pytest.raises(CommandError, match="--operator"):
        publish(two, operator=" ")
    assert not KnowledgePage.objects.exists()


def test_without_publish_rows_become_drafts_that_nobody_reads(two):
    run(two)
    assert not Live.objects.exists()
    assert not Publication.objects.filter(kind="publish").exists()
    for page in KnowledgePage.objects.all():
        assert not page.live and page.has_unpublished_changes
        assert page.latest_revision.as_object().title == page.title
        assert page.first_published_at is None


def test_drafts_of_an_earlier_run_go_out_when_asked(two):
    run(two)
    said = publish(two)
    assert Live.objects.count() == 2 and not said.err
    page = KnowledgePage.objects.first()
    assert page.live and page.live_revision == page.latest_revision and page.first_published_at


def test_a_second_run_changes_nothing(two):
    publish(two)
    before = [Page.objects.count(), Revision.objects.count(), log.head(), AnswerKey.objects.count()]
    said = publish(two)
    assert before == [
        Page.objects.count(),
        Revision.objects.count(),
        log.head(),
        AnswerKey.objects.count(),
    ]
    assert not said.err


def test_what_somebody_changed_since_is_left_and_named(two):
    publish(two)
    page = KnowledgePage.objects.get(title="密码忘了怎么办")
    page.title = "密码忘记了怎么办"
    page.save_revision().publish()
    said = publish(two)
    assert said.line_numbers == [3] and page.key in said.err
    assert KnowledgePage.objects.get(pk=page.pk).title == "密码忘记了怎么办"


def test_what_somebody_withdrew_stays_withdrawn(two):
    publish(two)
    KnowledgePage.objects.get(title="密码忘了怎么办").unpublish()
    publish(two)
    assert not KnowledgePage.objects.get(title="密码忘了怎么办").live
    assert Live.objects.count() == 1


def test_a_row_added_to_the_file_is_added_to_the_base(two):
    publish(two)
    write(two, TWO + "额度能提高吗,在手机银行申请,1\n")
    publish(two)
    assert Live.objects.count() == 3


def test_a_dry_run_says_all_and_does_nothing(two):
    write(two, TWO + f"很长的问题,{SECRET},1\n")
    said = publish(two, "--dry-run")
    assert said.line_numbers == [4] and "2" in said.out
    assert not KnowledgePage.objects.exists() and not AnswerKey.objects.exists()
    assert not Live.objects.exists()


def test_where_chooses_rows(two):
    publish(two, where="is_best=1")
    assert [row.question for row in Live.objects.all()] == ["卡丢了怎么办"]


def test_of_rows_with_one_question_the_first_is_kept(two):
    write(two, TWO + "卡丢了怎么办,去派出所,1\n 卡丢了怎么办 ,请马上打电话挂失,1\n")
    said = publish(two)
    assert said.line_numbers == [4, 5]
    assert Live.objects.count() == 2
    live = Live.objects.get(question="卡丢了怎么办")
    assert live.document["passages"][0]["standard"]["runs"] == ["请马上打电话挂失"]


def test_what_does_not_fit_a_channel_is_kept_as_a_draft_and_named(two):
    write(two, TWO + f"很长的问题,{SECRET},1\n")
    said = publish(two)
    assert said.line_numbers == [4] and "726" in said.lines[0]
    assert Live.objects.count() == 2
    assert not KnowledgePage.objects.get(title="很长的问题").live
    again = publish(two)
    assert again.line_numbers == [4]
    assert KnowledgePage.objects.count() == 3


def test_placeholders_in_a_file_never_leave_the_house(two):
    write(two, HEADER + "年费多少,每年{{ card.nothing }}元,1\n")
    said = publish(two)
    assert "card.nothing" in said.err
    assert not Live.objects.exists() and KnowledgePage.objects.count() == 1


def test_what_the_admin_would_not_save_is_left_out_and_named(two):
    write(two, TWO + f"{'问' * 256},短,1\n太长了,{'长' * 5001},1\n")
    said = publish(two)
    assert said.line_numbers == [4, 5]
    assert KnowledgePage.objects.count() == Live.objects.count() == 2


def test_invisible_characters_are_taken_out_and_counted(two):
    write(two, HEADER + "卡丢了\u200b怎么办,请\u202e马上挂失,1\n")
    said = publish(two)
    live = Live.objects.get()
    assert live.question == "卡丢了怎么办"
    assert live.document["passages"][0]["standard"]["runs"] == ["请马上挂失"]
    assert "1" in said.out.splitlines()[-1]


def test_brief_forms_and_other_wordings_come_along(two):
    header = "question,answer,brief,wordings\n"
    write(two, header + "卡丢了怎么办,请马上打电话挂失。,打电话挂失。,卡不见了|卡被偷了\n")
    run(two, "--publish", operator="张三", map="")
    document = Live.objects.get().document
    assert document["wordings"] == ["卡不见了", "卡被偷了"]
    assert document["passages"][0]["brief"]["runs"] == ["打电话挂失。"]


def test_a_batch_is_kept_whole_or_not_at_all(two, monkeypatch):
    monkeypatch.setattr("kb.authoring.importers.batches.BATCH", 2)
    rows = "".join(f"问题{n},回答{n},1\n" for n in range(6))
    write(two, HEADER + rows)
    calls = []

    def fail_in_the_second(plans, **when):
        calls.append(plans)
        written(plans, **when)
        if len(calls) == 2:
            raise KeyboardInterrupt

    written = publication_answers._write
    monkeypatch.setattr(publication_answers, "_write", fail_in_the_second)
    with pytest.raises(CommandError):
        publish(two)
    assert KnowledgePage.objects.count() == Live.objects.count() == 2
    assert Publication.objects.filter(kind="publish").count() == 2
    monkeypatch.setattr(publication_answers, "_write", written)
    publish(two)
    assert KnowledgePage.objects.count() == Live.objects.count() == 6


def test_the_admin_shows_who_imported(two):
    user = User.objects.create_user("zhangsan")
    publish(two, operator="zhangsan")
    for page in KnowledgePage.objects.all():
        assert page.latest_revision.user == page.owner == user
        history = PageLogEntry.objects.filter(page=page.pk).values_list("action", "user")
        assert set(history) == {("wagtail.create", user.pk), ("wagtail.publish", user.pk)}


def test_an_english_file_goes_under_the_english_topic(two):
    publish_topic("enquiries", "Enquiries", parent=library_root("en"))
    write(two, HEADER + "What if I lose my card,Call us at once,1\n")
    publish(two, locale="en", topic="enquiries")
    scope = everyone(timezone.now())
    assert search(scope=scope, text="lost card", locale="en").results
