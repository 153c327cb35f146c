"""What goes out of one base and into an empty one goes out of that one as the same bytes; and what
is there already stays as it is."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.authoring.exchange.arriving import Report
from kb.authoring.importers.admin_indexes import index_for_admin
from tests.exchange import worlds
from tests.exchange.steps import content_of, export_to, take

pytestmark = pytest.mark.django_db
# Each try builds two bases: a smaller case is not worth hours.
WITHOUT_SHRINKING = (Phase.explicit, Phase.generate)
QUICK = settings(max_examples=7, phases=WITHOUT_SHRINKING, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=200, phases=WITHOUT_SHRINKING, suppress_health_check=list(HealthCheck))
seen: Counter[str] = Counter()


def check_round_trip(data: st.DataObject, form: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        with transaction.atomic():
            worlds.fill(data.draw)
            (place / "first").mkdir()
            first = export_to(place / "first", form)
            report = take(first)
            assert set(report.counts) <= {"unchanged"}, told(report)
            transaction.set_rollback(True)
        with transaction.atomic():
            report = take(first)
            assert set(report.counts) <= {"added"}, told(report)
            (place / "second").mkdir()
            second = export_to(place / "second", form)
            assert differences(first, second) == []
            assert set(take(first).counts) <= {"unchanged"}
            transaction.set_rollback(True)
    seen["bases"] += 1
    seen["things"] += sum(report.counts.values())


def differences(first: Path, second: Path) -> list[tuple[str, bytes, bytes]]:
    one, other = content_of(first), content_of(second)
    names = sorted(one.keys() | other.keys())
    both = [(name, one.get(name, b""), other.get(name, b"")) for name in names]
    found = [found for found in both if found[1] != found[2]]
    for name, before, after in found:
        print(name, before.decode(errors="replace"), after.decode(errors="replace"), sep="\n--\n")
    return found


def told(report: Report) -> list[str]:
    return [f"{row.where} {row.verdict} {row.words} {row.changes}" for row in report.rows]


@pytest.fixture(autouse=True)
def without_the_admins_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are tested with the other imports, and take most of the time."""
    assert index_for_admin
    monkeypatch.setattr("kb.authoring.exchange.settling.index_for_admin", lambda pages: None)


@QUICK
@given(data=st.data())
def test_a_folder_comes_back_as_it_was(data: Any) -> None:
    check_round_trip(data, "folder")


@settings(QUICK, max_examples=3)
@given(data=st.data())
def test_a_workbook_comes_back_as_it_was(data: Any) -> None:
    check_round_trip(data, "all.xlsx")


@pytest.mark.long
@pytest.mark.parametrize("form", ["folder", "all.xlsx"])
def test_two_hundred_random_bases(form: str) -> None:
    seen.clear()
    LONG(given(data=st.data())(lambda data: check_round_trip(data, form)))()
    print(f"{form}: {seen['bases']} random bases, {seen['things']} things, all byte for byte")
    assert seen["bases"] >= 200
