"""JSON schemas of what is sent and answered, by their names in the description of the API.

Closed on purpose: a field that is not listed here fails the tests.
"""

from __future__ import annotations

from typing import Any

from channels.api.bodies import MOST_CODES
from channels.api.callers import DIMENSIONS
from channels.api.keys import house_locales
from channels.api.problem_types import PROBLEMS
from channels.contacts.tokens import MOST_CHARACTERS as MOST_TOKEN
from kb.document import Kind
from kb.feedback.models import Feedback
from kb.feedback.operations import MAX_COMMENT
from kb.guide import GoalType
from kb.offers.models import MadeOffer, Offer
from kb.search.asked import MOST_CHARACTERS

Schema = dict[str, Any]
PRINTABLE = "^[!-~]+$"
NO_NUL = "^[^\\u0000]*$"
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MOMENT_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}
LOCALE: Schema = {"type": "string", "examples": ["zh-Hans", "en"]}
ONE_OF_OURS: Schema = {"type": "string", "enum": house_locales()}
KEY: Schema = {"type": "string", "maxLength": 80, "examples": ["cards.report-loss"]}
ELEMENT: Schema = {"type": "string", "format": "uuid"}
QUESTION: Schema = {
    "type": "string",
    "pattern": NO_NUL,
    "minLength": 1,
    "maxLength": MOST_CHARACTERS,
}
VERDICT: Schema = {"type": "string", "enum": list(Feedback.Verdict.values)}
OUTCOME: Schema = {"type": "string", "enum": list(MadeOffer.Outcome.values)}
DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
NAME: Schema = {"type": "string", "pattern": PRINTABLE, "maxLength": 80}
KIND: Schema = {"type": "string", "enum": [kind.value for kind in Kind]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(name: str) -> Schema:
    return {"oneOf": [ref(name), {"type": "null"}]}


def listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def closed(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


STANDING = {
    "rendition": DIGEST,
    "published_at": MOMENT,
    "valid_until": MOMENT_OR_NULL,
    "seq": NUMBER,
}
SAID = {"element": ELEMENT, "kind": KIND, "text": TEXT}
SAID_PERHAPS = {
    "label": TEXT, "target": ref("Target"), "guide": ref("Guide"), "grant": ref("Grant"),
}  # fmt: skip
CHOICE_ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{8}$"}
WALK: Schema = {"type": "string", "pattern": "^([0-9a-f]{8}([.][0-9a-f]{8})*)?$"}
PLACE = {"key": KEY, "locale": LOCALE, "channel": TEXT}

NOTICED: Schema = {"notices": listed(ref("Notice"))}

SCHEMAS: dict[str, Schema] = {
    "Target": closed({"type": TEXT, "value": TEXT}),
    "Part": closed(SAID, SAID_PERHAPS),
    "Guide": closed({"questions": listed(ref("GuideQuestion"))}),
    "GuideQuestion": closed(
        {"id": TEXT, "text": TEXT, "choices": listed(ref("GuideChoice")) | {"maxItems": 9}}
    ),
    "GuideChoice": closed({"id": CHOICE_ID, "text": TEXT, "goal": ref("GuideGoal")}),
    "GuideGoal": closed(
        {"type": {"type": "string", "enum": list(GoalType)}}, {"value": TEXT, "title": TEXT}
    ),
    "GuideStep": closed(
        PLACE
        | {
            "element": ELEMENT,
            "walk": WALK,
            "trail": listed(closed({"question": TEXT, "choice": TEXT, "walk": WALK})),
            "question": or_null("GuideQuestion"),
            "end": or_null("GuideGoal"),
            "text": TEXT,
            "rendition": DIGEST,
            "valid_until": MOMENT_OR_NULL,
        }
    ),
    "Grant": closed({"what": TEXT, "groups": listed(TEXT)}, {"limit": TEXT}),
    "Answer": closed(
        PLACE | {"question": TEXT, "text": TEXT, "parts": listed(ref("Part"))} | STANDING,
        {"html": TEXT, "wordings": listed(TEXT), "notices": listed(ref("Notice"))},
    ),
    "Notice": closed(
        {"id": NUMBER, "version": NUMBER, "text": TEXT, "since": MOMENT, "until": MOMENT},
        {"for_agents": TEXT},
    ),
    "Element": closed(PLACE | SAID | STANDING, SAID_PERHAPS | NOTICED | {"html": TEXT}),
    "Result": closed(
        {
            "key": KEY,
            "locale": LOCALE,
            "question": TEXT,
            "snippet": TEXT,
            "element": TEXT,
            "boosts": listed(ref("Boost")),
            "url": {"type": "string", "format": "uri"},
        }
    ),
    "Boost": closed(
        {
            "by": {"type": "string", "enum": ["topic", "freshness", "feedback"]},
            "percent": {"type": "number"},
        }
    ),
    "SearchPage": closed(
        {
            "results": listed(ref("Result")),
            "next": {"type": ["string", "null"]},
            "took_ms": {"type": "number"},
            "degraded": {"type": "boolean"},
        }
    ),
    "Suggestion": closed({"text": TEXT}, {"key": KEY, "topic": KEY}),
    "Suggestions": closed({"suggestions": listed(ref("Suggestion"))}),
    "Trace": closed(
        {"normalised": TEXT, "reason": TEXT, "considered": listed(KEY), "matched": listed(TEXT)}
    ),
    "Decision": closed(
        {
            "decision": {"type": "string", "enum": ["answer", "clarify", "handover"]},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "answer": or_null("Answer"),
            "options": listed(ref("Result")) | {"maxItems": 4},
            "next_sentence": or_null("NextSentence"),
            "degraded": {"type": "boolean"},
            "trace": ref("Trace"),
        }
    ),
    "NextSentence": closed(
        {
            "id": ELEMENT,
            "key": KEY,
            "locale": LOCALE,
            "purpose": {"type": "string", "enum": list(Offer.Purpose.values)},
            "text": TEXT,
            "rendition": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        }
    ),
    "Outcome": closed(
        {"id": ELEMENT, "key": KEY, "locale": LOCALE, "outcome": OUTCOME, "at": MOMENT}
    ),
    "OutcomeReport": closed({"outcome": OUTCOME}),
    "Topic": closed(
        {"key": KEY, "title": TEXT, "answers": NUMBER, "children": listed(ref("Topic"))}
    ),
    "Topics": closed({"topics": listed(ref("Topic"))}),
    "Change": closed(
        {
            "seq": NUMBER,
            "op": {"type": "string", "enum": ["upsert", "remove"]},
            "key": KEY,
            "locale": LOCALE,
            "at": MOMENT,
            "valid_until": MOMENT_OR_NULL,
        }
    ),
    "Changes": closed(
        {
            "changes": listed(ref("Change")),
            "next": NUMBER,
            "epoch": {"type": "string", "format": "uuid"},
            "more": {"type": "boolean"},
        }
    ),
    "Verdict": closed(
        {
            "key": KEY,
            "locale": LOCALE,
            "element": {"type": ["string", "null"]},
            "verdict": VERDICT,
            "comment": TEXT,
            "at": MOMENT,
        }
    ),
    "Question": closed({"text": QUESTION}, {"locale": ONE_OF_OURS, "context": ref("Context")}),
    "Context": closed(
        {},
        {
            "topic": NAME,
            "clarified": {"type": "integer", "minimum": 0, "maximum": 100},
            "offered": listed(NAME) | {"maxItems": 4},
            "solved": NAME,
            "conversation": NAME | {"maxLength": 64},
            **dict.fromkeys(DIMENSIONS, listed(NAME) | {"maxItems": MOST_CODES}),
            "customer": {"type": "string", "pattern": PRINTABLE, "maxLength": MOST_TOKEN},
        },
    ),
    "Feedback": closed(
        {"key": NAME, "verdict": VERDICT},
        {
            "locale": ONE_OF_OURS,
            "element": {"type": "string", "pattern": PRINTABLE, "maxLength": 36},
            "rendition": DIGEST,
            "comment": {"type": "string", "pattern": NO_NUL, "maxLength": MAX_COMMENT},
        },
    ),
    "Fault": closed({"detail": TEXT, "code": TEXT}, {"parameter": TEXT, "pointer": TEXT}),
    "Problem": closed(
        {
            "type": {"type": "string", "format": "uri"},
            "title": TEXT,
            "status": NUMBER,
            "detail": TEXT,
            "instance": TEXT,
            "code": {"type": "string", "enum": list(PROBLEMS)},
        },
        {"errors": listed(ref("Fault"))},
    ),
}
