"""A topic's page: what stands below it, and its answers by question."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from channels.help.languages import canonical, versions
from channels.help.pages import public_page
from channels.paths import shown_locales
from channels.rows import listed_rows
from channels.topics import path_to
from kb.access import Scope
from kb.publication.queries import answers_in_topic
from kb.publication.topic_tree import TopicNode, topic_tree

ON_A_PAGE = 50
LAST_PAGE = 40
PAGE_NUMBERS = frozenset(map(str, range(1, LAST_PAGE + 1)))


@public_page
def topic(request: HttpRequest, *, scope: Scope, locale: str, key: str) -> HttpResponse:
    line = _line(key, scope=scope, locale=locale)
    number = _page_number(request)
    answers = answers_in_topic(
        scope=scope, topic=key, locale=locale, limit=ON_A_PAGE + 1, offset=(number - 1) * ON_A_PAGE
    )
    if not line or not answers:
        raise Http404
    exists_in = [each for each in shown_locales() if _line(key, scope=scope, locale=each)]
    is_last = len(answers) <= ON_A_PAGE or number == LAST_PAGE
    context = {
        "topic": line[-1],
        "above": line[:-1],
        "children": [child for child in line[-1].children if child.answers],
        "rows": listed_rows(answers[:ON_A_PAGE], titles={}),
        "page": number,
        "next_page": 0 if is_last else number + 1,
        "languages": versions("help:topic", current=locale, exists_in=exists_in, key=key),
        "canonical": canonical("help:topic", locale, key=key),
    }
    return render(request, "help/topic.html", context)


def _line(key: str, *, scope: Scope, locale: str) -> tuple[TopicNode, ...]:
    """The way to the topic, empty where it holds nothing that the public may see."""
    line = path_to(key, topic_tree(scope=scope, locale=locale))
    return line if line and line[-1].answers else ()


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    if asked not in PAGE_NUMBERS:
        raise Http404
    return int(asked)
