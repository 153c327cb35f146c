"""Typed values in both languages and all styles: exact, unambiguous, plain characters."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.access import Labels
from kb.authoring.fact_values import BASES
from kb.document import FactUse, FactValue, FactVariant, Wording
from kb.formats import (
    BadValue,
    NoValue,
    Style,
    fill,
    format_fact,
    format_use,
    neutral_text,
)
from kb.locales import UnknownLocale

ZH, EN = "zh-Hans", "en"
SYMBOL, WORDS, SPOKEN = Style.SYMBOL, Style.WORDS, Style.SPOKEN
WEEK = "1-5 09:00-17:00; 6-7 09:30-16:00"
NO_BREAK_SPACES = re.compile("[\u00a0\u202f\u2007\u2060]")


def money(value, unit="CNY"):
    return FactValue("money", value, unit)


def rate(value, basis=""):
    return FactValue("rate", value, basis=basis)


def count(value, unit):
    return FactValue("count", value, unit)


@pytest.mark.parametrize(
    ("value", "locale", "style", "said"),
    [
        (money("200"), ZH, SYMBOL, "¥200"),
        (money("200"), ZH, WORDS, "200元"),
        (money("200"), ZH, SPOKEN, "两百元"),
        (money("200"), EN, SYMBOL, "¥200"),
        (money("200"), EN, WORDS, "CNY 200"),
        (money("200"), EN, SPOKEN, "200 yuan"),
        (money("200.00"), ZH, SYMBOL, "¥200"),
        (money("1234.5"), ZH, SYMBOL, "¥1,234.50"),
        (money("1234.56"), ZH, SPOKEN, "一千二百三十四元五角六分"),
        (money("0"), ZH, WORDS, "0元"),
        (money("50000"), ZH, WORDS, "5万元"),
        (money("50000"), ZH, SYMBOL, "¥50,000"),
        (money("15000"), ZH, WORDS, "15,000元"),
        (money("300000000"), ZH, WORDS, "3亿元"),
        (money("-3"), EN, SYMBOL, "-¥3"),
        (money("2.665"), ZH, SYMBOL, "¥2.665"),
        (money("2.675"), EN, WORDS, "CNY 2.675"),
        (money("12.3", "USD"), ZH, SYMBOL, "US$12.30"),
        (money("12.3", "USD"), ZH, WORDS, "12.30美元"),
        (money("100", "JPY"), EN, SYMBOL, "JPY 100"),
        (rate("0.0385"), ZH, SYMBOL, "3.85%"),
        (rate("0.0385", "annual"), ZH, SYMBOL, "3.85%（年利率）"),
        (rate("0.0385", "simple"), ZH, WORDS, "3.85%（单利）"),
        (rate("0.0385", "compound"), EN, WORDS, "3.85% compound interest"),
        (rate("0.005", "once"), ZH, SPOKEN, "按金额一次收取百分之零点五"),
        (rate("0.00015", "daily"), EN, SYMBOL, "0.015% a day"),
        (rate("0.0310", "annual"), ZH, SYMBOL, "3.10%（年利率）"),
        (rate("0.0385"), ZH, SPOKEN, "百分之三点八五"),
        (rate("0.0385", "annual"), ZH, SPOKEN, "年利率百分之三点八五"),
        (rate("-0.01"), ZH, SPOKEN, "负百分之一"),
        (rate("1"), EN, SPOKEN, "100 percent"),
        (count("3", "working_day"), ZH, SYMBOL, "3个工作日"),
        (count("3", "working_day"), EN, SYMBOL, "3 working days"),
        (count("1", "working_day"), EN, SYMBOL, "1 working day"),
        (count("2", "card"), ZH, SPOKEN, "两张"),
        (count("2.5", "year"), EN, WORDS, "2.5 years"),
        (count("20000", "point"), ZH, SYMBOL, "20,000分"),
        (count("3", "箱"), ZH, SYMBOL, "3箱"),
        (count("7", ""), EN, SYMBOL, "7"),
        (FactValue("date", "2026-12-31"), ZH, SYMBOL, "2026年12月31日"),
        (FactValue("date", "2026-12-31"), EN, SYMBOL, "31 December 2026"),
        (FactValue("date", "2026-12-31"), ZH, SPOKEN, "二零二六年十二月三十一日"),
        (FactValue("phone", "400-000-1234"), ZH, SYMBOL, "400-000-1234"),
        (FactValue("phone", "95588"), ZH, SPOKEN, "九五五八八"),
        (FactValue("phone", "955-88"), EN, SPOKEN, "9 5 5, 8 8"),
        (FactValue("hours", WEEK), ZH, SYMBOL, "周一至周五09:00-17:00；周六至周日09:30-16:00"),
        (FactValue("hours", WEEK), EN, SYMBOL, "Mon–Fri 09:00–17:00; Sat–Sun 09:30–16:00"),
        (FactValue("hours", WEEK), EN, WORDS, "Mon-Fri 09:00-17:00; Sat-Sun 09:30-16:00"),
        (FactValue("hours", "1-7 00:00-24:00"), ZH, SYMBOL, "每天24小时"),
        (FactValue("hours", "1,3 09:00-12:00,14:00-17:00; 7 closed"), ZH, SYMBOL,
         "周一、周三09:00-12:00、14:00-17:00；周日休息"),
        (FactValue("hours", "6 15:30-24:00"), ZH, SPOKEN, "周六，下午三点三十分到二十四点"),
        (FactValue("hours", "6 00:05-12:00"), ZH, SPOKEN, "周六，凌晨零点零五分到中午十二点"),
        (FactValue("hours", "1-5 09:30-17:00"), EN, SPOKEN, "Monday to Friday, 9:30 am to 5 pm"),
        (FactValue("text", "16 周岁"), ZH, SPOKEN, "16 周岁"),
    ],
)  # fmt: skip
def test_a_value_is_said(value, locale, style, said) -> None:
    assert format_fact(value, locale=locale, style=style) == said


@pytest.mark.parametrize(
    "value",
    [
        money("200", ""),
        money("200", "元"),
        money("1e5"),
        money("NaN"),
        money("２００"),
        money("1,200"),
        rate("3.85%"),
        rate("0.0385", "weekly"),
        count("", "day"),
        FactValue("date", "31.12.2026"),
        FactValue("date", "2026-02-30"),
        FactValue("phone", "<b>95588</b>"),
        FactValue("hours", "Mon-Fri 9-5"),
        FactValue("hours", "1-5 17:00-09:00"),
        FactValue("hours", "5-1 09:00-17:00"),
        FactValue("hours", "1-5 09:60-17:00"),
        FactValue("hours", ""),
        FactValue("text", "  "),
        FactValue("colour", "red"),
    ],
)
@pytest.mark.parametrize("style", Style)
def test_a_value_that_its_type_cannot_read_is_refused(value, style) -> None:
    with pytest.raises(BadValue):
        format_fact(value, locale=ZH, style=style)


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(UnknownLocale):
        format_fact(money("200"), locale="zh-Hant", style=SYMBOL)


amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=2, allow_nan=False)


@given(amounts, st.sampled_from([ZH, EN]))
def test_an_amount_is_never_rounded(amount, locale) -> None:
    said = format_fact(money(f"{amount:f}"), locale=locale, style=SYMBOL)
    assert Decimal(said.replace("¥", "").replace(",", "")) == amount


@given(st.decimals(min_value=-10, max_value=10, places=6, allow_nan=False))
def test_a_rate_is_never_rounded(value) -> None:
    said = format_fact(rate(f"{value:f}"), locale=EN, style=WORDS)
    assert Decimal(said.removesuffix("%").replace(",", "")) / 100 == value


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("locale", [ZH, EN])
@pytest.mark.parametrize(
    "value",
    [
        money("1234567.89"), money("1", "EUR"), rate("0.0385", "annual"), count("12345", "card"),
        FactValue("date", "2026-05-01"), FactValue("phone", "95588"), FactValue("hours", WEEK),
    ],
)  # fmt: skip
def test_no_space_that_costs_double_and_english_words_are_ascii(value, locale, style) -> None:
    said = format_fact(value, locale=locale, style=style)
    assert not NO_BREAK_SPACES.search(said)
    assert locale != EN or style is SYMBOL or said.isascii()


BEIJING = FactVariant(
    money("180"),
    Labels(regions=frozenset({"beijing"})),
    ((ZH, "北京分行"), (EN, "Beijing branch")),
)
DEFAULT = FactVariant(money("200"))


def use(*variants):
    return FactUse("card.fee", variants)


def test_one_value_is_said_plainly() -> None:
    assert format_use(use(BEIJING), locale=ZH, style=SYMBOL) == "¥180"


def test_several_values_are_listed_with_their_names_the_default_last() -> None:
    both = use(DEFAULT, BEIJING)
    assert format_use(both, locale=ZH, style=SYMBOL) == "北京分行：¥180；其他：¥200"
    assert format_use(both, locale=ZH, style=SPOKEN) == "北京分行，一百八十元；其他，两百元"
    said = format_use(both, locale=EN, style=WORDS)
    assert said == "Beijing branch: CNY 180; Otherwise: CNY 200"


def test_equal_values_need_no_names() -> None:
    same = FactVariant(money("200"), BEIJING.labels, BEIJING.names)
    assert format_use(use(DEFAULT, same), locale=ZH, style=SYMBOL) == "¥200"


def test_a_variant_without_a_name_shows_its_codes() -> None:
    nameless = FactVariant(money("0"), Labels(segments=frozenset({"vip", "senior"})))
    said = format_use(use(nameless, DEFAULT), locale=ZH, style=SYMBOL)
    assert said == "senior、vip：¥0；其他：¥200"


def test_no_value_is_refused() -> None:
    with pytest.raises(NoValue, match=r"card\.fee"):
        format_use(use(), locale=ZH, style=SYMBOL)


YEARLY = FactUse("loan.rate", (FactVariant(rate("0.0310", "annual")),))


@pytest.mark.parametrize(
    ("locale", "runs", "said"),
    [
        (ZH, ("利率是 ", YEARLY, "。"), "利率是 3.10%（年利率）。"),
        (ZH, ("贷款的年利率是 ", YEARLY, "。"), "贷款的年利率是 3.10%。"),
        (ZH, ("年利率可谈，现在是 ", YEARLY, "。"), "年利率可谈，现在是 3.10%（年利率）。"),
        (EN, ("The rate is ", YEARLY, "."), "The rate is 3.10% a year."),
        (EN, ("The rate is ", YEARLY, " a year."), "The rate is 3.10% a year."),
        (ZH, (YEARLY,), "3.10%（年利率）"),
    ],
)
def test_the_basis_of_a_rate_is_said_once(locale, runs, said) -> None:
    assert fill(Wording(runs), locale=locale, style=SYMBOL).text == said


def test_a_bad_value_names_its_fact() -> None:
    wording = Wording(("年费 ", FactUse("card.fee", (FactVariant(money("abc")),))))
    with pytest.raises(BadValue) as caught:
        fill(wording, locale=ZH, style=SYMBOL)
    assert caught.value.fact == "card.fee"


def test_neutral_text_is_words_without_markup() -> None:
    wording = Wording(("**年费** ", use(DEFAULT), "，见[说明](https://bank.example/fees)"))
    said = neutral_text(wording, locale=ZH)
    assert said == "年费 200元，见说明 https://bank.example/fees"


@pytest.mark.parametrize("basis", [code for code, _name in BASES])
@pytest.mark.parametrize("locale", [ZH, EN])
@pytest.mark.parametrize("style", list(Style))
def test_every_basis_that_editors_may_choose_has_words(basis, locale, style) -> None:
    assert format_fact(rate("0.005", basis), locale=locale, style=style)
