"""What every channel promises. Runs by itself for each one that is switched on."""

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples

from channels import registry
from channels.channel import PLACEHOLDER, Channel, Config, Message, Part
from kb.access import Audience, allows
from kb.document import STAFF_KINDS, UNSPEAKABLE_KINDS, FactUse, FactValue, FactVariant, Kind
from kb.problem import say
from tests.channels.documents import (
    EVERY_KIND,
    SECRET,
    document,
    documents,
    passage,
    scope,
    scopes,
)

SAFE_TAGS = {
    "section", "h3", "p", "br", "ul", "ol", "li", "strong", "em", "a", "img",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
SAFE_ATTRIBUTES = {"data-kind", "data-element", "class", "href", "rel", "src", "alt", "start"}
SAFE_ADDRESSES = ("https://", "http://", "tel:", "mailto:", "/media/images/")

each_channel = pytest.mark.parametrize("channel", registry.enabled().values(), ids=lambda c: c.code)


class Tags(HTMLParser):
    def handle_starttag(self, tag, attrs):
        assert tag in SAFE_TAGS
        for name, value in attrs:
            assert name in SAFE_ATTRIBUTES
            if name in ("href", "src"):
                assert value.startswith(SAFE_ADDRESSES)


def everything_in(message: Message) -> str:
    return repr(message)


def another(channel: Channel) -> Channel:
    """The same channel in another process."""
    return registry.load(channel.code, config=channel.config)


def test_the_channels_of_the_settings_are_the_enabled_ones() -> None:
    assert list(registry.enabled()) == settings.KB_CHANNELS


@each_channel
@examples(max_examples=30)
@given(whole=documents(), reader=scopes())
def test_a_narrowed_document_is_its_visible_parts_joined(channel, whole, reader) -> None:
    seen = whole.seen_by(reader)
    if seen is None:
        return
    visible = [p.seen_by(reader) for p in whole.passages if allows(reader, p.labels)]
    parts = [channel.part(p, locale=whole.locale) for p in visible if channel.carries(p)]
    joined = channel.join(parts, question=whole.question, locale=whole.locale)
    assert channel.render(seen) == joined


@each_channel
@examples(max_examples=30)
@given(whole=documents())
def test_a_part_is_the_same_without_its_neighbours(channel, whole) -> None:
    parts = {part.element: part for part in channel.render(whole).parts}
    for alone in filter(channel.carries, whole.passages):
        message = channel.render(replace(whole, passages=(alone,)))
        assert message.parts == (parts[alone.element],)


@each_channel
@examples(max_examples=30)
@given(whole=documents())
def test_a_part_can_be_stored_and_read_again(channel, whole) -> None:
    message = channel.render(whole)
    stored = json.loads(json.dumps([part.to_json() for part in message.parts]))
    parts = [Part.from_json(data) for data in stored]
    assert channel.join(parts, question=whole.question, locale=whole.locale) == message


@each_channel
@examples(max_examples=30)
@given(whole=documents())
def test_the_same_document_gives_the_same_message(channel, whole) -> None:
    assert channel.render(whole) == another(channel).render(whole)


@each_channel
@examples(max_examples=30)
@given(whole=documents())
def test_no_placeholder_and_no_harmful_html_leaves(channel, whole) -> None:
    message = channel.render(whole)
    assert PLACEHOLDER not in everything_in(message)
    for html in (message.html, *(part.html for part in message.parts)):
        Tags().feed(html)


@each_channel
@examples(max_examples=30)
@given(whole=documents())
def test_what_is_for_agents_stays_with_agents(channel, whole) -> None:
    message = channel.render(whole)
    if channel.ceiling < Audience.AGENT:
        assert not {part.kind for part in message.parts} & STAFF_KINDS
        assert SECRET not in everything_in(message)
    audiences = {p.element: p.labels.audience for p in whole.passages}
    assert all(audiences[part.element] <= channel.ceiling for part in message.parts)


@each_channel
@examples(max_examples=30)
@given(whole=documents())
def test_what_is_labelled_for_other_channels_stays_there(channel, whole) -> None:
    elsewhere = {
        p.element
        for p in whole.passages
        if p.labels.channels and channel.code not in p.labels.channels
    }
    assert not {part.element for part in channel.render(whole).parts} & elsewhere


@each_channel
@examples(max_examples=30)
@given(whole=documents())
def test_nothing_copyable_holds_what_must_not_be_said(channel, whole) -> None:
    message = channel.render(whole)
    unspeakable = {p.element for p in whole.passages if p.kind in UNSPEAKABLE_KINDS}
    secrets = [part for part in message.parts if part.element in unspeakable]
    assert all(part.copyable == "" for part in secrets)
    kept = [part for part in message.parts if part.element not in unspeakable]
    same = channel.join(kept, question=whole.question, locale=whole.locale)
    assert (message.copyable, message.text) == (same.copyable, same.text)


@each_channel
@examples(max_examples=30)
@given(whole=documents())
def test_an_answer_without_errors_says_all_of_its_parts(channel, whole) -> None:
    if any(problem.severity == "error" for problem in channel.check(whole)):
        return
    message = channel.render(whole)
    for part in message.parts:
        if part.kind not in UNSPEAKABLE_KINDS:
            assert part.text.rstrip("。.") in message.text


@each_channel
@examples(max_examples=30)
@given(whole=documents())
def test_problems_are_at_elements_of_the_answer_and_can_be_said(channel, whole) -> None:
    elements = {p.element for p in whole.passages} | {""}
    for problem in channel.check(whole):
        assert problem.element in elements
        assert problem.channel == channel.code
        assert "%(" not in say(problem)


@each_channel
def test_every_kind_the_channel_carries_is_drawn(channel) -> None:
    message = channel.render(EVERY_KIND)
    carried = {p.kind for p in EVERY_KIND.passages if channel.carries(p)}
    assert {part.kind for part in message.parts} == carried
    assert message.text


@each_channel
def test_a_fact_without_a_value_is_refused_at_its_element(channel) -> None:
    nothing = FactUse("card.fee", ())
    whole = document(passage(Kind.ANSWER, "好"), passage(Kind.FEE, nothing, element="fee"))
    found = [(p.code, p.element, p.severity) for p in channel.check(whole)]
    assert found == [("bad-fact", "fee", "error")]
    assert "card.fee" in say(channel.check(whole)[0])


@each_channel
def test_a_placeholder_is_refused_even_inside_a_value(channel) -> None:
    value = FactUse("card.name", (FactVariant(FactValue("text", "{{ card.fee }}")),))
    whole = document(passage(Kind.ANSWER, value, element="main"))
    assert [(p.code, p.element) for p in channel.check(whole)] == [("placeholder", "main")]


@each_channel
def test_a_language_without_words_is_refused(channel) -> None:
    whole = document(passage(Kind.ANSWER, "好", element="main"), locale="zh-Hant")
    assert [p.code for p in channel.check(whole)] == ["unknown-language"]


@each_channel
def test_an_answer_of_which_nothing_is_carried_is_empty(channel) -> None:
    message = channel.join([], question="银行卡丢了怎么办？", locale="zh-Hans")
    assert (message.text, message.html, message.units) == ("", "", 0)


@each_channel
def test_the_reader_of_one_region_is_told_one_value(channel) -> None:
    whole = document(passage(Kind.ANSWER, "年费 ", EVERY_KIND.passages[4].standard.facts[0]))
    for reader, told, untold in (
        (scope(regions=frozenset({"beijing"})), "180", "200"),
        (scope(), "200", "180"),
    ):
        text = channel.render(whole.seen_by(reader)).text
        assert told in text
        assert untold not in text


def test_settings_reach_the_channels() -> None:
    config = next(iter(registry.enabled().values())).config
    assert config == Config(
        public_url=settings.PUBLIC_URL,
        sms_sign=settings.SMS_SIGN,
        sms_profile=settings.SMS_PROFILE,
    )
