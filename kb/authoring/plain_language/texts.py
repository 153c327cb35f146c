"""One field of one element as the rules read it: what nobody reads as words is covered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial

from kb.authoring.placeholders import PLACEHOLDER
from kb.authoring.plain_language.findings import Finding, Severity
from kb.authoring.plain_language.sentences import COVER, Sentence, sentences

LINK_ADDRESS = re.compile(r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
# A mark at its end belongs to the sentence.
BARE_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-;=?-~]*[\w/=&%#-]|[\w.+-]+@[\w-]+\.[\w.-]*\w"
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|gov|edu|example)\b(?:/[\w./?=&%-]*[\w/])?",
    re.ASCII | re.IGNORECASE,
)
COVERED = ((PLACEHOLDER, COVER), (LINK_ADDRESS, " "), (BARE_ADDRESS, COVER))
# Mandated wording, what must not be said, and notes among colleagues are not ours to reword.
LEFT_ALONE = frozenset({"required_script", "internal_note", "never_say", "grant"})
# The field that cites a basis holds its number, which is no text for anybody.
BASIS = "basis"
# Where no fact can stand.
HEADINGS = frozenset({"title", "question"})


@dataclass(frozen=True)
class Text:
    """`element`: whatever names it to the asker; `kind`: empty for the answer itself; `field`: such
    as `text`, `title`, `brief`, `steps.0`; `shared`: the number of the shared element it is
    itself the text of."""

    text: str
    element: str = ""
    kind: str = ""
    field: str = "text"
    shared: int | None = None

    @cached_property
    def words(self) -> str:
        """The text with placeholders and addresses covered, as long as before."""
        covered = self.text
        for pattern, sign in COVERED:
            covered = pattern.sub(partial(_cover, sign=sign), covered)
        return covered

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentences(self.words))

    @property
    def is_ours_to_word(self) -> bool:
        return self.kind not in LEFT_ALONE

    @property
    def is_heading(self) -> bool:
        return self.field in HEADINGS

    def finding(
        self,
        rule: str,
        severity: Severity,
        span: tuple[int, int],
        message: str,
        *,
        replacement: str | None = None,
        **params: str | int,
    ) -> Finding:
        start, end = span
        return Finding(
            rule=rule,
            severity=severity,
            start=start,
            end=end,
            text=self.text[start:end],
            message=message,
            params=tuple(params.items()),
            replacement=replacement,
            element=self.element,
            field=self.field,
        )


def _cover(match: re.Match[str], *, sign: str) -> str:
    return sign * len(match[0])
