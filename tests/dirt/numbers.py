"""Damage to numbers: results, doses, limits."""

from __future__ import annotations

import re
from random import Random
from statistics import median

from tests.dirt.kind import Cell, CellDamage, Change

PLAIN = re.compile(r"\d+(\.\d+)?")
ENOUGH, MANY = 8, 30


def _plain(text: str) -> bool:
    return bool(PLAIN.fullmatch(text))


def beyond_peers(value: float, cell: Cell) -> bool:
    """Tell whether a value lies so far beyond every other of its column and test that a person would stop.

    That is by half at least, and by as much as the others reach from their middle: where they range from 0.2 to 9
    nobody stops at 32.
    """
    numbers = [float(peer) for peer in cell.peers if _plain(peer)]
    if len(numbers) < ENOUGH or min(numbers) <= 0:
        return False
    low, middle, high = min(numbers), median(numbers), max(numbers)
    reach = max(1.5, middle / low, high / middle)
    return not low / reach <= value <= high * reach


def text_of(value: float) -> str:
    """Write a number without exponent and without needless zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def times(factor: float) -> CellDamage:
    """Multiply, where the product lies beyond the other values of the test."""

    def damage(cell: Cell, _: Random) -> Change:
        if not _plain(cell.text) or float(cell.text) == 0:
            return None
        value = float(cell.text) * factor
        return text_of(value) if beyond_peers(value, cell) else None

    return damage


def slightly(cell: Cell, rng: Random) -> Change:
    """Change by a few percent."""
    if not _plain(cell.text) or float(cell.text) == 0:
        return None
    places = len(cell.text.partition(".")[2])
    return f"{float(cell.text) * rng.choice((0.93, 1.05, 1.08)):.{places}f}"


def negative(cell: Cell, _: Random) -> Change:
    """Flip the sign, where no other value is negative."""
    if not _plain(cell.text) or float(cell.text) == 0 or any(peer.startswith("-") for peer in cell.peers):
        return None
    return f"-{cell.text}"


def typed(old: str, new: str) -> CellDamage:
    """Type one character for another, once."""

    def damage(cell: Cell, rng: Random) -> Change:
        places = [at for at, character in enumerate(cell.text) if character == old]
        if not _plain(cell.text) or not places:
            return None
        at = rng.choice(places)
        return cell.text[:at] + new + cell.text[at + 1 :]

    return damage


def as_text(template: str) -> CellDamage:
    """Write something around a number, or in its place."""

    def damage(cell: Cell, _: Random) -> Change:
        return template.format(cell.text) if _plain(cell.text) and float(cell.text) else None

    return damage


def with_unit(cell: Cell, _: Random) -> Change:
    """Write the unit into the result."""
    return f"{cell.text} {cell.beside or 'mg'}" if _plain(cell.text) else None


def thousands(mark: str) -> CellDamage:
    """Set a mark between thousands."""

    def damage(cell: Cell, _: Random) -> Change:
        if not _plain(cell.text) or float(cell.text) < 1000:
            return None
        whole, point, rest = cell.text.partition(".")
        return f"{whole[:-3]}{mark}{whole[-3:]}{point}{rest}"

    return damage


def scientific(cell: Cell, _: Random) -> Change:
    """Write with an exponent."""
    return f"{float(cell.text):.4E}" if _plain(cell.text) and float(cell.text) else None


def digit_doubled(cell: Cell, rng: Random) -> Change:
    """Type a digit twice, where the number then lies beyond the others."""
    places = [at for at, character in enumerate(cell.text) if character in "123456789"]
    if not _plain(cell.text) or not places:
        return None
    at = rng.choice(places)
    new = cell.text[:at] + cell.text[at] + cell.text[at:]
    return new if beyond_peers(float(new), cell) else None


def point_lost(cell: Cell, _: Random) -> Change:
    """Lose the decimal point, where the number then lies beyond the others."""
    new = cell.text.replace(".", "")
    return new if _plain(cell.text) and "." in cell.text and beyond_peers(float(new), cell) else None


def point_twice(cell: Cell, _: Random) -> Change:
    """Type the decimal point twice."""
    return cell.text.replace(".", "..") if _plain(cell.text) and "." in cell.text else None


def zero(cell: Cell, _: Random) -> Change:
    """Write zero where no other of many values is below one."""
    numbers = [float(peer) for peer in cell.peers if _plain(peer)]
    none = len(numbers) >= MANY and min(numbers) >= 1
    return "0" if _plain(cell.text) and float(cell.text) and none else None


def above_partner(cell: Cell, _: Random) -> Change:
    """Write a lower limit above the upper one."""
    if not (_plain(cell.text) and _plain(cell.beside)) or float(cell.text) == float(cell.beside):
        return None
    return {cell.column: cell.beside, cell.partner: cell.text}
