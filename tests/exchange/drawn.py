"""What is drawn for random knowledge bases: texts that formats stumble over, moments, and values of
every type of fact."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from kb.text import clean

# What a careless format would lose or take for something else.
ODD = (
    *("## answer {id: x}", "### brief", "\\## no heading", "---", "=1+1", "+1", "-2", "@SUM(A1)"),
    *("| a | b |", "a\\|b", "\\", "1. 第一", "# x", "{{ card.fee }}", "{% x %}", "yes", "null"),
    *(
        "0012",
        "2026-07-01",
        "1e5",
        "~",
        "&a",
        "*a",
        "- x",
        "a: b",
        "'q",
        '"q"',
        "＝1",
        "👍🏽",
        "𠮷",
    ),
    *("。", "_x0041_", "parts:1", "&lt;b&gt;", "a  b", "  两端  ", "行一\n行二", "\\#", "#", "！"),
    *("行一\n\n  行三\n", "[x](https://a.example/?a=1&b=2)", "x\u3000", "%d %s", "<!-- x -->"),
    *("é", "e\u0301", "1. 一\n2. 二", "a, b", "a,b"),
)


def cleaned(text: str) -> str:
    """As every door of the house keeps it."""
    return clean(text).text.strip()


anything = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30).map(cleaned)
odd = st.sampled_from(ODD)
texts = st.one_of(odd, anything, st.lists(odd, max_size=4).map("\n".join)).map(cleaned)
some_text = texts.filter(bool)
lines = texts.map(lambda text: text.replace("\n", " ")).filter(bool)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
maybe = st.booleans()


amounts = st.decimals(-(10**9), 10**9, places=2).map(str)
VALUES = {
    "text": some_text.map(lambda text: text.replace("{{", "")[:200] or "x"),
    "money": amounts,
    "rate": st.decimals(0, 1, places=6).map(lambda rate: f"{rate:f}"),
    "count": st.integers(0, 10**12).map(str) | amounts,
    "date": st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(date.isoformat),
    "phone": st.sampled_from(("95588", "+86-10-1234", "400-000-1234", "00852-1")),
    "hours": st.sampled_from(("1-5 09:00-17:00", "1-5 09:00-17:00; 6-7 09:30-16:00")),
}
