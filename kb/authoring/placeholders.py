"""How facts and terms stand in texts: `{{ card.annual_fee }}`, `{{ term.apr }}`."""

from __future__ import annotations

import re

from kb.authoring.facts import KEY_PATTERN
from kb.problem import msgid as _

PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
KEY = re.compile(KEY_PATTERN)
TERM_PREFIX = "term."

TITLE_WITH_FACT = _("A fact cannot stand in a title or question; write it in a text.")
UNKNOWN_FACT = _("There is no published fact “%(key)s”. Choose another or have it approved first.")
UNKNOWN_TERM = _("There is no published term “%(key)s” in this language.")
