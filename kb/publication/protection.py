"""The trigger that keeps the log append-only, and the one way to lift it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

TABLE = "kb_publication"
SQLITE_ON = [
    f"CREATE TRIGGER IF NOT EXISTS kb_log_no_{verb} BEFORE {verb} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'the publication log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
SQLITE_OFF = [f"DROP TRIGGER IF EXISTS kb_log_no_{verb}" for verb in ("UPDATE", "DELETE")]
POSTGRES_ON = [
    """CREATE OR REPLACE FUNCTION kb_log_is_append_only() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'the publication log is append-only'; END $$ LANGUAGE plpgsql""",
    f"CREATE OR REPLACE TRIGGER kb_log_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION kb_log_is_append_only()",
    f"CREATE OR REPLACE TRIGGER kb_log_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION kb_log_is_append_only()",
]
POSTGRES_OFF = [
    f"DROP TRIGGER IF EXISTS kb_log_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS kb_log_no_truncate ON {TABLE}",
]

TRIGGERS = 2
SQLITE_FOUND = (
    "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' "
    f"AND tbl_name = '{TABLE}' AND name IN ('kb_log_no_UPDATE', 'kb_log_no_DELETE')"
)
POSTGRES_FOUND = (
    f"SELECT count(*) FROM pg_trigger WHERE tgrelid = '{TABLE}'::regclass "
    "AND tgname IN ('kb_log_no_change', 'kb_log_no_truncate') AND tgenabled IN ('O', 'A')"
)


def protect(using: Any = None) -> None:
    _run(using or connection, SQLITE_ON, POSTGRES_ON)


def unprotect(using: Any = None) -> None:
    _run(using or connection, SQLITE_OFF, POSTGRES_OFF)


def is_protected(using: Any = None) -> bool:
    """Are the triggers there, all of them, and switched on?"""
    using = using or connection
    with using.cursor() as cursor:
        cursor.execute(SQLITE_FOUND if using.vendor == "sqlite" else POSTGRES_FOUND)
        return bool(cursor.fetchone()[0] == TRIGGERS)


@contextmanager
def lifted() -> Iterator[None]:
    """For emptying a test database and for restoring a backup; nothing else may use it. What
    fails inside is undone, and the protection with it; nobody else sees the log without."""
    with transaction.atomic():
        unprotect()
        yield
        protect()


def _run(using: Any, sqlite: list[str], postgres: list[str]) -> None:
    statements = sqlite if using.vendor == "sqlite" else postgres
    with using.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
