"""The log only grows, each row vouches for those before it, and persons stand beside it."""

import pytest
from django.db import Error, connection, transaction

from kb.publication import log
from kb.publication.models import LogEpoch, Publication, PublicationPerson
from kb.publication.protection import lifted
from tests.authoring.making import published_answer, published_fact
from tests.publication.reading import head

pytestmark = pytest.mark.django_db


CHANGED = {
    "sqlite": "replace(documents, 'cards.2', 'cards.9')",
    "postgresql": "replace(documents::text, 'cards.2', 'cards.9')::jsonb",
}


@pytest.fixture(autouse=True)
def rows() -> list[Publication]:
    published_fact()
    for number in range(3):
        published_answer(f"cards.{number}")
    return list(Publication.objects.order_by("seq"))


def test_numbers_have_no_gaps(rows: list[Publication]) -> None:
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))


def test_an_untouched_log_is_whole() -> None:
    assert log.broken_links() == []


COLUMNS = [name for name in log.CHAINED if name not in {"seq", "previous_hash"}]


@pytest.mark.parametrize("column", COLUMNS)
def test_any_changed_column_is_found(rows: list[Publication], column: str) -> None:
    row = rows[2]
    value = getattr(row, column)
    changed = {
        "page_id": 10**6,
        "at": rows[0].at.replace(year=2001),
        "kind": "edge",
        "digest": "0" * 64,
    }.get(column, [*value, "x"] if isinstance(value, list) else f"{value}x")
    with lifted():
        Publication.objects.filter(pk=row.pk).update(**{column: changed})
    assert log.broken_links() == [row.seq]


def test_one_byte_inside_a_document_is_found(rows: list[Publication]) -> None:
    with lifted(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE kb_publication SET documents = {CHANGED[connection.vendor]} WHERE seq = %s",
            [rows[-1].seq],
        )
    assert log.broken_links() == [rows[-1].seq]


def test_a_row_taken_out_is_found(rows: list[Publication]) -> None:
    with lifted():
        Publication.objects.filter(pk=rows[1].pk).delete()
    assert log.broken_links() == [rows[2].seq]


def test_a_row_rewritten_with_a_fitting_hash_is_found_at_the_next(rows: list[Publication]) -> None:
    forged = rows[1]
    forged.cause = "nothing to see"
    forged.hash = log.hash_of(forged)
    with lifted():
        Publication.objects.filter(pk=forged.pk).update(cause=forged.cause, hash=forged.hash)
    assert log.broken_links() == [rows[2].seq]


@pytest.mark.parametrize(
    "change",
    [
        lambda row: Publication.objects.filter(pk=row.pk).update(cause="x"),
        lambda row: row.delete(),
        lambda row: Publication.objects.all().delete(),
        lambda row: row.save(),
        lambda row: Publication.objects.bulk_update([row], ["cause"]),
    ],
    ids=["update", "delete", "delete all", "save", "bulk update"],
)
def test_the_orm_is_refused(rows: list[Publication], change: object) -> None:
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        change(rows[0])  # type: ignore[operator]
    assert Publication.objects.count() == len(rows)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kb_publication SET cause = 'x'",
        "UPDATE kb_publication SET seq = seq + 100",
        "DELETE FROM kb_publication",
        "DELETE FROM kb_publication WHERE seq = 1",
    ],
)
def test_raw_sql_is_refused(rows: list[Publication], statement: str) -> None:
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert log.broken_links() == []


def test_the_protection_comes_back_after_it_was_lifted(rows: list[Publication]) -> None:
    with lifted():
        pass
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        rows[0].delete()


def test_a_name_can_be_redacted_without_breaking_the_chain() -> None:
    PublicationPerson.objects.update(name="(redacted)", user_id=None)
    assert log.broken_links() == []


def test_a_failed_transaction_leaves_no_row() -> None:
    before = head()

    def fail() -> None:
        with transaction.atomic():
            published_answer("cards.late")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert head() == before
    assert log.broken_links() == []


def test_the_epoch_names_one_history() -> None:
    assert log.epoch() == log.epoch()
    LogEpoch.objects.create()
    assert log.epoch() == str(LogEpoch.objects.latest("pk").epoch)
