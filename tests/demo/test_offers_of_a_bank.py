"""The demo bank brings offers in both languages, and says where nothing is offered."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from kb.authoring.importers.bank.entries import BadBank
from kb.authoring.importers.bank.files import Bank
from kb.authoring.importers.bank.offers import make_offers
from kb.authoring.importers.bulk import Editor
from kb.authoring.models import Offer, TopicPage
from tests.offers.making import label

pytestmark = pytest.mark.django_db
RECORD = {
    "key": "go.mobile",
    "purpose": "service",
    "conditions": [
        {"of": "segments", "how": "none", "values": ["vip"]},
        {"of": "verification", "values": ["full"]},
        {"of": "answers", "values": ["cards.lost"]},
    ],
    "zh-Hans": {"title": "手机银行", "text": "用手机银行在家就能办。", "why": "省事。"},
    "en": {"title": "Our app", "text": "Use our app at home."},
}  # fmt: skip


def bank_of(**record: Any) -> Bank:
    return Bank(Path(), {}, (), (), (), {}, {}, offers=(RECORD | record,))


def make(bank: Bank) -> None:
    make_offers(bank, editor=Editor(at=timezone.now()), step=lambda: None)


def test_each_language_once_and_live() -> None:
    label("segments", "vip")
    for _again in range(2):
        make(bank_of())
    rows = {offer.locale.language_code: offer for offer in Offer.objects.all()}
    assert set(rows) == {"zh-hans", "en"}
    assert rows["en"].translation_key == rows["zh-hans"].translation_key
    assert all(offer.live for offer in rows.values())
    asked = [(c.fact, c.match, set(c.values)) for c in rows["en"].condition_list]
    assert asked == [
        ("segments", "none", {"vip"}),
        ("verification", "at_least", {"full"}),
        ("answers", "any", {"cards.lost"}),
    ]


@pytest.mark.parametrize(
    "record",
    [
        {"conditions": [{"of": "mood", "values": ["good"]}]},
        {"conditions": [{"of": "segments"}]},
        {"conditions": [{"of": "verification", "values": ["perhaps"]}]},
        {"zh-Hans": {"title": "无话", "text": ""}},
        {"priority": 12},
    ],
)
def test_what_is_wrong_is_named(record: dict[str, Any]) -> None:
    label("segments", "vip")
    with pytest.raises(BadBank, match=r"offers\.yaml: go\.mobile"):
        make(bank_of(**record))


def test_the_demo_bank_is_quiet_in_complaints() -> None:
    from kb.authoring.importers.bank.files import read_bank
    from tests.kb.demo_bank import BANK

    bank = read_bank(BANK)
    assert {topic.key for topic in bank.topics if topic.without_offers} == {"complaints"}
    assert {tag for offer in bank.offers for tag in ("zh-Hans", "en") if tag in offer} == {
        "zh-Hans", "en",
    }  # fmt: skip
    assert not TopicPage.objects.filter(without_offers=True).exists()
