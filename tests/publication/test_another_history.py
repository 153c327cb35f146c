"""After a restore the numbers of the log are given again: what was made from the older history is
dropped and made anew, by the next catch-up, whoever runs it."""

import pytest

from channels.renditions.models import Rendition
from kb.publication import log, projections
from kb.publication.models import Cursor, LogEpoch
from tests.authoring.making import published_answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept() -> list[tuple[str, str]]:
    for number in range(3):
        published_answer(f"cards.{number}")
    projections.catch_up()
    add_a_ghost()
    return renditions()


def add_a_ghost() -> None:
    """A row that only the other history knows."""
    Rendition.objects.create(live_id=10**6, key="ghost", locale="zh-Hans", channel="web", body={})


def renditions() -> list[tuple[str, str]]:
    return sorted(Rendition.objects.values_list("key", "channel"))


def test_a_cursor_remembers_its_epoch() -> None:
    assert Cursor.objects.get(name="renditions").epoch == log.epoch()
    assert projections.stored_cursor("renditions") == log.head()


def test_a_cursor_of_another_epoch_is_no_cursor(kept: list[tuple[str, str]]) -> None:
    log.begin_epoch()
    assert projections.lag("renditions") == log.head()
    projections.catch_up("renditions")
    assert projections.lag("renditions") == 0
    assert renditions() == [name for name in kept if name[0] != "ghost"]


def test_a_cursor_beyond_the_head_is_no_cursor(kept: list[tuple[str, str]]) -> None:
    Cursor.objects.filter(name="renditions").update(seq=log.head() + 1)
    projections.catch_up("renditions")
    assert projections.lag("renditions") == 0
    assert renditions() == [name for name in kept if name[0] != "ghost"]


def test_in_the_same_history_nothing_is_made_twice(kept: list[tuple[str, str]]) -> None:
    projections.catch_up("renditions")
    assert renditions() == kept


def test_a_new_installation_has_one_history() -> None:
    assert LogEpoch.objects.count() == 1 and not log.is_restored()
    log.begin_epoch()
    assert log.is_restored()
