"""Damage to dates and times, whatever their format."""

from __future__ import annotations

import re
from random import Random

from tests.dirt.kind import Cell, CellDamage, Change

YEAR = re.compile(r"(19|20)\d\d")
DAY = re.compile(r"^\d\d(?=[-A-Z. ])|(?<=-)\d\d$|(?<=\d{6})\d\d$|(?<=/)\d\d(?=/)")
ENOUGH = 12
"""Of so many other rows a person sees that all of them are filled."""
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
FOREIGN = {
    "MAR": "MRZ",
    "MAY": "MAI",
    "OCT": "OKT",
    "DEC": "DEZ",
    "AUG": "AOU",
    "FEB": "FEV",
    "APR": "AVR",
    "JAN": "ENE",
}
MONTH = re.compile("|".join(MONTHS), re.IGNORECASE)
WHOLE = re.compile(
    r"(?P<d>\d\d)-?(?P<b>[A-Za-z]{3})-?(?P<y>\d{4})|(?P<y2>\d{4})-(?P<m2>\d\d)-(?P<d2>\d\d)"
    r"|(?P<m3>\d\d)/(?P<d3>\d\d)/(?P<y3>\d{4})|(?P<y4>\d{4})(?P<m4>\d\d)(?P<d4>\d\d)"
)


def parts(text: str) -> tuple[int, int, int] | None:
    """Read year, month and day of a complete date in one of the formats of the examples."""
    found = WHOLE.fullmatch(text)
    if not found:
        return None
    got = found.groupdict()
    month = MONTHS.index(got["b"].upper()) + 1 if got["b"] and got["b"].upper() in MONTHS else 0
    year, day = (next(got[k] for k in keys if got[k]) for keys in (("y", "y2", "y3", "y4"), ("d", "d2", "d3", "d4")))
    return int(year), month or int(got["m2"] or got["m3"] or got["m4"] or 0), int(day)


def year_plus(years: int) -> CellDamage:
    """Write another year into a complete date."""

    def damage(cell: Cell, _: Random) -> Change:
        if not parts(cell.text):
            return None
        return YEAR.sub(lambda found: str(int(found[0]) + years), cell.text, count=1)

    return damage


def day_is(day: str) -> CellDamage:
    """Write an impossible day."""

    def damage(cell: Cell, _: Random) -> Change:
        return DAY.sub(day, cell.text, count=1) if parts(cell.text) and DAY.search(cell.text) else None

    return damage


def digits_swapped(cell: Cell, _: Random) -> Change:
    """Swap the last two digits of the year, where that leaves the study's years."""
    found = YEAR.search(cell.text)
    if not parts(cell.text) or found is None or abs(int(found[0][3]) - int(found[0][2])) < 3:
        return None
    year = found[0]
    return cell.text.replace(year, year[:2] + year[3] + year[2], 1)


def day_month_swapped(cell: Cell, _: Random) -> Change:
    """Swap day and month of a date in digits, where the day is no month."""
    whole = parts(cell.text)
    if not whole or whole[2] <= 12 or MONTH.search(cell.text):
        return None
    month, day = f"{whole[1]:02}", f"{whole[2]:02}"
    return cell.text.replace(month, "##", 1).replace(day, month, 1).replace("##", day, 1)


def one_day(cell: Cell, rng: Random) -> Change:
    """Move by one day."""
    whole = parts(cell.text)
    if not whole or not 2 < whole[2] < 27 or not DAY.search(cell.text):
        return None
    return DAY.sub(f"{whole[2] + rng.choice((-1, 1)):02}", cell.text, count=1)


def foreign_month(cell: Cell, _: Random) -> Change:
    """Write the month in another language."""
    found = MONTH.search(cell.text)
    return cell.text.replace(found[0], FOREIGN[found[0].upper()]) if found and found[0].upper() in FOREIGN else None


def no_month(cell: Cell, _: Random) -> Change:
    """Write a month that there is not."""
    found = MONTH.search(cell.text)
    whole = parts(cell.text)
    if not whole:
        return None
    return cell.text.replace(found[0], "XYZ") if found else cell.text.replace(f"{whole[1]:02}", "13", 1)


def iso(cell: Cell, _: Random) -> Change:
    """Write another format: ISO 8601 among others, else DD.MM.YYYY."""
    whole = parts(cell.text)
    if not whole:
        return None
    new = f"{whole[0]}-{whole[1]:02}-{whole[2]:02}"
    return new if new != cell.text else f"{whole[2]:02}.{whole[1]:02}.{whole[0]}"


def short_year(cell: Cell, _: Random) -> Change:
    """Write the year in two digits."""
    return YEAR.sub(lambda found: found[0][2:], cell.text, count=1) if parts(cell.text) else None


def serial(cell: Cell, _: Random) -> Change:
    """Write the number that a spreadsheet counts days with."""
    whole = parts(cell.text)
    return str(round((whole[0] - 1900) * 365.25 + (whole[1] - 1) * 30.44 + whole[2])) if whole else None


def around(template: str) -> CellDamage:
    """Write something around a complete date, or in its place."""

    def damage(cell: Cell, _: Random) -> Change:
        return template.format(cell.text) if parts(cell.text) else None

    return damage


def letter(cell: Cell, _: Random) -> Change:
    """Type the letter O for the zero of the year."""
    found = YEAR.search(cell.text)
    return cell.text.replace(found[0], found[0].replace("0", "O", 1), 1) if found and parts(cell.text) else None


def day_lost(cell: Cell, _: Random) -> Change:
    """Lose the day, as in UN-MAR-2016: a partial date like those that sites write."""
    found = MONTH.search(cell.text)
    return DAY.sub("UN", cell.text, count=1) if found and parts(cell.text) and "-" in cell.text else None


def before_partner(cell: Cell, _: Random) -> Change:
    """Write an end one year before its start."""
    whole = parts(cell.beside)
    return YEAR.sub(str(whole[0] - 1), cell.beside, count=1) if whole and parts(cell.text) else None


def blanked_among_filled(cell: Cell, _: Random) -> Change:
    """Blank a cell whose column is filled in every other row."""
    return "" if cell.text and len(cell.peers) >= ENOUGH and all(cell.peers) else None


def time_is(text: str) -> CellDamage:
    """Write a time that there is not, or in another way."""

    def damage(cell: Cell, _: Random) -> Change:
        return text if re.fullmatch(r"\d?\d:?\d\d( [AP]M)?", cell.text) else None

    return damage


def time_blanked(cell: Cell, _: Random) -> Change:
    """Blank a time of day where nearly every other row has one."""
    filled = sum(1 for peer in cell.peers if peer)
    return "" if cell.text and len(cell.peers) >= ENOUGH and filled >= 0.98 * len(cell.peers) else None
