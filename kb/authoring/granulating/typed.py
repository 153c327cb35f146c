"""What people type by hand instead of using headings, lists and styles: seen here once, so that
later stages meet the same blocks from every format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from kb.authoring.granulating.readers.inline import without_marks
from kb.authoring.granulating.source import Block
from kb.authoring.granulating.typed_lists import CHINESE_NUMBER, NUMBERED, gather_lists
from kb.authoring.granulating.wordlists import Words

CHAPTER = re.compile(rf"^第{CHINESE_NUMBER}[章编篇节部分]+\s*")
PART = re.compile(rf"^{CHINESE_NUMBER}、\s*")
SECTION = re.compile(rf"^（{CHINESE_NUMBER}）\s*")
DECIMAL = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){1,4})\.?\s+(?=[^\d\W])")
CHAPTER_LEVEL, PART_LEVEL, SECTION_LEVEL, BOLD_LEVEL, QUESTION_LEVEL = 2, 3, 4, 6, 7
LONGEST_TYPED_HEADING, LONGEST_BOLD_HEADING, LONGEST_QUESTION = 40, 90, 160
SENTENCE_END = re.compile(r"[。；;，,.!！:：]\**\Z")


def read_typed(blocks: Sequence[Block], words: Words) -> list[Block]:
    """The same blocks with typed questions, headings and lists made out."""
    asked = list(_split_questions(map(_without_lone_point, blocks), words))
    has_headings = any(block.kind in ("heading", "question") for block in asked)
    headed = [
        _as_heading(block, words, alone=not has_headings, following=after)
        for block, after in zip(asked, [*asked[1:], None], strict=False)
    ]
    return list(gather_lists(_with_title(headed)))


def _with_title(blocks: list[Block]) -> list[Block]:
    """The first line, right above the first heading, is what the document is called."""
    if len(blocks) < 2 or blocks[0].kind != "paragraph" or blocks[1].kind != "heading":
        return blocks
    said = without_marks(blocks[0].text).strip()
    if "\n" in said or len(said) > LONGEST_BOLD_HEADING or SENTENCE_END.search(said):
        return blocks
    return [replace(blocks[0], kind="heading", text=said, level=1, bold=False), *blocks[1:]]


def _without_lone_point(block: Block) -> Block:
    """A list of one point is a paragraph with a number."""
    if block.kind != "list" or len(block.items) != 1:
        return block
    return replace(block, kind="paragraph", text=block.items[0].text, items=())


@cache
def _label(labels: tuple[str, ...]) -> re.Pattern[str]:
    """`问：`, `Q1:`, `问题 2、`, also in bold, also with a number before."""
    names = "|".join(map(re.escape, labels))
    return re.compile(
        rf"^(?:\d{{1,3}}\\?[.、．]\s*)?\**(?:{names})\s*\d{{0,3}}\s*[:：.、．]\**\s*(?=\S)",
        re.IGNORECASE,
    )


def _split_questions(blocks: Iterable[Block], words: Words) -> Iterator[Block]:
    """问：… and 答：…, in paragraphs of their own, in headings, or in lines of one paragraph."""
    asks, answers = _label(words.question_labels), _label(words.answer_labels)
    for block in blocks:
        if block.kind not in ("paragraph", "heading"):
            yield block
            continue
        for part in _lines_by_label(block.text, asks, answers):
            if asks.match(part):
                text = without_marks(asks.sub("", part)).strip(" *")
                yield replace(block, kind="question", text=text, level=QUESTION_LEVEL, bold=False)
            elif answers.match(part):
                text = answers.sub("", part)
                yield replace(block, kind="paragraph", text=_balanced(text), level=0, bold=False)
            else:
                yield replace(block, text=part)


def _lines_by_label(text: str, asks: re.Pattern[str], answers: re.Pattern[str]) -> Iterator[str]:
    """A paragraph cut where a line begins with a label; most are one piece."""
    held: list[str] = []
    for line in text.split("\n"):
        if held and (asks.match(line) or answers.match(line)):
            yield "\n".join(held)
            held = []
        held.append(line)
    yield "\n".join(held)


def _balanced(text: str) -> str:
    """Without the half of a bold mark that the label took along."""
    return text.replace("**", "") if text.count("**") % 2 else text


def _as_heading(block: Block, words: Words, *, alone: bool, following: Block | None) -> Block:
    if block.kind != "paragraph" or "\n" in block.text:
        return block
    said = without_marks(block.text).strip()
    if _asks_by_number(said, words) and not _is_such(following, words):
        return replace(block, kind="question", text=without_number(said), level=QUESTION_LEVEL)
    if level := _typed_level(said, bold=block.bold, words=words, alone=alone):
        return replace(block, kind="heading", text=said, level=level, bold=False)
    return block


def _asks_by_number(said: str, words: Words) -> bool:
    """`3. How do I get help?`; several in a row are a list of questions, not headings."""
    if len(said) > LONGEST_QUESTION or not NUMBERED.match(said) or said[-1] not in "?？":
        return False
    return is_question(said, words)


def _is_such(block: Block | None, words: Words) -> bool:
    if block is None or block.kind != "paragraph":
        return block is None
    return _asks_by_number(without_marks(block.text).strip(), words)


def _typed_level(said: str, *, bold: bool, words: Words, alone: bool) -> int:
    """0 for what is no heading."""
    if SENTENCE_END.search(said):
        return 0
    if len(said) <= LONGEST_TYPED_HEADING:
        if CHAPTER.match(said):
            return CHAPTER_LEVEL
        if PART.match(said):
            return PART_LEVEL
        if SECTION.match(said):
            return SECTION_LEVEL
    if len(said) <= LONGEST_BOLD_HEADING and (found := DECIMAL.match(said)):
        return SECTION_LEVEL + found.group(1).count(".")
    if bold and len(said) <= LONGEST_BOLD_HEADING:
        return BOLD_LEVEL
    if alone and len(said) <= LONGEST_QUESTION and is_question(said, words) and said[-1] in "?？":
        return QUESTION_LEVEL
    return 0


def without_number(heading: str) -> str:
    """`三、收费标准` → `收费标准`; `2.1 Fees` → `Fees`."""
    for pattern in (CHAPTER, PART, SECTION, NUMBERED, DECIMAL):
        if (rest := pattern.sub("", heading, count=1)) != heading and rest.strip():
            return rest.strip()
    return heading


def without_chapter(heading: str) -> str:
    """`三、收费标准` → `收费标准`; numbers such as 2.1 are referred to, and stay."""
    for pattern in (CHAPTER, PART, SECTION):
        if rest := pattern.sub("", heading, count=1).strip():
            heading = rest
    return heading


def is_question(heading: str, words: Words) -> bool:
    """Ends with a question mark, or begins or ends as questions do."""
    said = without_number(heading).strip(" \"“”'*").casefold()
    if said.endswith(("?", "？")):
        return True
    if any(said.endswith(ending) for ending in words.question_endings):
        return True
    return any(_begins(said, word) for word in words.question_beginnings)


def _begins(said: str, word: str) -> bool:
    if not said.startswith(word):
        return False
    rest = said[len(word) : len(word) + 1]
    return not word.isascii() or rest in ("", " ", "’", "'")
