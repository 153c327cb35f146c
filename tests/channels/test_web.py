"""The web: HTML that is safe by every way in, links and pictures."""

import re

import pytest

from channels.adapters.web import Web
from channels.channel import Config
from kb.document import FactUse, FactValue, FactVariant, Image, Kind, Target
from tests.channels.documents import PHONE_ONLY, TARGETS, document, passage
from tests.channels.test_contract import Tags
from tests.kb.test_markup import PAYLOADS

WEB = Web(Config())


def answer(text="好。", **more):
    return passage(Kind.ANSWER, text, element="main", **more)


def html_of(*passages) -> str:
    return WEB.render(document(*passages)).html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_harmless_wherever_it_stands(payload) -> None:
    value = FactUse("x", (FactVariant(FactValue("text", payload)),))
    html = html_of(
        answer(payload, title=payload),
        passage(Kind.NOTE, "见 ", value, element='"><script>'),
        passage(Kind.IMAGE, payload, image=Image(5, payload)),
        passage(Kind.ACTION, payload, title=payload, targets=(Target("url", payload),)),
        passage(Kind.LINK, title=payload, targets=(Target("phone_menu", payload),)),
    )
    Tags().feed(html)
    assert "<script" not in html.lower()
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', html))


def test_sections_say_their_kind_and_title() -> None:
    html = html_of(answer("**先**挂失。"), passage(Kind.CAUTION, "别告诉别人。"))
    assert html == (
        '<section data-kind="answer" data-element="main">\n'
        "<p><strong>先</strong>挂失。</p>\n</section>\n"
        '<section data-kind="caution" data-element="caution">\n'
        "<h3>风险提示</h3>\n<p>别告诉别人。</p>\n</section>"
    )


def test_an_action_is_a_link_with_its_title() -> None:
    part = WEB.render(
        document(answer(), passage(Kind.ACTION, title="挂失", targets=TARGETS))
    ).parts[1]
    address = "https://www.guyubank.example/card/loss"
    assert part.target == {"type": "url", "value": address}
    assert part.html == (
        f'<p class="way"><a href="{address}" rel="noopener noreferrer">挂失</a></p>'
    )
    assert part.text == f"挂失 {address}"


def test_a_phone_number_is_a_link_to_call() -> None:
    part = WEB.render(
        document(answer(), passage(Kind.ACTION, "打电话。", targets=PHONE_ONLY))
    ).parts[1]
    assert 'href="tel:4000001234,1"' in part.html
    assert part.target == {"type": "phone_menu", "value": "400-000-1234,1"}


def test_menu_keys_are_words() -> None:
    keys = (Target("phone_menu", "1-3"),)
    part = WEB.render(document(answer(), passage(Kind.ACTION, "打电话。", targets=keys))).parts[1]
    assert '<p class="way">电话按键：1-3</p>' in part.html
    assert part.text == "打电话。 电话按键：1-3"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://a.b", "//a.b", "https://", "a b"]
)
def test_an_address_that_is_none_is_refused_and_never_linked(address) -> None:
    link = passage(Kind.LINK, title="看", targets=(Target("url", address),))
    assert [(p.code, p.element) for p in WEB.check(document(answer(), link))] == [
        ("bad-address", "link"),
        ("no-way", "link"),
    ]
    assert "<a" not in WEB.render(document(answer(), link)).html


def test_a_picture_leads_to_the_scoped_view() -> None:
    part = WEB.render(document(answer(), passage(Kind.IMAGE, image=Image(7, '按"挂失"')))).parts[1]
    assert part.html == '<p><img src="/media/images/7/" alt="按&quot;挂失&quot;"></p>'
    assert part.image == {"id": 7, "alt": '按"挂失"'}


def test_a_title_is_said_once() -> None:
    part = WEB.render(document(answer("补卡工本费每张10元。", title="补卡工本费"))).parts[0]
    assert part.text == "补卡工本费每张10元。"
