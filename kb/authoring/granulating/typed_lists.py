"""Lists typed by hand: neighbouring paragraphs numbered 1, 2, 3 or bulleted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kb.authoring.granulating.source import Block, Item

CHINESE_NUMBER = "[一二三四五六七八九十百]{1,4}"
# How numbered points are typed; the first group is the number.
NUMBERED = re.compile(
    rf"^(?:\(?（?(\d{{1,2}}|{CHINESE_NUMBER})[)）]|(\d{{1,2}})\\?[.、．](?!\d)|([①-⑳])|"
    rf"第({CHINESE_NUMBER}|\d{{1,2}})步[:：,，、]?|[Ss]tep\s+(\d{{1,2}})[:.,]?)\s*"
)
BULLET = re.compile(r"^(?:[•·●○■◆▪➢✓－–]|\\-)\s*")
CHINESE_DIGITS = {digit: n for n, digit in enumerate("一二三四五六七八九", start=1)}


def gather_lists(blocks: Iterable[Block]) -> Iterator[Block]:
    """Neighbouring paragraphs numbered 1, 2, 3 or bulleted become one list."""
    held: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and held and _continues(held, block):
            held.append(block)
            continue
        yield from _as_list(held)
        held = []
        if block is not None:
            if _begins_list(block):
                held = [block]
            else:
                yield from _lines_as_list(block)
    yield from _as_list(held)


def _begins_list(block: Block) -> bool:
    return (
        block.kind == "paragraph"
        and "\n" not in block.text
        and (_number_of(block.text) == 1 or bool(BULLET.match(block.text)))
    )


def _continues(held: list[Block], block: Block) -> bool:
    if block.kind != "paragraph" or "\n" in block.text:
        return False
    if BULLET.match(held[0].text):
        return bool(BULLET.match(block.text))
    return _number_of(block.text) == len(held) + 1


def _as_list(held: list[Block]) -> Iterator[Block]:
    """One point alone is no list."""
    if len(held) < 2:
        yield from held
        return
    first = replace(held[0], covers=tuple(block.number for block in held[1:]))
    yield _list_of(first, [block.text for block in held])


def _lines_as_list(block: Block) -> Iterator[Block]:
    """Lines of one paragraph: what stands before the first point stays a paragraph."""
    lines = block.text.split("\n")
    if block.kind != "paragraph" or len(lines) < 2:
        yield block
        return
    start = next((n for n, line in enumerate(lines) if _begins_list(replace(block, text=line))), -1)
    count = 0
    if start >= 0:
        first = [replace(block, text=lines[start])]
        for line in lines[start + 1 :]:
            if not _continues(first, replace(block, text=line)):
                break
            first.append(replace(block, text=line))
        count = len(first)
    if count < 2:
        yield block
        return
    if start:
        yield replace(block, text="\n".join(lines[:start]))
    yield _list_of(block, lines[start : start + count])
    if rest := lines[start + count :]:
        yield from _lines_as_list(replace(block, text="\n".join(rest)))


def _list_of(first: Block, texts: Sequence[str]) -> Block:
    ordered = not BULLET.match(first.text if len(texts) and not texts[0] else texts[0])
    sign = NUMBERED if ordered else BULLET
    items = tuple(Item(sign.sub("", text, count=1).strip(), 0, ordered) for text in texts)
    return replace(first, kind="list", text="", items=items, bold=False)


def _number_of(text: str) -> int:
    """0 where no number begins it."""
    found = NUMBERED.match(text)
    if found is None:
        return 0
    said = next(group for group in found.groups() if group)
    if said.isdecimal():
        return int(said)
    if len(said) == 1 and "①" <= said <= "⑳":
        return ord(said) - ord("①") + 1
    return _chinese(said)


def _chinese(said: str) -> int:
    """Up to 99, which lists never pass."""
    tens, _, ones = said.partition("十") if "十" in said else ("", "", said)
    ten = (CHINESE_DIGITS.get(tens, 1) * 10) if "十" in said else 0
    return ten + CHINESE_DIGITS.get(ones, 0)
