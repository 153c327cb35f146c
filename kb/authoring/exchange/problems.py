"""What is wrong with files that arrive, said with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.authoring.exchange.records import NOWHERE, Where

# More than anybody puts right before trying again.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Remark:
    where: Where
    words: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words}" if self.where.file else self.words


class BadFiles(Exception):
    """Nothing of these files was taken."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        self.remarks = tuple(remarks)
        super().__init__("\n".join(map(str, remarks[:MOST_SHOWN])))


def bad(words: str, where: Where = NOWHERE) -> BadFiles:
    return BadFiles([Remark(where, words)])
