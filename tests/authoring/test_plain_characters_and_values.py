"""Abbreviations, characters and figures that mislead a reader or should be kept once; and what a
whole answer scores."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.authoring.plain_language import Text, lint, say_finding
from tests.authoring.plain_samples import (
    CHINESE,
    ENGLISH,
    SHARED,
    found,
    put_in,
)


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
