"""What supervisors see, and what they take along."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from channels.supervising.counting import count_day
from channels.supervising.days import Period
from channels.supervising.overview import overview
from channels.supervising.tables import tables_of
from tests import library
from tests.library import block
from tests.noon import NOW, TODAY
from tests.supervising.stories import Kind, serve, sight

pytestmark = pytest.mark.django_db
OVERVIEW = "/desk/overview/"
# Session, person, grants and rights; what is known of the contact; then twice what is compared.
MOST = 30
ASKED_OF = re.compile(r'(\w+)(?:.*? (?:FROM|INTO) "?(\w+))?', re.S)


@pytest.fixture(autouse=True)
def everybody_counts(settings: Any) -> None:
    settings.SMALLEST_TEAM = 1


@pytest.fixture
def boss() -> Any:
    return library.staff("boss", "Supervisors")


@pytest.fixture
def desk(boss: Any) -> Client:
    client = Client(headers={"Accept-Language": "en-US"})
    client.force_login(boss)
    return client


def a_week(answers: int = 3) -> str:
    """Served, and asked for; the address of its figures."""
    cards = library.publish_topic("cards", "银行卡")
    for number in range(answers):
        library.publish_answer(
            cards, f"cards.n{number}", f"第{number}问？", block("answer", "答。")
        )
    for back in range(1, 8):
        for number in range(answers):
            serve(
                NOW - timedelta(days=back),
                agent=number,
                opened=f"cards.n{number}",
                answer=Kind.COPIED,
                channel="plain",
                seconds=20 + number,
                solved=number > 0,
            )
        count_day(TODAY - timedelta(days=back), now=NOW)
    return f"from={TODAY - timedelta(days=7)}&to={TODAY - timedelta(days=1)}"


def test_a_week_at_a_glance(desk: Client) -> None:
    page = desk.get(f"{OVERVIEW}?{a_week()}").content.decode()
    tiles = re.findall(r'tile__label">([^<]+)</h2><p class="tile__now">([^<]+)<', page)
    assert dict(tiles) == {
        "Contacts": "21",
        "Time to answer, half within": "21 s",
        "Time to answer, nine of ten within": "22 s",
        "Solved, of contacts that are over": "67%",
        "Handed over": "0%",
        "Texts copied": "21",
        "Texts sent": "0",
        "Found helpful": "–",
        "Questions without an answer": "0",
        "Offers accepted": "–",
    }
    assert "第0问？" in page and "in 7 contacts" in page


def test_today_counts_on_by_itself(desk: Client) -> None:
    serve(NOW, answer=Kind.COPIED)
    count_day(TODAY, now=NOW)
    page = desk.get(OVERVIEW).content.decode()
    assert 'hx-get="/desk/overview/live/"' in page
    serve(NOW, answer=Kind.COPIED)
    count_day(TODAY, now=NOW)
    part = desk.get(f"{OVERVIEW}live/").content.decode()
    assert '<p class="tile__now">2</p>' in part
    assert "<html" not in part


def test_looking_at_newer_figures_is_no_work(desk: Client, settings: Any) -> None:
    settings.SESSION_IDLE_MINUTES = 30
    desk.get(OVERVIEW)
    session = desk.session
    session["seen"] = seen = session["seen"] - 3000
    session.save()
    desk.get(f"{OVERVIEW}live/")
    assert desk.session["seen"] == seen
    desk.get(OVERVIEW)
    assert desk.session["seen"] > seen


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=tomorrow&to=2026-01-02", "This is no day"),
        ("from=2026-01-03&to=2026-01-02", "before the first"),
        ("from=2025-01-01&to=2025-12-31", "at most 92"),
        ("from=2020-01-01&to=2999-01-01", "still to come"),
        ("to=2026-01-02", "This is no day"),
    ],
)
def test_what_cannot_be_shown_is_said_and_kept(desk: Client, asked: str, said: str) -> None:
    response = desk.get(f"{OVERVIEW}?{asked}")
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    for value in re.findall(r"=([^&]+)", asked):
        assert f'value="{value}"' in page


def test_92_days_are_not_too_many(desk: Client) -> None:
    first, last = TODAY - timedelta(days=92), TODAY - timedelta(days=1)
    page = desk.get(f"{OVERVIEW}?from={first}&to={last}").content.decode()
    assert "notice--problem" not in page


def test_files_say_what_the_screen_says(desk: Client, boss: Any) -> None:
    asked = a_week()
    period = Period(TODAY - timedelta(days=7), TODAY - timedelta(days=1))
    from django.utils import translation

    with translation.override("en"):
        tables = tables_of(overview(period, sight=sight(boss, now=NOW)))
    book = load_workbook(io.BytesIO(desk.get(f"{OVERVIEW}export/?{asked}").content))
    assert book.sheetnames == [table.title for table in tables.values()]
    for table in tables.values():
        rows = [tuple(cell.value for cell in row) for row in book[table.title].iter_rows()]
        assert rows[0] == table.heads
        assert rows[1:] == [tuple(None if c == "" else c for c in row) for row in table.rows]
        said = desk.get(f"{OVERVIEW}export/?{asked}&table={table.code}").content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(said)))
        assert lines[0] == list(table.heads)
        assert len(lines) == 1 + len(table.rows)
        for line, row in zip(lines[1:], table.rows, strict=True):
            for cell, value in zip(line, row, strict=True):
                if isinstance(value, int | float):
                    assert float(cell) == pytest.approx(value, abs=1e-4)
                else:
                    assert cell == (value or "")
    assert desk.get(f"{OVERVIEW}export/?{asked}&table=none").status_code == 404


def test_no_cell_of_a_file_is_a_formula(desk: Client) -> None:
    cards = library.publish_topic("cards", "银行卡")
    library.publish_answer(cards, "cards.bad", "=1+1？", block("answer", "答。"))
    serve(NOW, opened="cards.bad")
    count_day(TODAY, now=NOW)
    book = load_workbook(io.BytesIO(desk.get(f"{OVERVIEW}export/").content))
    assert book["Hot questions"]["A2"].value == "'=1+1？"
    assert "'=1+1？" in desk.get(f"{OVERVIEW}export/?table=hot").content.decode()


def test_before_and_after_a_day(desk: Client) -> None:
    library.publish_answer(library.publish_topic("cards", "银行卡"), "cards.lost", "丢了？",
                           block("answer", "答。"))  # fmt: skip
    day = TODAY - timedelta(days=3)
    for back in range(1, 7):
        for number in range(12 if back <= 3 else 4):
            serve(NOW - timedelta(days=back), agent=number)
        count_day(TODAY - timedelta(days=back), now=NOW)
    page = desk.get(f"{OVERVIEW}around/?day={day}&days=7&key=cards.lost&locale=zh-Hans")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    assert "Only 3 whole days have passed since, so 3 days before are taken." in text
    assert "Contacts 12 36 ▲ more than before" in text
    assert "Contacts in which this answer was opened 12 36 ▲ more than before" in text
    assert "Texts sent 0 0 fewer than 20: too few to compare" in text


@pytest.mark.parametrize(
    ("day", "said"),
    [(TODAY.isoformat(), "No whole day has passed"), ("soon", "This is no day"), ("", "Choose")],
)
def test_a_day_that_cannot_be_compared(desk: Client, day: str, said: str) -> None:
    page = desk.get(f"{OVERVIEW}around/?day={day}").content.decode()
    assert said in page
    assert f'value="{day}"' in page


def test_a_page_asks_a_fixed_number_of_times(desk: Client) -> None:
    asked = a_week(answers=3)
    queries(desk, asked)  # what is looked up once is known from then on
    before = queries(desk, asked)
    # On PostgreSQL misses stand in this base: three questions, each with a limit of its own.
    misses = 3 * 4 if connection.vendor == "postgresql" else 0
    assert len(before) <= MOST + misses, before
    cards = library.publish_topic("more", "更多")
    for number in range(9):
        library.publish_answer(cards, f"more.n{number}", f"又{number}问？", block("answer", "答。"))
        for back in range(1, 8):
            serve(NOW - timedelta(days=back), agent=number, team=f"Team {number}",
                  opened=f"more.n{number}")  # fmt: skip
    for back in range(1, 8):
        count_day(TODAY - timedelta(days=back), now=NOW)
    queries(desk, asked)
    assert queries(desk, asked) == before


def queries(desk: Client, asked: str) -> list[str]:
    """What is asked of which table, in order."""
    with CaptureQueriesContext(connection) as found:
        assert desk.get(f"{OVERVIEW}?{asked}").status_code == 200
    matches = (ASKED_OF.match(query["sql"]) for query in found.captured_queries)
    return [" ".join(match.groups("")) for match in matches if match]
