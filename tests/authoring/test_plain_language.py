"""What customers would stumble over is found, and what is plain is left in peace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.authoring.plain_language import Background, Finding, Text, lint, say_finding
from kb.authoring.plain_language.background import KnownFact, KnownShared, KnownTerm
from kb.authoring.plain_language.inflection import forms_of
from kb.authoring.plain_language.sentences import sentences
from kb.authoring.plain_language.word_lists import entries_of, officialese

TERMS = (
    KnownTerm("apr", "年化利率", "一年的利息比例"),
    KnownTerm("rate", "利率", "利息比例"),
    KnownTerm("lpr", "贷款市场报价利率", "银行贷款的参考价", "LPR"),
)
ENGLISH_TERMS = (KnownTerm("grace", "grace period", "days without interest"),)
FACTS = (
    KnownFact("card.fee", "补卡工本费", "money", "CNY", ("15",)),
    KnownFact("loan.max", "贷款最高金额", "money", "CNY", ("200000", "300000")),
    KnownFact("loan.rate", "贷款年利率", "rate", "", ("0.0385",)),
    KnownFact("phone", "客服电话", "phone", "", ("400-000-1234",)),
    KnownFact("wait", "补卡天数", "count", "working_day", ("5",)),
)
SHARED = (KnownShared(1, "带证件", "请带上本人的身份证，到任意一家网点办理，不用预约。"),)
CHINESE = Background("zh-Hans", terms=TERMS, facts=FACTS, shared=SHARED)
ENGLISH = Background("en", terms=ENGLISH_TERMS, facts=FACTS)


def found(text: str, rule: str = "", *, background: Background = CHINESE, **text_fields: Any):
    """Findings in one text, of one rule where it is named."""
    fields = {"element": "e", "kind": "answer"} | text_fields
    report = lint([Text(text, **fields)], background=background)
    return [f for f in report.findings if not rule or f.rule == rule]


def put_in(text: str, findings: Sequence[Finding]) -> str:
    """As the editor's button does it, from the end."""
    for finding in sorted(findings, key=lambda f: f.start, reverse=True):
        if finding.replacement is not None:
            text = text[: finding.start] + finding.replacement + text[finding.end :]
    return text


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


class TestAbbreviations:
    @pytest.mark.parametrize(
        "text",
        ["LPR是参考价", "ABC（某某协会）", "某某协会（ABC）", "用APP和PIN", "发“CXYE”到95588"],
    )
    def test_explained_ones_are_fine(self, text: str) -> None:
        assert not found(text, "abbreviation")

    def test_one_explanation_serves_the_whole_answer(self) -> None:
        texts = [Text("请办ETX。", "a", "answer"), Text("ETX（电子交易）很快。", "b", "note")]
        assert not lint(texts, background=CHINESE).findings

    def test_an_unexplained_one_is_told_once(self) -> None:
        texts = [Text("请办ETX。", "a", "answer"), Text("ETX很快。", "b", "note")]
        (told,) = lint(texts, background=CHINESE).findings
        assert (told.rule, told.element, told.text) == ("abbreviation", "a", "ETX")


class TestCharacters:
    @pytest.mark.parametrize(
        ("text", "put", "rule"),
        [
            ("раypal", "paypal", "look_alike"),
            ("登录 Αpp", "登录 App", "look_alike"),
            ("СМС", "CMC", "look_alike"),
            ("⾦额", "金额", "look_alike"),
            ("1O0元", "100元", "look_alike"),
            ("２００元", "200元", "full_width"),
            ("ＡＴＭ", "ATM", "full_width"),
            ("转\u200b账", "转账", "unseen"),
            ("a\u202eb", "ab", "unseen"),
            ("a\U000e0041b", "ab", "unseen"),
        ],
    )
    def test_are_found_and_put_right(self, text: str, put: str, rule: str) -> None:
        told = found(text, rule)
        assert told
        assert put_in(text, told) == put

    @pytest.mark.parametrize("text", ["μ和α", "Ⅱ类户", "①先挂失", "👩‍💻", "Москва", "，。（）"])
    def test_honest_ones_are_left(self, text: str) -> None:
        assert not [f for f in found(text) if f.rule in ("look_alike", "full_width", "unseen")]


class TestValues:
    @pytest.mark.parametrize(
        ("text", "put"),
        [
            ("补卡收15元。", "补卡收{{ card.fee }}。"),
            ("贷款最多20万元。", "贷款最多{{ loan.max }}。"),
            ("贷款最多200,000元。", "贷款最多{{ loan.max }}。"),
            ("贷款利息3.85%。", "贷款利息{{ loan.rate }}。"),
            ("请打400-000-1234。", "请打{{ phone }}。"),
            ("补卡要5个工作日。", "补卡要{{ wait }}。"),
            ("补卡费¥15", "补卡费{{ card.fee }}"),
        ],
    )
    def test_a_kept_value_is_offered(self, text: str, put: str) -> None:
        told = found(text, "typed_value")
        assert [f.severity for f in told] == ["warning"]
        assert put_in(text, told) == put

    def test_another_figure_is_a_hint(self) -> None:
        (told,) = found("每次收99元。", "typed_value")
        assert (told.severity, told.replacement) == ("hint", None)

    def test_the_same_figure_for_something_else_is_only_a_hint(self) -> None:
        (told,) = found("每次15元。", "typed_value")
        assert (told.severity, told.replacement) == ("hint", None)
        assert "card.fee" in say_finding(told)

    def test_examples_may_have_figures(self) -> None:
        assert not found("例如存1000元。", "typed_value", kind="example")

    @pytest.mark.parametrize("text", ["100%", "0元", "{{ card.fee }}", "3张", "第2步"])
    def test_what_never_changes_is_left(self, text: str) -> None:
        assert not found(text, "typed_value")


class TestPlaceholders:
    def test_known_ones_are_fine(self) -> None:
        assert not found("{{ card.fee }}和{{ term.apr }}", "placeholder")

    @pytest.mark.parametrize("text", ["{{ no.fact }}", "{{ term.none }}", "{{ card.fee", "{{}}"])
    def test_others_are_errors_at_once(self, text: str) -> None:
        (told,) = found(text, "placeholder")
        assert (told.severity, told.start) == ("error", 0)

    @pytest.mark.parametrize("field", ["title", "question"])
    def test_none_may_stand_in_a_heading(self, field: str) -> None:
        assert found("{{ card.fee }}", "placeholder", field=field)


class TestDuplicates:
    def test_the_same_text_as_a_shared_element(self) -> None:
        (told,) = found("请带上本人的身份证到任意一家网点办理（不用预约）", "duplicate")
        assert told.severity == "warning"
        assert "带证件" in say_finding(told)

    def test_nearly_the_same(self) -> None:
        (told,) = found("请带上您本人的身份证，到任意一家网点办理，不用预约。", "duplicate")
        assert told.severity == "hint"

    def test_not_the_shared_element_itself(self) -> None:
        assert not found(SHARED[0].text, "duplicate", shared=1)

    def test_steps_are_compared_as_one(self) -> None:
        parts = ["请带上本人的身份证", "到任意一家网点办理", "不用预约"]
        texts = [Text(part, "e", "steps", f"steps.{n}") for n, part in enumerate(parts)]
        report = lint(texts, background=CHINESE)
        assert [f.rule for f in report.findings] == ["duplicate"]


class TestScore:
    def test_plain_is_a_hundred(self) -> None:
        report = lint([Text("先打电话挂失，再去网点补卡。", "e", "answer")], background=CHINESE)
        assert (report.score, report.findings) == (100, ())

    def test_nothing_is_a_hundred(self) -> None:
        assert lint([], background=CHINESE).score == 100

    def test_each_finding_costs_by_its_severity(self) -> None:
        assert lint([Text("年化利率")], background=CHINESE).score == 96
        assert lint([Text("{{ no.fact }}")], background=CHINESE).score == 90

    def test_long_answers_pay_less_for_one(self) -> None:
        long = "先打电话挂失，再去网点补卡。" * 60
        assert lint([Text(long + "年化利率")], background=CHINESE).score == 99

    def test_it_never_falls_below_nothing(self) -> None:
        assert lint([Text("{{ no.fact }}" * 20)], background=CHINESE).score == 0


SNIPPETS = (
    "年化利率|若|{{ card.fee }}|{{|}}|LPR|15元|3.85%|。|，|Utilise|an|is sent|不得不|1. |"
    "grace period|[a](https://b.c)|https://x.y/z|раy|２|**|(|)|a|👩‍💻|\n| |\u200b"
)
PIECES = st.sampled_from([*SNIPPETS.split("|"), "字" * 20, "word " * 12])


@given(st.lists(PIECES | st.text(max_size=6), max_size=12).map("".join), st.booleans())
@settings(max_examples=150)
def test_every_finding_names_the_place_where_it_is(text: str, is_chinese: bool) -> None:
    background = CHINESE if is_chinese else ENGLISH
    report = lint([Text(text, "e", "answer")], background=background)
    for finding in report.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text
        assert say_finding(finding)
    assert 0 <= report.score <= 100
