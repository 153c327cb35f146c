"""Opening hours: `1-5 09:00-17:00; 6-7 09:30-16:00` (1 is Monday) as people write and say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kb.formats.chinese_numbers import read_number
from kb.formats.words import CHINESE, Words

DAYS = re.compile(r"[1-7](-[1-7])?(,[1-7](-[1-7])?)*")
TIMES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
CLOSED = "closed"


class BadHours(ValueError):
    """Opening hours that cannot be read; says what the spelling is."""


@dataclass(frozen=True, slots=True)
class Span:
    """From and to as minutes of the day; 1440 is midnight at its end."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Period:
    """Days as (first, last) from 1 for Monday; no span: closed."""

    days: tuple[tuple[int, int], ...]
    spans: tuple[Span, ...]


def read_hours(text: str) -> tuple[Period, ...]:
    """Periods are parted by `;`, days and times within one by `,`; `closed` for no time.

    Raises BadHours.
    """
    periods = tuple(_period(piece.strip()) for piece in text.split(";") if piece.strip())
    if not periods:
        raise BadHours("write opening hours as 1-5 09:00-17:00; 6-7 closed")
    return periods


def write_hours(text: str, *, words: Words, plain: bool) -> str:
    """`plain`: hyphens instead of dashes, which some channels pay for."""
    lines = (_written(period, words) for period in read_hours(text))
    written = words.punctuation.semicolon.join(lines)
    return written.replace("–", "-") if plain or words is CHINESE else written


def speak_hours(text: str, *, words: Words) -> str:
    lines = (_spoken(period, words) for period in read_hours(text))
    return words.punctuation.semicolon.join(lines)


def speak_time(minutes: int, *, words: Words) -> str:
    """`15:30` → 下午三点三十分, 3:30 pm."""
    return _chinese_time(minutes) if words is CHINESE else _english_time(minutes)


def _period(piece: str) -> Period:
    days, _, times = piece.partition(" ")
    times = times.replace(" ", "")
    if not DAYS.fullmatch(days) or not times:
        raise BadHours(f"{piece!r}: write days and times as 1-5 09:00-17:00 (1 is Monday)")
    ranges = tuple(_day_range(part) for part in days.split(","))
    if times == CLOSED:
        return Period(ranges, ())
    return Period(ranges, tuple(_span(part) for part in times.split(",")))


def _day_range(part: str) -> tuple[int, int]:
    first, last = int(part[0]), int(part[-1])
    if first > last:
        raise BadHours(f"{part!r}: days go from 1 (Monday) to 7 (Sunday)")
    return first, last


def _span(part: str) -> Span:
    found = TIMES.fullmatch(part)
    if not found:
        raise BadHours(f"{part!r}: write times as 09:00-17:00")
    hour, minute, last_hour, last_minute = map(int, found.groups())
    span = Span(hour * 60 + minute, last_hour * 60 + last_minute)
    if minute > 59 or last_minute > 59 or not span.opens < span.closes <= 24 * 60:
        raise BadHours(f"{part!r}: times lie between 00:00 and 24:00, the earlier one first")
    return span


def _written(period: Period, words: Words) -> str:
    named = _name_days(period, words.days, words.day_span, words)
    gap = "" if words is CHINESE else " "
    if not period.spans:
        return f"{named}{gap}{words.closed}"
    return f"{named}{gap}{words.list_comma.join(_clock(span, words) for span in period.spans)}"


def _clock(span: Span, words: Words) -> str:
    if span == Span(0, 24 * 60):
        return words.all_day
    times = (f"{at // 60:02}:{at % 60:02}" for at in (span.opens, span.closes))
    return "–".join(times)


def _name_days(period: Period, names: tuple[str, ...], span: str, words: Words) -> str:
    if period.days == ((1, 7),):
        return words.every_day
    ranges = (
        names[first - 1] if first == last else span.format(names[first - 1], names[last - 1])
        for first, last in period.days
    )
    return words.list_comma.join(ranges)


def _spoken(period: Period, words: Words) -> str:
    named = _name_days(period, words.spoken_days, words.spoken_day_span, words)
    times = [_speak_span(span, words) for span in period.spans] or [words.closed]
    comma = "，" if words is CHINESE else ", "
    return comma.join([named, *times])


def _speak_span(span: Span, words: Words) -> str:
    if span == Span(0, 24 * 60):
        return "二十四小时" if words is CHINESE else words.all_day
    times = (speak_time(at, words=words) for at in (span.opens, span.closes))
    return words.spoken_day_span.format(*times)


def _chinese_time(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    parts = ((6, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    part = next((name for until, name in parts if hour < until), "")
    shown = hour - 12 if 12 < hour < 24 else hour
    said = f"{part}{read_number(Decimal(shown), counting=True)}点"
    if not minute:
        return said
    return said + ("零" if minute < 10 else "") + read_number(Decimal(minute)) + "分"


def _english_time(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    if minutes in (0, 24 * 60):
        return "midnight"
    if minutes == 12 * 60:
        return "noon"
    clock = f"{(hour - 1) % 12 + 1}" + (f":{minute:02}" if minute else "")
    return f"{clock} {'am' if hour < 12 else 'pm'}"
