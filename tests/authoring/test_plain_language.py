"""What customers would stumble over is found, and what is plain is left in peace."""

from __future__ import annotations

import pytest

from kb.authoring.plain_language import Text, say_finding
from kb.authoring.plain_language.inflection import forms_of
from kb.authoring.plain_language.sentences import sentences
from kb.authoring.plain_language.word_lists import (
    entries_of,
    officialese,
    passives_that_are_fine,
)
from tests.authoring.plain_samples import (
    ENGLISH,
    found,
    put_in,
)


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("年化利率3.85%。请在2026.11.22前还款。", 2),
            ("The fee is 0.1% of the amount.", 1),
            ("Open the app, e.g. on your phone. Tap Cards.", 2),
            ("1. 打开应用\n2. 点“挂失”", 2),
            ("See www.guyubank.example/en/help. Then call us.", 2),
            ("We open at 9 a.m. on weekdays. Come early.", 2),
            ("We close at 5 p.m. Come early.", 2),
            ("Costs are 1,000.50 yuan (see No. 5 below).", 1),
            ("Is it gone? Yes! Call us…", 3),
            ("他说：“先挂失。”然后补卡。", 2),
            ("", 0),
            ("\n\n", 0),
        ],
    )  # fmt: skip
    def test_end_where_readers_take_a_breath(self, text: str, count: int) -> None:
        assert len(list(sentences(Text(text).words))) == count

    @pytest.mark.parametrize(
        ("han", "severity"), [(30, ""), (31, "warning"), (45, "warning"), (46, "error")]
    )
    def test_chinese_ones_have_thirty_characters_or_are_told(self, han: int, severity: str) -> None:
        told = found("字" * han + "。", "long_sentence")
        assert [f.severity for f in told] == ([severity] if severity else [])

    @pytest.mark.parametrize(
        ("words", "severity"), [(20, ""), (21, "warning"), (25, "warning"), (26, "error")]
    )
    def test_english_ones_have_twenty_words(self, words: int, severity: str) -> None:
        told = found("word " * (words - 1) + "end.", "long_sentence", background=ENGLISH)
        assert [f.severity for f in told] == ([severity] if severity else [])

    def test_a_fact_and_an_address_count_as_one_word(self) -> None:
        text = "{{ card.fee }} [here](https://a.example/b/c/d) " + "word " * 17 + "end."
        assert not found(text, "long_sentence", background=ENGLISH)

    def test_commas_within_numbers_are_none(self) -> None:
        assert not found("1,000、2,000、3,000、4,000、5,000，都可以。", "many_commas")
        assert found("先开机，再登录，再点卡片，再点挂失，再确认。", "many_commas")

    def test_a_paragraph_of_more_than_three_is_told_where_the_fourth_begins(self) -> None:
        (told,) = found("先挂失。再补卡。带身份证。去网点。等三天。", "long_paragraph")
        assert (told.severity, told.text) == ("hint", "去网点。等三天。")
        assert found("Stop. Block it. Call us. Wait.", "long_paragraph", background=ENGLISH)
        assert not found("先挂失。再补卡。带身份证。\n\n去网点。等三天。", "long_paragraph")
        assert not found("带证件：身份证；护照；驾照；户口本。", "long_paragraph")

    def test_what_everybody_says_with_a_passive_stands_in_a_list(self) -> None:
        assert "骗" in passives_that_are_fine() and not found("卡被骗子拿走了。", "passive")
        assert found("申请被我行审批。", "passive")


class TestJargon:
    def test_the_longest_word_is_found_with_its_plain_wording(self) -> None:
        (told,) = found("年化利率是多少", "jargon")
        assert (told.start, told.end, told.text) == (0, 4, "年化利率")
        assert told.replacement == "一年的利息比例"
        assert "一年的利息比例" in say_finding(told)

    def test_not_where_it_is_explained(self) -> None:
        assert not found("年化利率就是一年的利息比例。", "jargon")

    @pytest.mark.parametrize("text", ["{{ term.利率 }}", "看[这里](https://a.example/利率)"])
    def test_not_inside_placeholders_and_addresses(self, text: str) -> None:
        assert not found(text, "jargon")

    def test_english_by_whole_words_with_their_capitals(self) -> None:
        text = "Grace period: a grace period, no disgrace periodical."
        told = found(text, "jargon", background=ENGLISH)
        assert [f.text for f in told] == ["Grace period", "grace period"]
        assert told[0].replacement == "Days without interest"

    @pytest.mark.parametrize("kind", ["required_script", "internal_note", "never_say"])
    def test_mandated_and_internal_wording_is_left_alone(self, kind: str) -> None:
        assert not found("年化利率应予以告知。" + "字" * 60, kind=kind)

    def test_but_nothing_false_hides_in_it(self) -> None:
        assert found("请拨打ваnk电话", "look_alike", kind="required_script")
        assert found("{{ no.fact }}", "placeholder", kind="required_script")


class TestOfficialese:
    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("您可在柜面进行挂失。", "您可在柜台挂失。"),
            ("若卡片丢失，须携带证件。", "如果卡片丢失，要带证件。"),
            ("应该、必须、联系我们、其他、百分之五、平均、不仅", None),
            ("客户可以凭借记卡领取及其他", None),
            ("若", "如果"),
            ("退款T+1日到账。", "退款下一个工作日到账。"),
        ],
    )
    def test_chinese(self, text: str, plain: str | None) -> None:
        told = found(text, "officialese")
        assert put_in(text, told) == (plain or text)

    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("Utilise the app.", "Use the app."),
            ("We are utilizing it.", "We are using it."),
            ("An additional card costs more.", "A more card costs more."),
            ("It is, in order to pay, a must.", "It is, to pay, a must."),
            ("Please note that fees apply.", "Fees apply."),
            ("Prior to that, call us.", "Before that, call us."),
            ("Call us, prior, to that.", None),
        ],
    )
    def test_english(self, text: str, plain: str | None) -> None:
        told = found(text, "officialese", background=ENGLISH)
        assert put_in(text, told) == (plain or text)

    @pytest.mark.parametrize("is_chinese", [True, False])
    def test_what_the_lists_offer_is_plain_itself(self, is_chinese: bool) -> None:
        name = "officialese_zh.txt" if is_chinese else "officialese_en.txt"
        words = officialese(is_chinese=is_chinese)
        offered = {entry.plain for entry in entries_of(name) if entry.plain}
        wrong = {p: [h.entry.word for h in words.find(p)] for p in offered if [*words.find(p)]}
        assert wrong == {}

    def test_no_word_is_listed_twice(self) -> None:
        for name in ("officialese_zh.txt", "officialese_en.txt"):
            listed = [entry.word for entry in entries_of(name)]
            assert {word for word in listed if listed.count(word) > 1} == set()

    def test_the_lists_are_long_enough_to_matter(self) -> None:
        assert sum(not e.is_fine for e in entries_of("officialese_zh.txt")) > 400
        assert sum(not e.is_fine for e in entries_of("officialese_en.txt")) > 800

    def test_forms_of_verbs_follow_each_other(self) -> None:
        assert dict(forms_of("notify", "tell")) == {
            "notify": "tell", "notifies": "tells", "notified": "told", "notifying": "telling",
        }  # fmt: skip
        assert ("organizing", "setting up") in set(forms_of("organise", "set up"))


class TestNegationAndPassive:
    @pytest.mark.parametrize("text", ["不得不还", "非本人不可", "并非不能办", "没有身份证不能办"])
    def test_two_negations(self, text: str) -> None:
        assert found(text, "double_negation")

    @pytest.mark.parametrize("text", ["能不能不还", "对不对", "未成年人不能办", "不能办", "差不多"])
    def test_one_is_fine(self, text: str) -> None:
        assert not found(text, "double_negation")

    @pytest.mark.parametrize(
        ("text", "is_told"),
        [
            ("It is not unusual.", True),
            ("You cannot pay without a card.", True),
            ("It is not until Monday.", False),
            ("Do not call.", False),
        ],
    )
    def test_english_negations(self, text: str, is_told: bool) -> None:
        assert bool(found(text, "double_negation", background=ENGLISH)) is is_told

    @pytest.mark.parametrize(
        ("text", "is_told"),
        [
            ("The card is sent by post.", True),
            ("Fees were not changed.", True),
            ("We send the card.", False),
            ("Are you married?", False),
            ("Interest is based on the rate.", False),
        ],
    )
    def test_english_passives(self, text: str, is_told: bool) -> None:
        assert bool(found(text, "passive", background=ENGLISH)) is is_told

    def test_what_befalls_people_is_no_passive_to_mend(self) -> None:
        assert not found("卡被盗了，被骗了，被保险人也是", "passive")
        assert found("申请被予以受理", "passive")
