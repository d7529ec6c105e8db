"""Damage to words: codes, terms, units, visits, identifiers of subjects."""

from __future__ import annotations

import re
from random import Random

from tests.dirt.kind import Cell, CellDamage, Change

ENOUGH = 12
"""Of so many other rows a person sees that all of them are filled."""


def cased(cell: Cell, _: Random) -> Change:
    """Write in another case."""
    new = cell.text.upper() if cell.text.upper() != cell.text else cell.text.lower()
    return new if new != cell.text else None


def around(template: str) -> CellDamage:
    """Write something around the text."""

    def damage(cell: Cell, _: Random) -> Change:
        return template.format(cell.text) if cell.text else None

    return damage


def is_now(text: str) -> CellDamage:
    """Write something else in its place."""

    def damage(cell: Cell, _: Random) -> Change:
        return text if cell.text and cell.text != text else None

    return damage


def letter_lost(cell: Cell, rng: Random) -> Change:
    """Lose a letter in the middle."""
    if len(cell.text) < 4:
        return None
    at = rng.randrange(1, len(cell.text) - 1)
    new = cell.text[:at] + cell.text[at + 1 :]
    return new if cell.text[at].isalpha() and new not in cell.peers else None


def letters_swapped(cell: Cell, rng: Random) -> Change:
    """Swap two neighbouring letters."""
    places = [
        at
        for at in range(len(cell.text) - 1)
        if cell.text[at] != cell.text[at + 1] and cell.text[at : at + 2].isalpha() and cell.text[at : at + 2].islower()
    ]
    if not places:
        return None
    at = rng.choice(places)
    new = cell.text[:at] + cell.text[at + 1] + cell.text[at] + cell.text[at + 2 :]
    return new if new not in cell.peers else None


def blanks_doubled(cell: Cell, _: Random) -> Change:
    """Double an inner blank."""
    return cell.text.replace(" ", "  ", 1) if " " in cell.text else None


def blanked(cell: Cell, _: Random) -> Change:
    """Blank a cell whose column is filled in every other row."""
    return "" if cell.text and len(cell.peers) >= ENOUGH and all(cell.peers) else None


def of_another_column(cell: Cell, rng: Random) -> Change:
    """Write a code of another column."""
    strange = sorted(set(cell.elsewhere) - {*cell.peers, cell.text, ""})
    return rng.choice(strange) if strange else None


def another(cell: Cell, rng: Random) -> Change:
    """Write another value of the column."""
    others = sorted(set(cell.peers) - {cell.text, ""})
    return rng.choice(others) if cell.text and others else None


def abbreviated(cell: Cell, _: Random) -> Change:
    """Keep the first two letters, with a point."""
    return f"{cell.text[:2]}." if len(cell.text) > 4 and cell.text[:2].isalpha() else None


def mojibake(cell: Cell, _: Random) -> Change:
    """Read an accent in the wrong encoding."""
    found = re.search("[aeou]", cell.text)
    return cell.text.replace(found[0], {"a": "Ã¤", "e": "Ã©", "o": "Ã¶", "u": "Ã¼"}[found[0]], 1) if found else None


def inside(new: str) -> CellDamage:
    """Put a character into the middle."""

    def damage(cell: Cell, _: Random) -> Change:
        middle = len(cell.text) // 2
        return cell.text[:middle] + new + cell.text[middle:] if middle else None

    return damage


def zeros_lost(cell: Cell, _: Random) -> Change:
    """Lose leading zeros, as spreadsheets do."""
    new = re.sub(r"(?<!\d)0+(?=\d)", "", cell.text)
    return new if new != cell.text else None


def unknown_number(cell: Cell, _: Random) -> Change:
    """Write a number that no subject has."""
    new = re.sub(r"\d(?=\D*$)", "9", re.sub(r"\d(?=\d\D*$)", "9", cell.text))
    return new if new not in {cell.text, *cell.peers} else None


def separator(new: str) -> CellDamage:
    """Write the identifier with another separator."""

    def damage(cell: Cell, _: Random) -> Change:
        return cell.text.replace("-", new) if "-" in cell.text else None

    return damage


def letter_for_zero(cell: Cell, _: Random) -> Change:
    """Type the letter O for a zero."""
    return cell.text.replace("0", "O", 1) if "0" in cell.text else None


def of_another_site(cell: Cell, rng: Random) -> Change:
    """Write a subject of another site, where a column of the row still holds the site."""
    site = cell.row.get("SiteNumber", "")
    others = sorted({peer for peer in cell.peers if peer and site and not peer.startswith(site)})
    return rng.choice(others) if others and cell.text.startswith(site) else None


def of_same_site(cell: Cell, rng: Random) -> Change:
    """Write another subject of the same site."""
    site = cell.text.partition("-")[0]
    others = sorted({peer for peer in cell.peers if peer.startswith(f"{site}-")} - {cell.text})
    return rng.choice(others) if others else None


def other_spelling(cell: Cell, _: Random) -> Change:
    """Write a unit in another way, or another unit that exists."""
    known = {"g/dL": "mg/mL", "g/L": "mg/L", "mg": "g", "mg/dL": "mg/L", "mmol/L": "umol/L", "umol/L": "mmol/L"}
    known |= {"10^9/L": "10^6/L", "kg": "g", "C": "K", "U/L": "kU/L", "mmHg": "kPa", "cm": "in", "ug/L": "mg/L"}
    return known.get(cell.text)
