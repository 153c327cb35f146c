"""The tables of the store of calls, the same on every database. Versions are only ever added to:
SQLite's own file brings itself up to date, PostgreSQL gets each by a migration."""

from __future__ import annotations

# {serial}: what the database calls a number that counts by itself.
FIRST = (
    """CREATE TABLE kb_miss_call (
        id {serial}, at DOUBLE PRECISION NOT NULL, seat TEXT NOT NULL, is_shared INTEGER NOT NULL,
        is_typed INTEGER NOT NULL, channel TEXT NOT NULL, audience INTEGER NOT NULL,
        locale TEXT NOT NULL, outcome TEXT NOT NULL, words TEXT NOT NULL)""",
    "CREATE INDEX kb_miss_call_at ON kb_miss_call (at)",
    """CREATE TABLE kb_miss_tally (
        day TEXT NOT NULL, channel TEXT NOT NULL, audience INTEGER NOT NULL, locale TEXT NOT NULL,
        outcome TEXT NOT NULL, calls INTEGER NOT NULL,
        PRIMARY KEY (day, channel, audience, locale, outcome))""",
    """CREATE TABLE kb_miss_question (
        id {serial}, locale TEXT NOT NULL, channel TEXT NOT NULL, audience INTEGER NOT NULL,
        normal TEXT NOT NULL, words TEXT NOT NULL, grouped TEXT NOT NULL,
        last_at DOUBLE PRECISION NOT NULL,
        UNIQUE (locale, channel, audience, normal))""",
    "CREATE INDEX kb_miss_question_group ON kb_miss_question (grouped)",
    """CREATE TABLE kb_miss_count (
        day TEXT NOT NULL, question BIGINT NOT NULL, outcome TEXT NOT NULL, calls INTEGER NOT NULL,
        PRIMARY KEY (day, question, outcome))""",
    "CREATE INDEX kb_miss_count_question ON kb_miss_count (question)",
    """CREATE TABLE kb_miss_group (
        id TEXT PRIMARY KEY, locale TEXT NOT NULL, head TEXT NOT NULL)""",
)
SECOND = (
    "ALTER TABLE kb_miss_call ADD COLUMN answer TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE kb_miss_recent (
        id {serial}, at DOUBLE PRECISION NOT NULL, seat TEXT NOT NULL, channel TEXT NOT NULL,
        audience INTEGER NOT NULL, locale TEXT NOT NULL, outcome TEXT NOT NULL,
        words TEXT NOT NULL, answer TEXT NOT NULL)""",
    "CREATE INDEX kb_miss_recent_seat ON kb_miss_recent (seat, at)",
    """CREATE TABLE kb_miss_vain (
        day TEXT NOT NULL, channel TEXT NOT NULL, audience INTEGER NOT NULL, locale TEXT NOT NULL,
        answer TEXT NOT NULL, calls INTEGER NOT NULL,
        PRIMARY KEY (day, channel, audience, locale, answer))""",
)
# How often each thing was asked in each half hour, for `kb.feedback.surges`.
THIRD = (
    """CREATE TABLE kb_surge_half (
        half INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, locale TEXT NOT NULL,
        channel TEXT NOT NULL, audience INTEGER NOT NULL, calls INTEGER NOT NULL,
        PRIMARY KEY (half, kind, subject, locale, channel, audience))""",
    "CREATE INDEX kb_surge_half_subject ON kb_surge_half (kind, subject, locale, half)",
)
VERSIONS = (FIRST, SECOND, THIRD)
SECOND_TABLES = ("kb_miss_recent", "kb_miss_vain")
THIRD_TABLES = ("kb_surge_half",)
TABLES = ("kb_miss_call", "kb_miss_tally", "kb_miss_question", "kb_miss_count", "kb_miss_group")
EVERY_TABLE = (*TABLES, *SECOND_TABLES, *THIRD_TABLES)
SERIAL = {"sqlite": "INTEGER PRIMARY KEY", "postgresql": "BIGSERIAL PRIMARY KEY"}


def statements(version: tuple[str, ...], *, vendor: str) -> list[str]:
    return [statement.format(serial=SERIAL[vendor]) for statement in version]
