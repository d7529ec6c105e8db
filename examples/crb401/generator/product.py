"""The drug product: release tests and chain of custody of each lot, and flow cytometry of the cells in blood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from math import sqrt
from random import Random

from examples.crb401.generator.forms import RawFile, Row, sample
from examples.crb401.generator.kinetics import Profile, profiles
from examples.crb401.generator.trial import SEED, STUDY, Subject, infused
from examples.crb401.generator.visits import visits

CD4 = (42.3, 85.1, 97.6)
CD8 = (47.1, 13.2, 1.9)
"""CD4+ and CD8+ cells in percent of CAR+ T cells, of the product with least, median and most CD4+ (as printed)."""
CULTURE_DAYS = 10
CORRELATION = 0.45
FLOW = ("D7", "D9", "D11", "D14", "M1")
"""Visits with a sample for flow cytometry (drawn)."""
NOT_SPLIT = (2, 3, 6, 10, 14, 22, 29)
"""Subjects without a CD4:CD8 ratio at the peak: 26 have one, between the 25 and 29 that r and p allow (drawn)."""
MANUFACTURER, COURIER = "CENTRAL MANUFACTURING SITE", "COURIER"


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    chance = Random(f"{SEED} product")
    shares = _shares(infused(subjects), chance)
    yield RawFile("vendor/dp_release.csv", [_release(s, shares, chance) for s in subjects], delimiter=";")
    yield RawFile("vendor/dp_chain.csv", [row for s in subjects for row in _chain(s)])
    yield RawFile("vendor/flow.csv", list(_flow(infused(subjects), shares)))


def _shares(treated: Sequence[Subject], chance: Random) -> dict[int, tuple[float, float]]:
    """Draw CD4+ and CD8+ percent of each product; the 16 below and the 16 above the median stay on their side."""
    half = len(treated) // 2
    low = [round(CD4[1] - 1.2 - (CD4[1] - CD4[0] - 2) * chance.random() ** 1.6, 1) for _ in range(half - 1)]
    high = [round(CD4[1] + 1.2 + (CD4[2] - CD4[1] - 1.4) * chance.random(), 1) for _ in range(half - 1)]
    pairs = list(zip(CD4, CD8, strict=True))
    pairs += [(value, round(min((100 - value) * chance.uniform(0.86, 0.97), CD8[0] - 0.8), 1)) for value in low]
    pairs += [(value, round(max((100 - value) * chance.uniform(0.8, 0.9), CD8[2] + 0.1), 1)) for value in high]
    order = [s.number for s in treated]
    chance.shuffle(order)
    return dict(zip(order, pairs, strict=True))


def _release(s: Subject, shares: dict[int, tuple[float, float]], chance: Random) -> Row:
    """Write the certificate of one lot; all 36 were made."""
    cd4, cd8 = shares.get(s.number, (81.0 + s.number % 7, 11.4))
    start = _manufacturing(s)
    return {
        "STUDY": STUDY,
        "SITE": s.site,
        "SUBJ": s.patient,
        "LOT": s.lot,
        "APHERESIS_ID": s.cells,
        "MFG_START": f"{start:%Y-%m-%d}",
        "HARVEST": f"{start + timedelta(days=CULTURE_DAYS):%Y-%m-%d}",
        "RELEASED": f"{_released(s):%Y-%m-%d}",
        "VIABILITY_PCT": f"{chance.uniform(82, 97):.1f}",
        "VCN_CELL": f"{chance.uniform(0.8, 3.6):.2f}",
        "CAR_PCT": f"{chance.uniform(12, 58):.1f}",
        "CD4_PCT": f"{cd4:.1f}",
        "CD8_PCT": f"{cd8:.1f}",
        "DOSE_CAR_T": str(s.actual_dose if s.misdosed else s.dose + chance.randrange(0, 40)),
        "DECISION": "RELEASED",
    }


def _manufacturing(s: Subject) -> date:
    """Give the day on which the culture was started, the day after the cells arrived."""
    return s.apheresis + timedelta(days=2)


def _released(s: Subject) -> date:
    return s.apheresis + timedelta(days=20 + s.number % 3)


def _chain(s: Subject) -> Iterator[Row]:
    """Write the chain of custody from the vein to the thaw at the bedside."""
    apheresis, start, released = s.apheresis, _manufacturing(s), _released(s)
    harvest = start + timedelta(days=CULTURE_DAYS)
    site = f"SITE {s.site}"
    cells, product = s.cells, s.lot
    steps: list[tuple[str, str, date, str, date | None, str, str]] = [
        ("LEUKAPHERESIS COLLECTION", cells, apheresis, "", None, site, "APH"),
        ("SHIPMENT TO MANUFACTURER", cells, apheresis, "17:30", None, COURIER, ""),
        ("RECEIPT AT MANUFACTURER", cells, apheresis + timedelta(days=1), "09:40", None, MANUFACTURER, ""),
        ("MANUFACTURING", product, start, "08:15", harvest, MANUFACTURER, ""),
        ("CRYOPRESERVATION", product, harvest, "15:20", None, MANUFACTURER, ""),
        ("RELEASE", product, released, "14:05", None, MANUFACTURER, ""),
    ]
    if s.infusion:
        sent = released + timedelta(days=4 + s.number % 5)
        steps += [
            ("SHIPMENT TO SITE", product, sent, "11:00", None, COURIER, ""),
            ("RECEIPT AT SITE", product, sent + timedelta(days=1), "10:25", None, site, ""),
            ("THAW", product, s.infusion, "10:50", None, site, "D0"),
        ]
    for order, (event, specimen, day, clock, end, party, visit) in enumerate(steps, start=1):
        yield {
            "STUDY": STUDY,
            "SITE": s.site,
            "SUBJ": s.patient,
            "STEP": str(order),
            "EVENT": event,
            "SPECIMEN_ID": specimen,
            "LOT": product,
            "COLLECTED": f"{apheresis:%Y-%m-%d}",
            "EVENT_DATE": f"{day:%Y-%m-%d}",
            "EVENT_TIME": clock,
            "END_DATE": f"{end:%Y-%m-%d}" if end else "",
            "PARTY": party,
            "VISIT": visit,
        }


def _flow(treated: Sequence[Subject], shares: dict[int, tuple[float, float]]) -> Iterator[Row]:
    """Write one line a sample of FLOW, where one was taken for vector copies too."""
    chance = Random(f"{SEED} flow")
    ratios = _peak_ratios(treated, shares)
    for s in treated:
        profile = profiles()[s.number]
        taken = (visit for visit in visits(s) if visit.folder in FLOW and visit.day in profile.copies)
        for order, visit in enumerate(taken, start=1):
            moment = datetime.combine(visit.date, time(9, 30)) + timedelta(minutes=chance.randrange(0, 120))
            yield {
                "STUDY": STUDY,
                "SITE": s.site,
                "SUBJ": s.patient,
                "SAMPLE_ID": sample("FC", s, order),
                "VISIT": visit.planned.name,
                "SAMPLED": f"{moment:%Y-%m-%d %H:%M}",
                **_cells(profile, visit.day or 0, ratios.get(s.number), chance),
            }


def _cells(profile: Profile, day: int, ratio: float | None, chance: Random) -> Row:
    """Measure one sample: CAR+ cells follow the copies; not all are split by CD4 and CD8."""
    copies = profile.copies[day] or 0
    dense = copies**0.62 / 60 * chance.uniform(0.85, 1.15)
    share = 92 * dense / (dense + 40)
    now = (ratio or 1.0) * (1 if day == profile.peak_day else chance.uniform(0.6, 1.5))
    cd4 = (100 - chance.uniform(0.6, 4)) * now / (1 + now)
    enough = day == profile.peak_day or copies > 15_000
    split = ratio is not None and enough
    return {
        "CAR_POS_PCT_T": f"{share:.2f}" if share >= 0.1 else "<0.1",
        "CD4_PCT_CAR": f"{cd4:.2f}" if split else "",
        "CD8_PCT_CAR": f"{cd4 / now:.2f}" if split else "",
        "REMARK": "" if split else "CD4/CD8 PANEL NOT RUN" if enough else "TOO FEW CAR+ EVENTS FOR CD4/CD8",
    }


def _peak_ratios(treated: Sequence[Subject], shares: dict[int, tuple[float, float]]) -> dict[int, float]:
    """Give the CD4:CD8 ratio at peak: correlated with the product's as printed, by removing what chance correlates."""
    known = [s.number for s in treated if s.number not in NOT_SPLIT]
    product = _standard([shares[number][0] / shares[number][1] for number in known])
    chance = Random(f"{SEED} ratio")
    noise = _standard([max(-1.6, min(2.4, chance.gauss(0, 1))) for _ in known])
    by_chance = sum(a * b for a, b in zip(product, noise, strict=True)) / len(known)
    rest = _standard([b - by_chance * a for a, b in zip(product, noise, strict=True)])
    weight = sqrt(1 - CORRELATION**2)
    mixed = [CORRELATION * a + weight * b for a, b in zip(product, rest, strict=True)]
    return {number: 2.4 + 0.9 * value for number, value in zip(known, mixed, strict=True)}


def _standard(values: Sequence[float]) -> list[float]:
    """Give values mean 0 and standard deviation 1."""
    mean = sum(values) / len(values)
    spread = sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / spread for value in values]
