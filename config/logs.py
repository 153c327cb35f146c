"""How a line of the log looks: words for people, or one JSON object for a collector.

A log is read by more people than the library is, and kept for months. So a line holds no text that
somebody typed: an error is told by its kind and place, with its message only where that cannot
quote a reader's or an editor's words. Nothing in a line can begin another one.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from collections.abc import Iterator
from typing import Any

from django.db.utils import InterfaceError, OperationalError, ProgrammingError

# What a line may say of a request, in this order; nothing else that a caller adds is written.
FIELDS = ("request_id", "method", "route", "status", "ms", "key", "user")
# Errors of the machine around us. Messages of others may hold what was asked for or written.
TELLABLE = (OSError, ImportError, MemoryError, OperationalError, ProgrammingError, InterfaceError)
OURS = ("kb.", "channels.", "config.")
MOST_FRAMES, MOST_LETTERS = 30, 300
# Control characters, line and paragraph separators, and what turns the direction of writing.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Made once: json.dumps would make one for each line.
ENCODE = json.JSONEncoder(ensure_ascii=False, default=str).encode
# What follows these words of the server is the request itself, or a piece of it.
OF_A_REQUEST = re.compile("Error handling request|Invalid request")


def one_line(text: str) -> str:
    """With what could begin a new line, colour it or turn it around written out."""
    return CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def message_of(record: logging.LogRecord) -> str:
    """The frameworks write the address with all that was asked for in it; that is left out."""
    text = record.getMessage()
    if record.name.startswith("gunicorn"):
        refused = OF_A_REQUEST.match(text)
        text = refused[0] if refused else text
    elif record.name.startswith(("django.request", "django.security")):
        text = text.partition(":")[0]
    return one_line(text)


def words_of(error: BaseException, *, whole: bool = False) -> str:
    """The message's first line where it tells of us or of the machine, else nothing."""
    is_tellable = isinstance(error, TELLABLE) or type(error).__module__.startswith(OURS)
    if not (whole or is_tellable):
        return ""
    return one_line(str(error).partition("\n")[0][:MOST_LETTERS])


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from, newest first; each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def frames_of(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def kind_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


class Formatter(logging.Formatter):
    """`whole_errors` writes all messages of errors; for the machine of whoever builds this."""

    def __init__(self, *, whole_errors: bool = False) -> None:
        super().__init__()
        self.whole_errors = whole_errors

    def errors(self, record: logging.LogRecord) -> list[dict[str, Any]]:
        if not record.exc_info:
            return []
        return [
            {"type": kind_of(one), "says": words_of(one, whole=self.whole_errors),
             "at": frames_of(one)}
            for one in chain_of(record.exc_info[1])
        ]  # fmt: skip


class LineFormatter(Formatter):
    """For people. What belongs to a line and does not fit on it stands below, moved in."""

    def format(self, record: logging.LogRecord) -> str:
        said = f"{record.levelname} {record.name}: {message_of(record)}"
        known = (f"{name}={one_line(str(vars(record)[name]))}" for name in FIELDS
                 if vars(record).get(name) not in (None, ""))  # fmt: skip
        below = (
            f"\n    {error['type']}: {error['says']}"
            + "".join(f"\n      {at}" for at in error["at"])
            for error in self.errors(record)
        )
        return " ".join((self.formatTime(record), said, *known)) + "".join(below)


class JsonFormatter(Formatter):
    """For collectors: one object a line; moments in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        said = vars(record)
        line: dict[str, Any] = {
            "time": f"{seconds}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": message_of(record),
        }
        for name in FIELDS:
            value = said.get(name)
            if value is not None and value != "":
                line[name] = one_line(value) if isinstance(value, str) else value
        if errors := self.errors(record):
            line["errors"] = errors
        return ENCODE(line)


FORMATTERS = {"line": "config.logs.LineFormatter", "json": "config.logs.JsonFormatter"}


def configuration(*, form: str, level: str, whole_errors: bool) -> dict[str, Any]:
    """For logging.config, the same in web servers, workers and commands."""
    quiet = ("celery", "django_tasks", "modelsearch", "wagtail")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": FORMATTERS[form], "whole_errors": whole_errors}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # These write a line for each edit or task: the log of publications and Wagtail's own
            # history say it better, and it would drown the progress bar of an import.
            **{name: {"level": "WARNING"} for name in quiet},
            # Writes addresses, and WeChat's hold the token.
            "urllib3": {"level": "WARNING"},
            # Names people and addresses; its rows in the database are for audits.
            "axes": {"level": "CRITICAL"},
            "gunicorn.error": {"handlers": ["console"], "level": level, "propagate": False},
        },
    }
