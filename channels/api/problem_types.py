"""Every problem the API can tell of: its stable code, its status, and what to do about it.

docs/reference/api.md lists the same codes; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ProblemType:
    """`title` is the same for every occurrence; `detail` may hold `%(name)s`."""

    status: int
    title: Any
    detail: Any


PROBLEMS: dict[str, ProblemType] = {
    "bad-request": ProblemType(
        400,
        _("The request cannot be understood"),
        _("Compare it with the description of this call in /api/v1/docs/."),
    ),
    "bad-parameter": ProblemType(
        400,
        _("A parameter cannot be used"),
        _("Correct the parameters named in “errors”."),
    ),
    "unknown-locale": ProblemType(
        400,
        _("Unknown locale"),
        _("Ask for one of the locales of your key: %(locales)s."),
    ),
    "bad-text": ProblemType(
        400,
        _("The request holds bytes that are no text"),
        _("Send UTF-8 without NUL characters; percent-encode the UTF-8 bytes in the address."),
    ),
    "key-in-address": ProblemType(
        400,
        _("The key stands in the address"),
        _(
            "Addresses are written to logs: send the key in the header “Authorization: Bearer …” "
            "only. If this key is in use, revoke it and make a new one."
        ),
    ),
    "bad-cursor": ProblemType(
        400,
        _("This cursor is not one of ours"),
        _("Start again without a cursor, and pass on “next” unchanged, with the same parameters."),
    ),
    "bad-body": ProblemType(
        400,
        _("The body cannot be used"),
        _("Correct the fields named in “errors”."),
    ),
    "missing-key": ProblemType(
        401,
        _("A key is needed"),
        _("Send your key in the header “Authorization: Bearer …”."),
    ),
    "malformed-key": ProblemType(
        401,
        _("This is no key of ours"),
        _("Its checksum is wrong: copy the whole key again, without blanks or line breaks."),
    ),
    "unknown-key": ProblemType(
        401,
        _("Unknown key"),
        _("Use a key that was made on this installation, or ask its operators for one."),
    ),
    "expired-key": ProblemType(
        401,
        _("This key has expired"),
        _("Ask the operators for a new key."),
    ),
    "revoked-key": ProblemType(
        401,
        _("This key was revoked"),
        _("Ask the operators for a new key."),
    ),
    "missing-scope": ProblemType(
        403,
        _("The key may not do this"),
        _("This call needs the scope “%(scope)s”: ask the operators for a key that has it."),
    ),
    "not-found": ProblemType(
        404,
        _("Not found"),
        _("There is nothing here that your key may see. Check the address and the locale."),
    ),
    "method-not-allowed": ProblemType(
        405,
        _("This method is not allowed here"),
        _("Use one of: %(methods)s."),
    ),
    "not-acceptable": ProblemType(
        406,
        _("No acceptable format"),
        _("Answers are JSON: accept “%(formats)s”, or leave out the header “Accept”."),
    ),
    "beyond-head": ProblemType(
        409,
        _("This position lies beyond the log"),
        _(
            "It belongs to another history, as after a restore. Drop your copy, read all answers "
            "again from “after=0”, and keep the new “epoch”."
        ),
    ),
    "epoch-needed": ProblemType(
        409,
        _("A position alone does not say of which history"),
        _(
            "This installation was restored from a backup. Drop your copy, read all answers again "
            "from “after=0”, and from then on send the “epoch” with every position."
        ),
    ),
    "foreign-epoch": ProblemType(
        410,
        _("This position belongs to another history"),
        _("Drop your copy, read all answers again from “after=0”, and keep the new “epoch”."),
    ),
    "body-too-large": ProblemType(
        413,
        _("The body is too large"),
        _("Send at most %(most)s bytes."),
    ),
    "unsupported-media-type": ProblemType(
        415,
        _("The body has the wrong type"),
        _("Send JSON, with the header “Content-Type: application/json”."),
    ),
    "too-many-requests": ProblemType(
        429,
        _("Too many requests"),
        _("Wait %(seconds)s seconds; the header “Retry-After” says the same."),
    ),
    "server-error": ProblemType(
        500,
        _("Something went wrong on our side"),
        _("Try again later. If it stays, tell the operators the value of the header “Trace-Id”."),
    ),
    "storage-full": ProblemType(
        507,
        _("There is no room to keep this"),
        _(
            "The disk of the server is full and nothing of this request was kept. Reading goes on; "
            "try again later, and tell the operators."
        ),
    ),
    "storage-unavailable": ProblemType(
        503,
        _("Nothing can be kept now"),
        _("Nothing of this request was kept. Reading goes on; try again later."),
    ),
    "search-unavailable": ProblemType(
        503,
        _("Search is not available now"),
        _("Reading by key goes on. Try again later; operators run “manage.py rebuild search”."),
    ),
}

# For statuses that come from beneath our views, where nothing more is known.
BY_STATUS = {
    400: "bad-request", 404: "not-found", 413: "body-too-large", 503: "storage-unavailable",
    507: "storage-full",
}  # fmt: skip
