"""What an agent may grant by herself, as the channel of agents says it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from channels.phrases import phrases_for


@dataclass(frozen=True, slots=True)
class SaidGrant:
    """`what`, `limit`: plain text; `groups`: of those who may grant it by themselves, none meaning
    every agent."""

    what: str
    limit: str = ""
    groups: tuple[str, ...] = ()


def grant_lines(grant: SaidGrant, *, locale: str) -> tuple[str, ...]:
    """Beside what is granted: how much at most, and who may."""
    phrases = phrases_for(locale)
    limit = phrases.up_to.format(value=grant.limit) if grant.limit else ""
    groups = phrases.between.join(grant.groups)
    by = phrases.by.format(groups=groups) if groups else ""
    return tuple(line for line in (limit, by) if line)


def grant_html(grant: SaidGrant, *, locale: str) -> str:
    return "\n".join(f"<p>{escape(line)}</p>" for line in grant_lines(grant, locale=locale))
