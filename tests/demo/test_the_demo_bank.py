"""The demo bank, loaded: every answer is out in its languages, on every channel."""

from collections import Counter

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.images import get_image_model
from wagtail.models import Page

from channels import registry
from channels.renditions.models import Rendition
from channels.renditions.queries import find_rendition
from kb.access import ALL_TOPICS, Audience, Scope
from kb.authoring.models import Fact, KnowledgePage, LabelValue, SharedElement, Term, TopicPage
from kb.publication import log, projections, verification
from kb.publication.models import Live, Publication, PublicationPerson
from kb.publication.topic_tree import topic_tree
from kb.search.queries import search
from tests.kb import demo_bank

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def reader(**changes):
    wide = {
        "channels": frozenset(registry.enabled()),
        "audience": Audience.AGENT,
        "topics": ALL_TOPICS,
        "locales": frozenset({"zh-Hans", "en"}),
        "now": timezone.now(),
    }
    return Scope(**(wide | changes))


def said(key, channel="web", locale="zh-Hans", **changes):
    answer = find_rendition(scope=reader(**changes), channel=channel, key=key, locale=locale)
    return answer and answer.message.text


def test_every_file_is_a_live_answer():
    files = {(entry.front["key"], entry.locale) for entry in demo_bank.answers()}
    assert set(Live.objects.values_list("key", "locale")) == files
    assert not any(Page.find_problems())
    assert list(verification.differences()) == []
    assert log.broken_links() == []


def test_every_answer_says_something_on_every_channel():
    for key, locale in Live.objects.values_list("key", "locale").distinct():
        for channel in registry.enabled():
            assert said(key, channel, locale), (key, locale, channel)
    assert not Rendition.objects.exclude(parked="").exists()


def test_languages_share_keys_elements_and_topics():
    pages = KnowledgePage.objects.select_related("locale")
    groups = {}
    for page in pages:
        groups.setdefault(page.translation_key, []).append(page)
    pairs = [pair for pair in groups.values() if len(pair) == 2]
    assert len(pairs) >= 40
    for one, other in pairs:
        assert one.key == other.key
        assert [child.id for child in one.elements] == [child.id for child in other.elements]
    for topic in TopicPage.objects.filter(locale__language_code="zh-hans"):
        assert topic.get_translations().get().key == topic.key
    for model in (SharedElement, Term):
        counts = Counter(model.objects.values_list("translation_key", flat=True))
        assert set(counts.values()) == {2}


def test_the_tree_of_topics_stands_in_both_languages():
    trees = [topic_tree(scope=reader(), locale=locale) for locale in ("zh-Hans", "en")]
    assert [node.key for node in trees[0]] == [node.key for node in trees[1]]
    assert len(trees[0]) == 6 and all(node.answers and node.children for node in trees[0])
    assert trees[0][0].title == "银行卡" and trees[1][0].title == "Cards"


def test_facts_follow_who_asks_and_when():
    assert "¥10" in said("cards.report-loss")
    vip = said("cards.report-loss", segments=frozenset({"vip"}))
    assert "¥0" in vip or "免" in vip
    fee = Fact.objects.get(key="card.annual_fee")
    after = parse_datetime("2027-07-02T00:00:00+08:00")
    assert fee.next_from < after
    assert "220" in said("cards.annual-fee", now=after) not in (None, said("cards.annual-fee"))


def test_staff_words_stay_with_staff():
    entry = demo_bank.of_locale("zh-Hans")["cards.report-loss"]
    [note] = [e.forms["standard"] for e in entry.elements if e.kind == "internal_note"]
    desk = find_rendition(
        scope=reader(), channel="agent_desk", key="cards.report-loss", locale="zh-Hans"
    )
    assert any(part.text == note for part in desk.parts)
    for channel in ("web", "sms", "wechat"):
        assert note[:10] not in said("cards.report-loss", channel)


def test_customers_own_words_find_the_answer():
    projections.rebuild("search")
    asked = [(entry, w) for entry in demo_bank.answers() for w in entry.front["wordings"][:2]]
    missed = []
    for entry, wording in asked:
        found = search(scope=reader(), text=wording, locale=entry.locale, limit=3).results
        if entry.front["key"] not in [result.key for result in found]:
            missed.append(wording)
    assert len(missed) <= len(asked) / 50, missed


def test_everything_named_in_the_files_is_there():
    bank = demo_bank
    assert set(Fact.objects.filter(live=True).values_list("key", flat=True)) == {
        fact["key"] for fact in bank.read_yaml("facts.yaml")
    }
    assert Term.objects.filter(live=True).count() == 2 * len(bank.read_yaml("terms.yaml"))
    assert SharedElement.objects.filter(live=True).count() == len(bank.shared())
    assert LabelValue.objects.count() == sum(map(len, bank.read_yaml("labels.yaml").values()))
    assert get_image_model().objects.count() == 2


def test_snippets_have_the_revision_that_is_live():
    for model in (Fact, Term, SharedElement):
        for snippet in model.objects.all():
            assert snippet.live_revision_id == snippet.latest_revision_id is not None
            assert snippet.first_published_at is not None


def test_the_log_says_who_loaded_it():
    assert set(Publication.objects.values_list("cause", flat=True)) == {"load_demo"}
    assert set(PublicationPerson.objects.values_list("name", flat=True)) == {"demo"}


def test_loading_again_changes_nothing(load):
    counts = [Page.objects.count(), Fact.objects.count(), get_image_model().objects.count()]
    head = log.head()
    assert str(len(demo_bank.answers())) in load()
    assert log.head() == head
    assert counts == [Page.objects.count(), Fact.objects.count(), get_image_model().objects.count()]


def test_loading_again_leaves_what_somebody_changed(load):
    page = KnowledgePage.objects.get(key="cards.report-loss", locale__language_code="zh-hans")
    page.title = "卡丢了怎么办？"
    page.save_revision().publish()
    fact = Fact.objects.get(key="bank.hotline")
    fact.value = "400-000-4321"
    fact.save_revision().publish()
    assert str(len(demo_bank.answers()) - 1) in load()
    page.refresh_from_db()
    fact.refresh_from_db()
    assert page.title == "卡丢了怎么办？" and fact.value == "400-000-4321"
