"""The demo bank's files: whole, consistent, and short enough for every channel."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pytest

from tests.kb.demo_bank import (
    BANK,
    CHANNELS,
    PLACEHOLDER,
    STAFF,
    Entry,
    answers,
    everything,
    filled,
    of_locale,
    read_entry,
    read_yaml,
    sent_on,
    shared,
    topic_keys,
)

LOCALES = ("zh-Hans", "en")
KEY = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
FACT_KEY = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
TITLED = {"explanation", "condition", "fee", "table", "caution", "note", "example", "action",
          "link", "guide"}  # fmt: skip
KINDS = STAFF | TITLED | {"answer", "steps", "image"}
LABELS = ("audience", "channels", "regions", "segments", "products", "valid_from", "valid_to")
SETTINGS = {"id", "title", "targets", "image", "alt", "key", "person_only", "message_kind", "basis",
            "limit", "groups", "verification", *LABELS}  # fmt: skip
TARGETS = {"app", "mini_program", "url", "phone_menu", "agent_transaction"}
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
HOURS = re.compile(r"[1-7](-[1-7])? \d\d:\d\d-\d\d:\d\d(; [1-7](-[1-7])? \d\d:\d\d-\d\d:\d\d)*")
CHECK_OF_TYPE: dict[str, Callable[[str], object]] = {
    "money": NUMBER.fullmatch,
    "rate": NUMBER.fullmatch,
    "count": NUMBER.fullmatch,
    "date": date.fromisoformat,
    "phone": re.compile(r"[0-9]+(-[0-9]+)+").fullmatch,
    "hours": HOURS.fullmatch,
    "text": str.strip,
}
UNITS = {"day", "working_day", "month", "year", "minute", "hour", "time", "card", "person"}
BASES = {"annual", "monthly", "daily", "simple", "compound", "once"}
WECHAT_BYTES, SMS_CHARACTERS, BRIEF_CHARACTERS = 2048, 500, 200

every_answer = pytest.mark.parametrize("entry", answers(), ids=str)
every_entry = pytest.mark.parametrize("entry", everything(), ids=str)


def test_the_bank_is_as_large_as_promised() -> None:
    facts = read_yaml("facts.yaml")
    assert len(of_locale("zh-Hans")) >= 60
    assert len(of_locale("en")) >= 40
    assert len(facts) >= 20
    assert sum("variants" in fact for fact in facts) >= 5
    assert 1 <= sum("next" in fact for fact in facts) <= 2
    assert len(read_yaml("terms.yaml")) >= 30
    assert len(shared()) >= 2 * 10
    assert len(read_yaml("topics.yaml")) == 6


def test_every_top_topic_has_answers_in_both_languages() -> None:
    for locale in LOCALES:
        found = {entry.path.parent.name for entry in answers() if entry.locale == locale}
        assert found == {top["key"] for top in read_yaml("topics.yaml")}


def test_every_kind_of_element_occurs() -> None:
    used = {element.kind for entry in answers() for element in entry.elements}
    assert used == KINDS | {"shared"}


def test_topics_are_named_in_both_languages() -> None:
    keys = topic_keys()
    assert not [key for key, n in Counter(keys).items() if n > 1 or not KEY.fullmatch(key)]
    for top in read_yaml("topics.yaml"):
        assert all(child["key"].startswith(top["key"] + ".") for child in top["children"])
        assert all(node[tag] for node in (top, *top["children"]) for tag in LOCALES)


def test_facts_are_spelled_as_their_type_asks() -> None:
    facts = read_yaml("facts.yaml")
    assert not [key for key, n in Counter(f["key"] for f in facts).items() if n > 1]
    for fact in facts:
        assert FACT_KEY.fullmatch(fact["key"]) and fact["name"] and fact["name_en"]
        rows = [fact, *fact.get("variants", ()), *filter(None, [fact.get("next")])]
        for row in rows:
            assert CHECK_OF_TYPE[fact["type"]](row["value"]), fact["key"]
        if fact["type"] == "money":
            assert re.fullmatch("[A-Z]{3}", fact["unit"])
        assert fact["type"] != "count" or fact["unit"] in UNITS
        assert fact["type"] != "rate" or fact["basis"] in BASES
        assert fact["type"] != "text" or fact["value_en"]
        if "next" in fact:
            assert datetime.fromisoformat(fact["next"]["from"]).utcoffset() is not None


def test_labels_used_are_labels_known() -> None:
    known = {name: {row["code"] for row in rows} for name, rows in read_yaml("labels.yaml").items()}
    variants = [row for fact in read_yaml("facts.yaml") for row in fact.get("variants", ())]
    elements = [element.settings for entry in everything() for element in entry.elements]
    for row in variants + elements:
        assert all(set(row.get(name, ())) <= codes for name, codes in known.items()), row


def test_terms_have_words_in_both_languages() -> None:
    terms = read_yaml("terms.yaml")
    assert not [key for key, n in Counter(t["key"] for t in terms).items() if n > 1]
    for term in terms:
        for tag in LOCALES:
            assert term[tag]["jargon"] and term[tag]["plain"] and term[tag]["customer_words"]
            assert term[tag]["jargon"] not in term[tag]["plain"], term["key"]


@every_answer
def test_an_answer_says_what_it_is(entry: Entry) -> None:
    front = entry.front
    assert entry.locale in LOCALES
    assert entry.path.name == f"{front['key']}.{entry.locale}.md"
    assert KEY.fullmatch(front["key"]) and len(front["key"]) <= 80
    assert front["key"] not in topic_keys() and front["topic"] in topic_keys()
    assert front["topic"].split(".")[0] == entry.path.parent.name
    assert 3 <= len(set(front["wordings"])) == len(front["wordings"]) <= 8
    assert all(isinstance(wording, str) for wording in front["wordings"])
    assert front["question"] not in front["wordings"]
    assert 2 <= len(entry.elements) <= 8


@every_answer
def test_somebody_without_labels_gets_an_answer(entry: Entry) -> None:
    assert any(
        element.kind in {"answer", "steps"} and not set(LABELS) & set(element.settings)
        for element in entry.elements
    )


@pytest.mark.parametrize("entry", [e for e in everything() if e.locale == "en"], ids=str)
def test_a_translation_has_the_same_elements_and_labels(entry: Entry) -> None:
    chinese = read_entry(entry.path.with_name(f"{entry.front['key']}.zh-Hans.md"))
    same = (*LABELS, "id", "key", "image", "person_only", "message_kind")
    shapes = [
        [(e.kind, {name: e.settings.get(name) for name in same}) for e in x.elements]
        for x in (entry, chinese)
    ]
    assert shapes[0] == shapes[1]
    assert entry.front.get("topic") == chinese.front.get("topic")


def test_shared_elements_hold_one_element_in_each_language() -> None:
    keys = {key for key, _locale in shared()}
    assert set(shared()) == {(key, locale) for key in keys for locale in LOCALES}
    for (key, locale), entry in shared().items():
        assert entry.path.name == f"{key}.{locale}.md" and KEY.fullmatch(key)
        assert entry.front["title"] and len(entry.elements) == 1
        assert entry.elements[0].kind in KINDS


def test_every_shared_element_has_a_place() -> None:
    placed = {(e.settings["key"], entry.locale)
              for entry in answers() for e in entry.elements if e.kind == "shared"}  # fmt: skip
    assert set(shared()) <= placed


@every_entry
def test_elements_are_well_formed(entry: Entry) -> None:
    ids = [element.settings["id"] for element in entry.elements]
    assert len(ids) == len(set(ids))
    for element in entry.elements:
        assert element.kind in KINDS | {"shared"}
        assert set(element.settings) <= SETTINGS, element.settings
        assert element.kind in TITLED or not element.title
        assert (element.kind in {"shared", "image"}) != bool(element.forms["standard"])
        names = {name for name in element.forms if name not in {"standard", "brief", "spoken"}}
        assert names <= {f"channel {code}" for code in CHANNELS}
        assert set(element.settings.get("channels", ())) <= CHANNELS
        assert set(element.settings.get("targets", ())) <= TARGETS
        assert (element.kind in {"action", "link"}) == bool(element.settings.get("targets"))
        if element.kind == "image":
            picture = BANK / element.settings["image"]
            assert picture.stat().st_size < 30_000 and element.settings["alt"]
        for edge in ("valid_from", "valid_to"):
            if edge in element.settings:
                assert datetime.fromisoformat(element.settings[edge]).utcoffset() is not None


@every_entry
def test_whatever_is_named_exists(entry: Entry) -> None:
    facts = {fact["key"] for fact in read_yaml("facts.yaml")}
    terms = {f"term.{term['key']}" for term in read_yaml("terms.yaml")}
    for element in entry.elements:
        if element.kind == "shared":
            assert (element.settings["key"], entry.locale) in shared()
        for text in element.forms.values():
            unknown = set(PLACEHOLDER.findall(text)) - facts - terms
            assert not unknown
            assert not re.search(r"\{\{|\}\}", PLACEHOLDER.sub("", text)), text
            assert "【" not in text and "】" not in text
        assert "{{" not in element.title + str(entry.front.get("question", ""))


@every_entry
def test_brief_forms_are_brief(entry: Entry) -> None:
    for element in entry.elements:
        assert len(filled(element.forms.get("brief", ""))) <= BRIEF_CHARACTERS


@every_answer
def test_an_answer_fits_one_wechat_text(entry: Entry) -> None:
    texts = [
        element.title + "\n" + element.text("channel wechat", "standard")
        for element in sent_on(entry, "wechat")
    ]
    assert len(filled("\n".join(texts)).encode()) <= WECHAT_BYTES


@every_answer
def test_an_answer_fits_one_text_message(entry: Entry) -> None:
    texts = [element.text("channel sms", "brief", "standard") for element in sent_on(entry, "sms")]
    assert len(filled("\n".join(texts))) <= SMS_CHARACTERS
