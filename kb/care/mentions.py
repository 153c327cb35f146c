"""What a text says a thing costs, yields, allows or is called at, or when and how long it holds:
amounts, rates, phone numbers, dates and counts with the name of the thing right before them. Pure.

Careful rather than clever, since an editor who meets false alarms reads none: a thing must have a
name of its own (“信用卡年费”, not “手续费”), and stand directly before its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kb.search.numerals import with_paid_digits
from kb.search.segmentation import normalise

HAN = "\u4e00-\u9fff"
HEADS = (
    "年费|工本费|手续费|服务费|管理费|违约金|滞纳金|年利率|月利率|日利率|利率|利息|费率|额度|限额|上限|"
    "起存金额|起购金额|起点|门槛|短信费|费用|客服电话|客服热线|服务热线|热线电话|热线|电话|"
    "生效日期|生效日|截止日期|截止时间|截止日|到期日期|到期日|开始日期|结束日期|起始日期|日期|"
    "有效期限|有效期|期限|时限|时长|次数|张数|人数"
)
# What facts call what they count.
COUNTED = {
    "分钟": "minute", "小时": "hour", "个工作日": "working_day", "工作日": "working_day",
    "天": "day", "日": "day", "个月": "month", "年": "year", "次": "time", "张": "card",
    "人": "person",
}  # fmt: skip
MONTHS = "january february march april may june july august september october november december"
# What only narrows a thing down without naming it: 单笔支付限额 says of nothing in particular.
NARROWERS = (
    "默认|标准|最高|最低|最多|单笔|每笔|单日|每日|每天|当日|当天|日累计|累计|年累计|每年|每月|网上|"
    "线上|柜台|柜面|手机|支付|交易|转账|汇款|取现|取款|同城|异地|本地|跨行|同行|本行|他行|本地|收取|"
    "其中|的|和|及|或|与|以及|对应|相应|您|我行|银行|人工|全国|统一|官方|拨打|请|可|按|为|是|年|月|日|"
    "一般|普通|产品|引用|正常|相关|具体|基准|活期|定期|存款|贷款|执行|现行|目前|现在"
)
SAYS = (
    "(?:标准|一般|大约|大概|统一|均|都|就|现|目前)*(?:每[年月日天次笔张户人])?"
    "(?:是|为|:|约|收取|收|要|需要|需|有)?(?:每[年月日天次笔张户人])?(?:人民币)?"
)
VALUES = (
    r"(?:[¥￥]\s?)?(?P<amount>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>万元|元|块钱)"
    r"(?P<per>\s?(?:/|每)[年月日天次笔张户])?"
    r"|(?P<rate>\d+(?:\.\d+)?)\s?(?P<sign>[%‰])"
    r"|(?P<phone>95\d{3}|[48]00[- ]?\d{3}[- ]?\d{4})(?!\d)"
    r"|(?P<year>\d{4})(?:年|[-/.])(?P<month>\d{1,2})(?:月|[-/.])(?P<day>\d{1,2})(?:日|(?!\d))"
    rf"|(?P<count>\d+)\s?(?P<counted>{'|'.join(COUNTED)})"
)
# From the beginning of its clause on: 一代K宝 and 二代K宝 are two things.
CHINESE = re.compile(
    rf"(?<![{HAN}a-z0-9])(?P<thing>[{HAN}a-z0-9]{{0,20}}?(?:{HEADS})){SAYS}\s?(?:{VALUES})"
)
LEADS_IN = re.compile(
    "^(?:(?:目前|现在|现行|我行|本行|您的|您|请|拨打|办理|其中|另外|那么|所以|因为|如果|一般)+)"
)
ENGLISH = re.compile(
    r"(?P<thing>(?:[a-z][a-z-]+ ){1,3}(?:fee|rate|limit|charge|hotline|date|deadline))\s?"
    r"(?:is|of|:|costs|at)?\s?(?:"
    r"(?P<unit>[$£€¥]|cny |rmb |usd )(?P<amount>\d[\d,]*(?:\.\d+)?)(?P<per> ?(?:a|per|/) ?"
    r"(?:year|month|day|transaction|card))?"
    r"|(?P<rate>\d+(?:\.\d+)?)\s?(?P<sign>[%‰])"
    r"|(?P<phone>95\d{3}|[48]00[- ]?\d{3}[- ]?\d{4})(?!\d)"
    r"|(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"
    rf"|(?P<day_first>\d{{1,2}}) (?P<named>{MONTHS.replace(' ', '|')}),? (?P<its_year>\d{{4}}))"
)
ENGLISH_NARROWERS = frozenset(
    """the a an our this that its your daily annual monthly yearly standard maximum minimum single
    total usual current and or of for is per transaction online payment transfer interest
    service""".split()  # noqa: SIM905 - a list of words reads better as text
)
# A rate over 1年 is no count, and what is 2年 after a day no date.
COUNT_HEAD = re.compile(r"(?:有效期限|有效期|期限|时限|时长|次数|张数|人数)\Z")
DATE_HEAD = re.compile(r"(?:日期|日|时间|有效期限|有效期|期限|时限|date|deadline)\Z")
HEAD = re.compile(rf"(?:{HEADS})\Z")
NARROWER = re.compile(NARROWERS)
SENTENCE = re.compile(r"[^。！？!?;；\n]+")
ENGLISH_SENTENCE = re.compile(r"[^!?;\n]+?(?:\.(?=\s|\Z)|(?=[!?;\n]|\Z))")
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """`thing`: its name, folded; `value`: comparable; `said`: as it stands in the text."""

    thing: str
    kind: str
    value: str
    said: str
    sentence: str


def mentions_in(text: str, *, locale: str) -> Iterator[Mention]:
    is_english = locale == "en"
    for match in (ENGLISH_SENTENCE if is_english else SENTENCE).finditer(text):
        sentence = match.group().strip()
        plain = with_paid_digits(normalise(sentence))
        for found in (ENGLISH if is_english else CHINESE).finditer(plain):
            thing = LEADS_IN.sub("", found["thing"].strip())
            kind, value, said = _value(found)
            if has_name(thing, locale=locale) and _suits(kind, thing):
                yield Mention(thing, kind, value, said, sentence)


def has_name(thing: str, *, locale: str) -> bool:
    """Is something in particular left when kind and circumstances are taken away?"""
    if locale == "en":
        return any(word not in ENGLISH_NARROWERS for word in thing.split()[:-1])
    if thing.endswith(("热线", "电话")):
        return len(thing) >= len("客服热线")
    return len(NARROWER.sub("", HEAD.sub("", thing))) >= SHORTEST_NAME


def _suits(kind: str, thing: str) -> bool:
    if kind == "date":
        return DATE_HEAD.search(thing) is not None
    return not kind.startswith("count") or COUNT_HEAD.search(thing) is not None


def value_of_fact(fact_type: str, value: str, unit: str) -> tuple[str, str]:
    """The kind and comparable value of a fact's value; empty for types that are not compared."""
    try:
        if fact_type == "money" and unit == "CNY":
            return "money", _plain(Decimal(value))
        if fact_type == "rate":
            return "rate", _plain(Decimal(value) * 100)
        if fact_type == "count" and unit in COUNTED.values():
            return f"count of {unit}", _plain(Decimal(value))
        if fact_type == "date":
            return "date", date.fromisoformat(value).isoformat()
    except (ArithmeticError, ValueError):
        return "", ""
    return ("phone", _digits(value)) if fact_type == "phone" else ("", "")


def _value(found: re.Match[str]) -> tuple[str, str, str]:
    if phone := found["phone"]:
        return "phone", _digits(phone), phone
    if rate := found["rate"]:
        percent = Decimal(rate) / (10 if found["sign"] == "‰" else 1)
        return "rate", _plain(percent), f"{rate}{found['sign']}"
    if day := _date(found):
        return "date", day, day
    if count := found.groupdict().get("count"):
        kind = f"count of {COUNTED[found['counted']]}"
        return kind, _plain(Decimal(count)), f"{count}{found['counted']}"
    amount = Decimal(found["amount"].replace(",", ""))
    if found["unit"] == "万元":
        amount *= 10_000
    per = (found["per"] or "").strip()
    said = f"{found['amount']}{found['unit']}{per}"
    kind = "money" if found["unit"].strip() not in "$£€usd" else "foreign money"
    return kind, _plain(amount), said


def _date(found: re.Match[str]) -> str:
    """As facts spell it; empty where the text gives none. 2月30日 is a slip, but one value too."""
    parts = found.groupdict()
    if name := parts.get("named"):
        month = MONTHS.split().index(name) + 1
        return f"{parts['its_year']}-{month:02}-{int(parts['day_first']):02}"
    if year := parts["year"]:
        return f"{year}-{int(parts['month']):02}-{int(parts['day']):02}"
    return ""


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
