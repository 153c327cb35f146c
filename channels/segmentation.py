"""How many parts a text message is sent in, by filling parts as phones and carriers do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from channels.gsm import TWO_SEPTETS, is_gsm

GSM_7 = "GSM-7"
UCS_2 = "UCS-2"
# 140 octets hold 160 septets or 70 UTF-16 units.
SINGLE = {GSM_7: 160, UCS_2: 70}
# A message of several parts loses room to a header that names the part: with a reference number
# of 8 bits it takes 6 octets (7 septets, 3 units), of 16 bits 7 octets (8 septets, 4 units).
CONCATENATED = {8: {GSM_7: 153, UCS_2: 67}, 16: {GSM_7: 152, UCS_2: 66}}


@dataclass(frozen=True, slots=True)
class Segments:
    """`units`: septets or UTF-16 units in all; `parts`: units in each part."""

    encoding: str
    units: int
    parts: tuple[int, ...]


def segment(text: str, *, gsm: bool = True, reference_bits: int = 8) -> Segments:
    """`gsm=False`: every character counts as in UCS-2, the way Chinese carriers bill.

    A character of two units is never split, so a part may stay one short.
    """
    encoding = GSM_7 if gsm and is_gsm(text) else UCS_2
    costs = [_cost(char, encoding) for char in text]
    units = sum(costs)
    if units <= SINGLE[encoding]:
        return Segments(encoding, units, (units,) if units else ())
    parts = _fill_parts(costs, room=CONCATENATED[reference_bits][encoding])
    return Segments(encoding, units, parts)


def _cost(char: str, encoding: str) -> int:
    if encoding == GSM_7:
        return 2 if char in TWO_SEPTETS else 1
    return 2 if ord(char) > 0xFFFF else 1


def _fill_parts(costs: Iterable[int], *, room: int) -> tuple[int, ...]:
    parts = [0]
    for cost in costs:
        if parts[-1] + cost > room:
            parts.append(0)
        parts[-1] += cost
    return tuple(parts)
