"""How elements become lines and sections: what text channels and HTML channels share.

The Markdown itself is read in kb/markup.py, since search needs it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from channels.channel import IMAGE_PATH, Part
from channels.phrases import phrases_for
from channels.targets import address_of, write_way
from kb.document import Image, Kind, Passage


def join_lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def announced(wordings: Iterable[str], locale: str) -> tuple[str, ...]:
    """Emergency notices as lines of a text."""
    phrases = phrases_for(locale)
    return tuple(f"{phrases.notice}{phrases.colon}{wording}" for wording in wordings)


def with_lead(passage: Passage, body: str, *, locale: str) -> str:
    """`补卡工本费：每张10元。`; several lines begin under their title. No title twice."""
    phrases = phrases_for(locale)
    lead = passage.title or phrases.leads.get(passage.kind, "")
    if not lead or body.startswith(lead):
        return body
    if not body:
        return passage.title
    gap = "\n" if "\n" in body else ""
    return f"{lead}{phrases.colon.rstrip() if gap else phrases.colon}{gap}{body}"


def with_ways(text: str, ways: Sequence[Mapping[str, str]], *, locale: str) -> str:
    """The best way to get it done, after the text; an address that the text holds is not
    repeated."""
    if not ways or says_way(text, ways[0]):
        return text
    return " ".join(filter(None, [text, write_way(ways[0], locale=locale)]))


def says_way(text: str, way: Mapping[str, str]) -> bool:
    return way["type"] == "url" and way["value"] in text


def label_of(passage: Passage, *, locale: str) -> str:
    return passage.title or phrases_for(locale).labels.get(passage.kind, "")


def image_html(image: Image | None) -> str:
    if image is None:
        return ""
    return f'<p><img src="{IMAGE_PATH.format(id=image.id)}" alt="{escape(image.alt)}"></p>'


def image_data(image: Image | None) -> dict[str, str | int] | None:
    return {"id": image.id, "alt": image.alt} if image else None


def way_html(way: Mapping[str, str], *, label: str, locale: str) -> str:
    """A link where a browser can follow it, else the words."""
    address = address_of(way)
    if not address:
        return f'<p class="way">{escape(write_way(way, locale=locale))}</p>'
    link = f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(label)}</a>'
    return f'<p class="way">{link}</p>'


def sections(parts: Iterable[Part], *, locale: str) -> str:
    """Each element as one section with its kind, so that a page can draw kinds apart."""
    return "\n".join(_section(part, locale) for part in parts if part.html)


def _section(part: Part, locale: str) -> str:
    # A link's label is the link itself.
    is_link = part.kind in (Kind.ACTION, Kind.LINK)
    heading = "" if is_link else part.label
    heading = heading or phrases_for(locale).leads.get(Kind(part.kind), "")
    title = f"<h3>{escape(heading)}</h3>\n" if heading else ""
    opening = f'<section data-kind="{escape(part.kind)}" data-element="{escape(part.element)}">'
    return f"{opening}\n{title}{part.html}\n</section>"
