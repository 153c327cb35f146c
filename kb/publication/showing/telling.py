"""What the screen tells of an answer at a moment: the text, its proof, and the reasons."""

from __future__ import annotations

from typing import Any

from kb.access import Scope
from kb.problem import say
from kb.publication.impact.sizes import size_in_words
from kb.publication.impact.viewers import Viewer
from kb.publication.ports import texts_served
from kb.publication.showing.asking import LIVE, Asked
from kb.publication.showing.explaining import explain, visible
from kb.publication.showing.moments import Answer, AtMoment


def tell(
    answer: Answer, asked: Asked, moment: AtMoment, *, scope: Scope, viewer: Viewer
) -> dict[str, Any]:
    """For the template."""
    seen = visible(moment, scope=scope)
    said = asked.outlet.say(seen) if seen else None
    knows = None if answer.page_id in viewer.own else viewer.scope
    return {
        "asked": asked,
        "is_proposed": asked.version != LIVE,
        "moment": moment,
        "said": said,
        "size": size_in_words(said),
        "question": seen.question if seen else "",
        "problems": [say(problem) for problem in moment.problems],
        "elements": list(explain(moment, scope=scope, said=said, known_to=knows)),
        "kept": _kept(answer, asked, said, scope=scope),
    }


def _kept(answer: Answer, asked: Asked, said: Any, *, scope: Scope) -> Any:
    """Proof that exactly this text left the house by then."""
    if said is None or asked.version != LIVE:
        return None
    locale = next(iter(scope.locales))
    texts = texts_served(answer.key, locale=locale, channel=asked.outlet.code, until=asked.at)
    return next((kept for kept in texts if kept.text == said.text), None)
