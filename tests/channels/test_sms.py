"""SMS: sign, kinds, what is left out, what is counted, and what is refused."""

import pytest

from channels.adapters.sms import MAX_CHARACTERS, Sms
from channels.channel import Config
from channels.segmentation import GSM_7, UCS_2
from kb.access import Audience, Labels
from kb.document import Kind, Target
from tests.channels.documents import (
    EVERY_KIND,
    FEE,
    IMAGE,
    PHONE_ONLY,
    TARGETS,
    document,
    passage,
    wording,
)

UNSUBSCRIBE = "，拒收请回复R"


def sms(sign="某银行", profile="cn") -> Sms:
    return Sms(Config(sms_sign=sign, sms_profile=profile))


def answer(text, **more):
    return passage(Kind.ANSWER, text, element="main", **more)


def codes(channel, *passages, severity="error", locale="zh-Hans"):
    found = channel.check(document(*passages, locale=locale))
    return [(p.code, p.element) for p in found if p.severity == severity]


def test_the_sign_stands_in_front_and_is_counted() -> None:
    one = sms().render(document(answer("中" * 65)))
    assert one.text == "【某银行】" + "中" * 65
    assert (one.units, one.segments) == (70, (70,))
    assert sms().render(document(answer("中" * 66))).segments == (67, 4)


def test_every_character_counts_one_in_china() -> None:
    message = sms().render(document(answer("a" * 66)))
    assert (message.encoding, message.segments) == (UCS_2, (67, 4))


def test_the_brief_form_and_domestic_amounts_are_used() -> None:
    whole = document(
        answer("打电话，或者在手机银行里点“挂失”。", brief=wording("请打 95588。")),
        passage(Kind.FEE, "每张 ", FEE, "。", title="补卡工本费"),
    )
    assert sms().render(whole).text == (
        "【某银行】请打 95588。\n补卡工本费：每张 北京分行：180元；其他：200元。"
    )


def test_a_wording_for_sms_comes_before_the_brief_form() -> None:
    own = answer("长", brief=wording("短"), overrides=(("sms", wording("短信")),))
    assert sms().render(document(own)).text == "【某银行】短信"


def test_which_elements_go_and_which_stay_behind() -> None:
    sent = [part.kind for part in sms().render(EVERY_KIND).parts]
    assert sent == [
        Kind.ANSWER, Kind.STEPS, Kind.CONDITION, Kind.FEE, Kind.CAUTION, Kind.NOTE, Kind.ACTION,
        Kind.LINK, Kind.GUIDE,
    ]  # fmt: skip
    left = [p.element for p in sms().check(EVERY_KIND) if p.code == "left-out"]
    assert left == [Kind.EXPLANATION, Kind.TABLE, Kind.EXAMPLE, Kind.IMAGE]


@pytest.mark.parametrize("kind", [Kind.EXPLANATION, Kind.TABLE, Kind.EXAMPLE, Kind.IMAGE])
@pytest.mark.parametrize(
    "short", [{"brief": wording("简短")}, {"overrides": (("sms", wording("简短")),)}]
)
def test_an_element_with_a_short_wording_goes_too(kind, short) -> None:
    extra = passage(kind, "很长的内容", image=IMAGE if kind is Kind.IMAGE else None, **short)
    text = sms().render(document(answer("好。"), extra)).text
    assert text.endswith("简短")
    assert codes(sms(), answer("好。"), extra, severity="info") == []


def test_what_is_not_for_this_channel_is_not_called_left_out() -> None:
    elsewhere = Labels(channels=frozenset({"web"}))
    inside = Labels(audience=Audience.AGENT)
    others = [passage(Kind.TABLE, "|a|", labels=labels) for labels in (elsewhere, inside)]
    assert codes(sms(), answer("好。"), *others, severity="info") == []


@pytest.mark.parametrize(
    ("targets", "end"),
    [
        (TARGETS, "打开页面。 https://www.guyubank.example/card/loss"),
        (PHONE_ONLY, "打开页面。 电话：400-000-1234,1"),
        ((Target("phone_menu", "1-3"),), "打开页面。 电话按键：1-3"),
    ],
)
def test_an_action_says_how_to_get_it_done(targets, end) -> None:
    action = passage(Kind.ACTION, "打开页面。", targets=targets)
    assert sms().render(document(answer("好。"), action)).text.endswith(end)


def test_an_action_that_leads_nowhere_here_is_told() -> None:
    action = passage(Kind.ACTION, "打开页面。", targets=(Target("app", "guyubank://loss"),))
    assert codes(sms(), answer("好。"), action, severity="info") == [("no-way", "action")]


def test_marketing_ends_with_the_way_out_and_it_is_counted() -> None:
    fits = sms().render(document(answer("惠" * 56, sms_kind="marketing")))
    assert fits.text.endswith("惠" + UNSUBSCRIBE)
    assert (fits.units, fits.segments) == (68, (68,))
    over = sms().render(document(answer("惠" * 59, sms_kind="marketing")))
    assert (over.units, over.segments) == (71, (67, 4))
    ends = sms().render(document(answer("新客有礼。", sms_kind="marketing")))
    assert ends.text == "【某银行】新客有礼" + UNSUBSCRIBE


@pytest.mark.parametrize("kind", ["notice", "otp"])
def test_other_kinds_do_not_have_it(kind) -> None:
    assert "拒收" not in sms().render(document(answer("验证码有效 5 分钟。", sms_kind=kind))).text


@pytest.mark.parametrize("kind", ["notice", "marketing", "otp"])
def test_the_way_out_is_never_typed(kind) -> None:
    typed = answer(f"新客有礼{UNSUBSCRIBE}", sms_kind=kind)
    assert codes(sms(), typed) == [("unsubscribe", "main")]


def test_kinds_are_not_mixed_and_known() -> None:
    offer = passage(Kind.NOTE, "新客有礼。", sms_kind="marketing")
    assert codes(sms(), answer("好。"), offer) == [("mixed-kinds", "note")]
    assert codes(sms(), answer("好。", sms_kind="advert")) == [("unknown-kind", "main")]


def test_mixed_kinds_are_still_sent_with_the_way_out() -> None:
    offer = passage(Kind.NOTE, "新客有礼。", sms_kind="marketing")
    assert sms().render(document(answer("好。"), offer)).text.endswith(UNSUBSCRIBE)


@pytest.mark.parametrize(
    "text", ["见 https://bank.example", "见 www.bank.example", "[见](http://a.b)"]
)
def test_a_password_message_has_no_link(text) -> None:
    assert codes(sms(), answer(text, sms_kind="otp")) == [("link-in-otp", "main")]
    assert codes(sms(), answer(text)) == []


@pytest.mark.parametrize("text", ["【优惠】好", "好】"])
def test_brackets_are_kept_for_the_sign(text) -> None:
    assert codes(sms(), answer(text)) == [("brackets", "main")]


def test_a_message_that_fits_has_no_problem_and_one_more_is_refused() -> None:
    room = MAX_CHARACTERS - len("【某银行】")
    assert codes(sms(), answer("中" * room)) == []
    assert codes(sms(), answer("中" * (room + 1))) == [("too-long", "main")]
    half = answer("中" * (room // 2 + 5))
    other = passage(Kind.NOTE, "中" * (room // 2), title="注")
    assert codes(sms(), half, other) == [("too-long", "")]


def test_too_long_says_by_how_much() -> None:
    problem = sms().check(document(answer("中" * 500)))[0]
    assert dict(problem.params) == {"size": 505, "limit": 500, "over": 5}


def test_an_emoji_counts_two() -> None:
    room = MAX_CHARACTERS - len("【某银行】")
    assert codes(sms(), answer("中" * (room - 1) + "😀")) == [("too-long", "main")]


def test_characters_that_some_providers_refuse_are_named() -> None:
    assert codes(sms(), answer("①打开 → 完成"), severity="info") == [("doubtful", "main")]
    assert codes(sms(), answer("见 https://a.example/?x=1&y=2"), severity="info") == []
    assert codes(sms(profile="international"), answer("①打开"), severity="info") == []


def test_international_text_is_counted_in_the_gsm_alphabet() -> None:
    abroad = sms(sign="Guyu Bank", profile="international")
    message = abroad.render(document(answer("a" * 147), locale="en"))
    assert message.text.startswith("[Guyu Bank]")
    assert (message.encoding, message.units, message.segments) == (GSM_7, 160, (160,))
    assert abroad.render(document(answer("a" * 148), locale="en")).segments == (153, 8)


def test_international_english_is_spelled_plainly_and_says_so() -> None:
    abroad = sms(sign="", profile="international")
    whole = document(answer("It’s CNY 5–10…"), passage(Kind.FEE, "José pays ", FEE), locale="en")
    message = abroad.render(whole)
    assert message.text == "It's CNY 5-10...\nJosé pays Beijing branch: CNY 180; Otherwise: CNY 200"
    assert message.notes == ("’ (U+2019) → '", "– (U+2013) → -", "… (U+2026) → ...")
    assert message.encoding == GSM_7


def test_chinese_text_keeps_its_quotes_abroad() -> None:
    message = sms(profile="international").render(document(answer("点“挂失”")))
    assert message.text == "【某银行】点“挂失”"
    assert message.notes == ()


def test_international_marketing_ends_in_its_own_language() -> None:
    abroad = sms(sign="", profile="international")
    whole = document(answer("A gift for you.", sms_kind="marketing"), locale="en")
    assert abroad.render(whole).text == "A gift for you. Reply R to unsubscribe"
    assert codes(abroad, answer("Hi. Reply R to unsubscribe"), locale="en") == [
        ("unsubscribe", "main")
    ]


@pytest.mark.parametrize("sign", ["银", "【某银行】", "95588", " 某银行", "某\n银行", "银" * 33])
def test_a_sign_that_carriers_refuse_is_refused_at_start(sign) -> None:
    with pytest.raises(ValueError, match="SMS_SIGN"):
        sms(sign=sign)


def test_an_unknown_profile_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="cn, international"):
        sms(profile="mars")
