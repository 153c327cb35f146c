"""Search, completions, and answer-or-ask: the readers of this room. Each takes the scope by name,
and gives only what that scope may see."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from kb.access import Scope
from kb.publication.queries import Authorized, count_live, recent_answers
from kb.publication.topic_tree import topic_titles
from kb.search import asked, decisions
from kb.search.asked import BadQuery
from kb.search.boosts import boosted
from kb.search.candidates import Boost, Ranked, Ranking, ranked
from kb.search.completing import place_in, spelled
from kb.search.decisions import Choice, Found, Reason
from kb.search.engine import IndexUnavailable, Query, ServerUnreachable, Way
from kb.search.likest import likest_first, whole_blocks
from kb.search.meaning import by_meaning, pool
from kb.search.meanings import Meanings, meanings
from kb.search.options import told_apart
from kb.search.snippets import Snippet, best_snippet, pieces_of, plain_text
from kb.search.timing import timed

__all__ = [
    "BadQuery",
    "Choice",
    "Context",
    "Decision",
    "IndexUnavailable",
    "Reason",
    "SearchPage",
    "SearchResult",
    "ServerUnreachable",
    "Suggestion",
    "decide",
    "reason_of",
    "search",
    "suggest",
]

NEAREST = 5
# Looked through for the options that were offered a moment ago.
AMONG_OFFERED = 20
# Looked at beyond the completions wanted, as two answers may have the same wording.
SPARE_ANSWERS = 4
# Places kept for topics, where so many fit.
TOPICS_AT_LEAST = 2


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`snippet` names the element that says most about the question, and how it says it; `boosts`
    what moved it beside its words."""

    key: str
    locale: str
    question: str
    topic: str
    snippet: Snippet
    boosts: tuple[Boost, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`cursor` asks for the next page, empty on the last one. `nearest`: only where nothing was
    found, what comes close, or else what is new. `degraded`: the search server does not answer,
    and the fallback did. `by_words`: the embedder does not, and the order is that of words."""

    results: tuple[SearchResult, ...]
    cursor: str
    nearest: tuple[SearchResult, ...]
    took_ms: float
    degraded: bool = False
    by_words: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completed question, with the answer's key, or the title of a topic, with the topic's."""

    text: str
    key: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation already knows: the topic it is about, if any, how often it has asked
    back, and the keys of the options it then offered. It puts first, and opens nothing."""

    topic: str = ""
    clarified: int = 0
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """`answer` only for ANSWER; `options`, at most four, only for CLARIFY: the `question` of each
    is the wording that tells it from the others. `confidence`: 0 to 1. For the trace:
    `considered`, keys of the candidates in order; `matched`, what the first one's question and
    wordings have of the text, or of words that mean the same."""

    choice: Choice
    reason: Reason
    confidence: float
    answer: Authorized | None = None
    options: tuple[SearchResult, ...] = ()
    considered: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    degraded: bool = False


@dataclass(frozen=True, slots=True)
class _Base:
    """What is asked of the base once for a question, however often it is looked at."""

    meanings: Meanings
    answers: int


@timed("search")
def search(
    *, scope: Scope, text: str, locale: str, topic: str = "", limit: int = 10, cursor: str = ""
) -> SearchPage:
    """One page of answers. Raises BadQuery for what cannot be asked, IndexUnavailable while the
    index is missing or damaged (`rebuild search` makes it anew; reading by key goes on)."""
    started = time.perf_counter()
    normal = asked.check_text(text)
    limit, before = asked.check_limit(limit), asked.read_cursor(cursor)
    known = meanings(locale)
    also = known.of(normal)
    query = Query(normal, topic=topic, also=also)
    wanted = max(whole_blocks(before + limit) + 1, pool())
    found = ranked(scope=scope, query=query, locale=locale, wanted=wanted)
    if not pool():
        found = likest_first(found, said=(normal, *known.reworded(normal)))
    found = boosted(found, text=normal, scope=scope, locale=locale)
    found = by_meaning(found, text=text)
    page = found.answers[before : before + limit]
    nearest = () if found.answers else _nearest(scope=scope, text=normal, locale=locale)
    return SearchPage(
        results=_with_boosts(page, " ".join((normal, *also))),
        cursor=asked.write_cursor(before + limit) if len(found) > before + limit else "",
        nearest=_results(nearest, normal),
        took_ms=round((time.perf_counter() - started) * 1000, 2),
        degraded=found.degraded,
        by_words=found.by_words,
    )


@timed("suggest")
def suggest(*, scope: Scope, text: str, locale: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Questions and other wordings that begin with the text or hold it, as it is written, as it
    sounds or by first letters, those that begin first; topics whose title holds it come last.
    Raises BadQuery, IndexUnavailable."""
    typed = spelled(asked.check_text(text))
    wanted = asked.check_limit(limit)
    if not typed:
        return ()
    found = ranked(
        scope=scope,
        query=Query(typed, way=Way.COMPLETE),
        locale=locale,
        wanted=wanted + SPARE_ANSWERS,
    )
    completed = _completions((one.answer for one in found), typed)
    topics = [
        Suggestion(title, topic=key)
        for key, title in topic_titles(scope=scope, locale=locale).items()
        if place_in(title, typed=typed) is not None
    ]
    room = wanted - min(len(topics), TOPICS_AT_LEAST)
    return tuple([*completed[:room], *topics][:wanted])


@timed("decide")
def decide(*, scope: Scope, text: str, locale: str, context: Context | None = None) -> Decision:
    """Answer, ask back or hand over: among the options just offered first, then in the topic of
    the context, then everywhere. Raises BadQuery, IndexUnavailable."""
    return _decide(scope=scope, text=text, locale=locale, context=context or Context())


def reason_of(*, scope: Scope, text: str, locale: str) -> Reason:
    """Why `decide` decides as it does, for work in the background: nobody waits for it, so it is
    not among the times of those who do. Raises BadQuery, IndexUnavailable."""
    return _decide(scope=scope, text=text, locale=locale, context=Context()).reason


def _decide(*, scope: Scope, text: str, locale: str, context: Context) -> Decision:
    normal = asked.check_text(text)
    base = _Base(meanings(locale), count_live(scope=scope, locale=locale))
    wider = (context, replace(context, offered=()), replace(context, offered=(), topic=""))
    for narrow in dict.fromkeys(wider):
        decision = _decide_within(narrow, normal, base=base, scope=scope, locale=locale)
        if decision.reason not in {Reason.UNSURE, Reason.NOTHING_FOUND}:
            break
    return decision


def _decide_within(
    context: Context, text: str, *, base: _Base, scope: Scope, locale: str
) -> Decision:
    reworded = base.meanings.reworded(text)
    also = base.meanings.of(text)
    ranking = _candidates(text, also=also, scope=scope, locale=locale, context=context)
    found = [_found(one) for one in ranking]
    verdict = decisions.judge(
        text, found, answers=base.answers, reworded=reworded, clarified=context.clarified
    )
    answers = [one.answer for one in ranking]
    return Decision(
        choice=verdict.choice,
        reason=verdict.reason,
        confidence=round(verdict.confidence, 2),
        answer=answers[0] if verdict.choice is Choice.ANSWER else None,
        options=_options(answers[: verdict.options], text),
        considered=tuple(answer.key for answer in answers),
        matched=decisions.matched((text, *reworded), found),
        degraded=ranking.degraded,
    )


def _candidates(
    text: str, *, also: tuple[str, ...], scope: Scope, locale: str, context: Context
) -> Ranking:
    """The best that the scope may see; after asking back, only those that were offered."""
    query = Query(text, topic=context.topic, also=also)
    wanted = AMONG_OFFERED if context.offered else decisions.MOST_OPTIONS
    ranking = ranked(scope=scope, query=query, locale=locale, wanted=wanted)
    if not context.offered:
        return ranking
    kept = tuple(one for one in ranking if one.answer.key in context.offered)
    return replace(ranking, answers=kept[: decisions.MOST_OPTIONS])


def _options(answers: Sequence[Authorized], text: str) -> tuple[SearchResult, ...]:
    phrases = [answer.document.phrases for answer in answers]
    several = zip(_results(answers, text), told_apart(phrases), strict=True)
    return tuple(replace(result, question=words) for result, words in several)


def _found(one: Ranked) -> Found:
    document = one.answer.document
    return Found(
        phrases=document.phrases,
        score=one.score,
        text="\n".join(plain_text(p, locale=document.locale) for p in document.passages),
        person_only=any(passage.person_only for passage in document.passages),
    )


def _nearest(*, scope: Scope, text: str, locale: str) -> Sequence[Authorized]:
    query = Query(text, way=Way.NEAR)
    near = ranked(scope=scope, query=query, locale=locale, wanted=NEAREST)
    if near.answers or locale not in scope.locales:
        return [one.answer for one in near]
    return recent_answers(scope=scope, locale=locale, limit=NEAREST)


def _with_boosts(page: Sequence[Ranked], text: str) -> tuple[SearchResult, ...]:
    results = _results([one.answer for one in page], text)
    several = zip(page, results, strict=True)
    return tuple(replace(result, boosts=one.boosts) for one, result in several)


def _results(answers: Sequence[Authorized], text: str) -> tuple[SearchResult, ...]:
    pieces = pieces_of(text)
    return tuple(
        SearchResult(
            key=answer.key,
            locale=answer.locale,
            question=answer.document.question,
            topic=answer.topic,
            snippet=best_snippet(answer.document, pieces=pieces),
        )
        for answer in answers
    )


def _completions(answers: Iterable[Authorized], typed: str) -> list[Suggestion]:
    """One for each answer: what begins with the text, the question before other wordings, the
    short before the long."""
    best: list[tuple[tuple[bool, bool, int], Suggestion]] = []
    for answer in answers:
        fitting = []
        for number, phrase in enumerate(answer.document.phrases):
            place = place_in(phrase, typed=typed)
            if place is not None:
                order = (place > 0, number > 0, len(phrase))
                fitting.append((order, Suggestion(phrase, key=answer.key)))
        best += sorted(fitting, key=itemgetter(0))[:1]
    unique: dict[str, Suggestion] = {}
    for _order, suggestion in sorted(best, key=itemgetter(0)):
        unique.setdefault(suggestion.text, suggestion)
    return list(unique.values())
