"""Whoever can write to the database's file can lift the trigger. One changed byte in any row is
found all the same; so is a row that is gone, in the middle or at the end."""

import random
from typing import Any

import pytest
from django.db import connection, transaction

from kb.publication import lane, log, verification
from kb.publication.differences import Kind
from kb.publication.models import Publication
from kb.publication.protection import lifted
from tests import database
from tests.authoring.making import (
    element,
    fresh,
    make_topic,
    place,
    published_answer,
    published_fact,
    published_shared,
)

pytestmark = pytest.mark.django_db
COLUMNS = (*log.CHAINED, "hash")
CHANGES = 100


@pytest.fixture(autouse=True)
def rows() -> int:
    fact, shared = published_fact(), published_shared()
    for number in range(6):
        text = element(text="年费 {{ card.fee }}，先挂失。")
        published_answer(f"cards.{number}", text, place(shared), element("note", regions=["bj"]))
    fresh(published_answer("cards.gone")).unpublish()
    make_topic("loans").unpublish()
    fact.value = "300"
    fact.save()
    shared.unpublish()
    lane.drain()
    assert list(verification.of_the_log()) == []
    return log.head()


def raw(column: str, seq: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CAST({column} AS text) FROM kb_publication WHERE seq = %s", [seq])
        return cursor.fetchone()[0]


def change_a_byte(column: str, seq: int, dice: random.Random) -> str:
    """In the value as it is stored; gives what was changed into what. Empty: there is
    nothing to change, or the number is taken."""
    value = raw(column, seq)
    if not value:
        return ""
    at = dice.randrange(len(value))
    digits = "0123456789"
    others = digits if value[at] in digits else "".join(map(chr, range(32, 127)))
    new = dice.choice([c for c in others if c != value[at]])
    changed = value[:at] + new + value[at + 1 :]
    if column == "seq" and Publication.objects.filter(seq=changed).exists():
        return ""
    is_number = column in {"seq", "page_id"}
    with lifted(), connection.cursor() as cursor:
        # Whoever writes into the file asks no constraint.
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(
            f"UPDATE kb_publication SET {column} = %s WHERE seq = %s",
            [int(changed) if is_number else changed, seq],
        )
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    return f"{column} of {seq}: {value[at]!r} → {new!r} at {at}"


@database.only_sqlite("PostgreSQL takes no text that is no JSON and keeps no blanks in it")
def test_a_hundred_changed_bytes_are_found(rows: int) -> None:
    dice, tried, missed = random.Random(12), 0, []
    while tried < CHANGES:
        column, seq = COLUMNS[tried % len(COLUMNS)], dice.randint(1, rows)
        with transaction.atomic():
            said = change_a_byte(column, seq, dice)
            if said:
                tried += 1
                found = [one for one in verification.of_the_log() if one.kind == Kind.LOG_ROW]
                if not found:
                    missed.append(said)
            transaction.set_rollback(True)
    print(f"{tried - len(missed)} of {tried} changed bytes were found")
    assert missed == []
    assert list(verification.of_the_log()) == []


def change_a_value(row: Publication, column: str, dice: random.Random) -> None:
    value = getattr(row, column)
    if isinstance(value, str) and value:
        at = dice.randrange(len(value))
        new = value[:at] + ("x" if value[at] != "x" else "y") + value[at + 1 :]
    elif isinstance(value, list):
        new = [*value, "x"]
    elif column == "at":
        new = value.replace(microsecond=(value.microsecond + 1) % 10**6)
    else:
        new = (value or 0) + 1_000
    with lifted():
        Publication.objects.filter(pk=row.pk).update(**{column: new})


def test_a_changed_value_in_any_column_of_any_row_is_found(rows: int) -> None:
    dice, missed = random.Random(13), []
    for number in range(CHANGES):
        column = COLUMNS[number % len(COLUMNS)]
        row = Publication.objects.get(seq=dice.randint(1, rows))
        with transaction.atomic():
            change_a_value(row, column, dice)
            if not log.broken_links():
                missed.append((column, row.seq))
            transaction.set_rollback(True)
    print(f"{CHANGES - len(missed)} of {CHANGES} changed values were found")
    assert missed == []


def test_every_row_that_is_taken_out_is_found(rows: int) -> None:
    for seq in range(1, rows + 1):
        with transaction.atomic():
            with lifted():
                Publication.objects.filter(seq=seq).delete()
            assert [one.kind for one in verification.of_the_log()] != [], seq
            transaction.set_rollback(True)


def test_an_end_of_any_length_that_is_cut_off_is_found(rows: int) -> None:
    """By what else remembers the numbers; where that was cut too, by a head that was noted."""
    noted = log.newest()
    for length in range(1, rows + 1):
        with transaction.atomic():
            with lifted():
                Publication.objects.filter(seq__gt=rows - length).delete()
            kinds = [one.kind for one in verification.of_the_log()]
            assert kinds == [Kind.LOG_END], length
            known = list(verification.of_known_head(seq=noted[0], digest=noted[1]))
            assert [one.kind for one in known] == [Kind.LOG_HEAD]
            transaction.set_rollback(True)
