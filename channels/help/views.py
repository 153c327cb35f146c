"""The public help centre: its start, an answer, and the search. Topics are in topic_pages.py."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from channels.asking import note_answer, note_opened, note_search
from channels.guide_pages import came_from, guide_pages
from channels.help.elements import help_elements
from channels.help.languages import canonical, versions
from channels.help.pages import public_page, searched_before
from channels.help.scopes import CHANNEL
from channels.help.structured import faq_json
from channels.paths import shown_locales
from channels.reads import counting
from channels.renditions.queries import ServedAnswer, find_rendition
from channels.rows import Row, found_rows, listed_rows
from channels.trails import PARAMETER, read_trail
from kb.access import Scope
from kb.locales import to_outside
from kb.notices.queries import notices_for
from kb.publication.queries import Authorized, Candidate, answers_in_topic, authorize
from kb.publication.topic_tree import topic_titles, topic_tree
from kb.search.queries import BadQuery, IndexUnavailable, search

FOUND = 20
RELATED = 5
DESCRIPTION = 150


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To the reader's own language."""
    locale = to_outside(get_language() or "")
    response = HttpResponseRedirect(reverse("help:home", kwargs={"locale": locale}))
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@public_page
def home(request: HttpRequest, *, scope: Scope, locale: str) -> HttpResponse:
    topics = [topic for topic in topic_tree(scope=scope, locale=locale) if topic.answers]
    languages = versions("help:home", current=locale, exists_in=shown_locales())
    context = {
        "topics": topics,
        "languages": languages,
        "notices": notices_for(scope=scope, locale=locale),
    }
    return render(request, "help/home.html", context)


@public_page
def answer(request: HttpRequest, *, scope: Scope, locale: str, key: str) -> HttpResponse:
    served = find_rendition(scope=scope, channel=CHANNEL, key=key, locale=locale)
    seen = _seen_in(key, scope=scope)
    if served is None or not served.parts or locale not in seen:
        raise Http404
    counting.count(served, at=scope.now)
    note_answer(served, scope=scope)
    if query := searched_before(request, locale=locale):
        note_opened(query, scope=scope, channel=CHANNEL, locale=locale, key=key)
    titles = topic_titles(scope=scope, locale=locale)
    trail = read_trail(request.GET.get(PARAMETER, ""), key=key)
    url = canonical("help:answer", locale, key=key)
    context = {
        "served": served,
        "elements": help_elements(served.parts, guides=guide_pages(served.parts, trail=trail)),
        "came": came_from(trail, scope=scope, channel=CHANNEL, locale=locale),
        "line": [(step, titles[step]) for step in seen[locale].lineage if step in titles],
        "related": _related(served, scope=scope),
        "description": " ".join(served.message.text.split())[:DESCRIPTION],
        "languages": versions("help:answer", current=locale, exists_in=seen, key=key),
        "canonical": url,
        "faq": faq_json(served, url=url),
        "has_said": "said" in request.GET,
    }
    return render(request, "help/answer.html", context)


@public_page
def find(request: HttpRequest, *, scope: Scope, locale: str) -> HttpResponse:
    """Answers to a question; its address is for sharing, not for search engines."""
    query = request.GET.get("q", "").strip()
    context = {
        "query": query,
        "languages": versions("help:search", current=locale, exists_in=shown_locales()),
    }
    if not query:
        return render(request, "help/search.html", context)
    try:
        page = search(scope=scope, text=query, locale=locale, limit=FOUND)
    except BadQuery as error:
        return render(request, "help/search.html", context | {"problem": str(error)}, status=400)
    except IndexUnavailable:
        problem = _("Search is being set up anew. Please look for your question by topic.")
        return render(request, "help/search.html", context | {"problem": problem}, status=503)
    note_search(query, scope=scope, channel=CHANNEL, locale=locale, found=bool(page.results))
    titles = topic_titles(scope=scope, locale=locale)
    context["rows"] = found_rows(page.results, titles=titles)
    context["nearest"] = found_rows(page.nearest, titles=titles)
    return render(request, "help/search.html", context)


def _seen_in(key: str, *, scope: Scope) -> dict[str, Authorized]:
    """The answer in each language in which the public may see it."""
    candidates = [Candidate(key, locale) for locale in shown_locales()]
    return {found.locale: found for found in authorize(scope=scope, candidates=candidates)}


def _related(served: ServedAnswer, *, scope: Scope) -> tuple[Row, ...]:
    """Others of the same topic."""
    found = answers_in_topic(
        scope=scope, topic=served.topic, locale=served.locale, limit=RELATED + 1
    )
    others = [other for other in found if other.key != served.key]
    return listed_rows(others[:RELATED], titles={})
