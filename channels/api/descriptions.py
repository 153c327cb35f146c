"""What the description of the API says of each call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from channels.api import examples
from channels.api.schemas import ELEMENT, ONE_OF_OURS, QUESTION, WALK, ref
from kb.document import Kind
from kb.search.asked import MOST_RESULTS_A_PAGE

View = TypeVar("View", bound=Callable[..., Any])
QUERY, PATH = OpenApiParameter.QUERY, OpenApiParameter.PATH


def given(name: str, schema: Any, description: Any, **options: Any) -> OpenApiParameter:
    where = {"location": QUERY} | options
    return OpenApiParameter(name, schema, description=description, **where)


def answered(name: str, example: Any, *, status: int = 200) -> dict[int, OpenApiResponse]:
    shown = OpenApiExample(name, value=example, response_only=True, status_codes=[str(status)])
    return {status: OpenApiResponse(ref(name), description=_("Done."), examples=[shown])}


def call(
    operation: str,
    summary: Any,
    description: Any,
    *,
    returns: tuple[str, Any],
    status: int = 200,
    parameters: tuple[OpenApiParameter, ...] = (),
    body: str = "",
    example: Any = None,
) -> Callable[[View], View]:
    """`returns`: name of the schema, and an example; `body`: the schema of what is sent."""
    shown = [OpenApiExample("request", value=example, request_only=True)] if body else []
    decorate: Callable[[View], View] = extend_schema(
        operation_id=operation,
        summary=summary,
        description=description,
        parameters=list(parameters),
        request={"application/json": ref(body)} if body else None,
        responses=answered(*returns, status=status),
        examples=shown,
        tags=["v1"],
    )
    return decorate


LOCALE = given(
    "locale", ONE_OF_OURS, _("One of the key's locales, such as zh-Hans; its first if left out.")
)
TOPIC = given("topic", str, _("Only answers of this topic and of those below it."))
KINDS = {
    "type": "array",
    "items": {"type": "string", "enum": [kind.value for kind in Kind]},
    "minItems": 1,
}

search = call(
    "search",
    _("Search answers"),
    _("Best first. “next” is the cursor of the next page; null on the last one."),
    returns=("SearchPage", examples.SEARCH_PAGE),
    parameters=(
        given("q", QUESTION, _("What to look for, in the reader's own words."), required=True),
        LOCALE,
        TOPIC,
        given(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MOST_RESULTS_A_PAGE, "default": 10},
            _("Results on a page."),
        ),
        given("cursor", str, _("“next” of the page before, with the same parameters.")),
    ),
)
suggest = call(
    "suggest",
    _("Complete what is being typed"),
    _("Questions that the key may see, and titles of topics."),
    returns=("Suggestions", examples.SUGGESTIONS),
    parameters=(given("q", QUESTION, _("What was typed so far."), required=True), LOCALE),
)
ask = call(
    "ask",
    _("Ask for an answer"),
    _(
        "Decides by how clearly one answer leads: “answer” with the whole answer, “clarify” with "
        "up to four options, or “handover” to a person. Nothing is made up: every text is a "
        "published one. “next_sentence” is one approved sentence more, once “solved” names the "
        "answer that has settled the conversation, and null otherwise. “trace” says what was "
        "compared, and names only answers the key may see."
    ),
    returns=("Decision", examples.DECISION),
    body="Question",
    example=examples.QUESTION,
)
read_answer = call(
    "read_answer",
    _("Read an answer"),
    _(
        "What the key's channel says. Keep it no longer than “valid_until”, and ask again with "
        "If-None-Match; a withdrawn answer is 404 on the next read."
    ),
    returns=("Answer", examples.ANSWER),
    parameters=(
        given("key", str, _("The answer's key."), location=PATH),
        LOCALE,
        given("kinds", KINDS, _("Only elements of these kinds."), explode=False, style="form"),
        given(
            "include",
            {"type": "string", "enum": ["wordings"]},
            _("“wordings”: other ways to ask the question; needs the scope wordings:read."),
        ),
    ),
)
read_element = call(
    "read_element",
    _("Read one element"),
    _("An element by its id, under the same rules as answers."),
    returns=("Element", examples.ELEMENT_ANSWER),
    parameters=(given("element", str, _("The element's id."), location=PATH), LOCALE),
)
walk_guide = call(
    "walk_guide",
    _("Go one step through a guide"),
    _(
        "Where somebody is after the choices in “walk”: “question” with its choices, or “end”, "
        "which is an element of this answer, another answer, or a person. “text” is what the key's "
        "channel says there. A choice whose goal the key may not see is not offered; a “walk” that "
        "is not offered is 404. Begin again where a guide has changed meanwhile."
    ),
    returns=("GuideStep", examples.GUIDE_STEP),
    parameters=(
        given("key", str, _("The answer's key."), location=PATH),
        given("element", ELEMENT, _("The guide's element id."), location=PATH),
        LOCALE,
        given("walk", WALK, _("Ids of the choices so far, with dots between; left out at first.")),
    ),
)
read_topics = call(
    "read_topics",
    _("Read the tree of topics"),
    _("Open topics the key may see; “answers” counts what it may see in each and below."),
    returns=("Topics", examples.TOPICS),
    parameters=(LOCALE,),
)
follow_changes = call(
    "follow_changes",
    _("Follow changes"),
    _(
        "What to fetch again (upsert) and what to forget (remove), in order. Pass “next” as "
        "“after” next time, and “epoch” with it: 409 or 410 say that the history is another one "
        "and the copy has to be made anew. Forget each answer at its “valid_until” even if "
        "nothing new has arrived."
    ),
    returns=("Changes", examples.CHANGES),
    parameters=(
        given(
            "after",
            {"type": "integer", "minimum": 0, "maximum": 2**63 - 1, "default": 0},
            _("The position after which to go on; 0 from the beginning."),
        ),
        given(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": 500, "default": 100},
            _(
                "Changes on a page, about: the answers of one row of the log, as of a moved topic, "
                "are never divided."
            ),
        ),
        given("epoch", str, _("The “epoch” that came with the position.")),
    ),
)
report = call(
    "report_feedback",
    _("Report a verdict"),
    _(
        "On an answer or one of its elements, as far as the key can see them. Numbers of cards, "
        "phones and identity papers in the comment are masked before it is kept."
    ),
    returns=("Verdict", examples.VERDICT),
    status=201,
    body="Feedback",
    example=examples.FEEDBACK,
)
report_outcome = call(
    "report_outcome",
    _("Report how a sentence was taken"),
    _(
        "Of a “next_sentence” that this key was given: accepted, declined or not suitable. A "
        "customer who has answered it does not hear it again for a while."
    ),
    returns=("Outcome", examples.OUTCOME),
    parameters=(given("sentence", str, _("Its “id”."), location=PATH),),
    body="OutcomeReport",
    example=examples.OUTCOME_BODY,
)
