"""Concomitant medication: for adverse events and cytokine release syndrome, as prophylaxis, and from before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from examples.crb401.generator.crs import syndromes
from examples.crb401.generator.event import Event, died, last_days
from examples.crb401.generator.events import events
from examples.crb401.generator.forms import RawFile, Row, dmy, edc, twins, unknown_day, unknown_month
from examples.crb401.generator.neurotoxicity import STEROID
from examples.crb401.generator.tables import table
from examples.crb401.generator.trial import SEED, Subject, infused

FOR_EVENTS: Mapping[str, tuple[str, float, int]] = {
    "neutropenia": ("filgrastim", 0.7, 4),
    "anemia": ("red_cells", 0.85, 3),
    "thrombocytopenia": ("platelets", 0.85, 4),
    "febrile_neutropenia": ("cefepime", 1, 1),
    "pyrexia": ("acetaminophen", 0.8, 1),
    "headache": ("acetaminophen", 0.5, 1),
    "myalgia": ("acetaminophen", 0.5, 1),
    "hypokalemia": ("potassium", 0.8, 1),
    "hypophosphatemia": ("neutraphos", 0.7, 1),
    "hypocalcemia": ("calcium", 0.6, 1),
    "hypotension": ("saline", 1, 2),
    "nausea": ("ondansetron", 0.8, 1),
    "vomiting": ("prochlorperazine", 0.6, 1),
    "diarrhea": ("loperamide", 0.5, 1),
    "constipation": ("senna", 0.7, 1),
    "hyperglycemia": ("insulin", 0.6, 2),
    "peripheral_edema": ("furosemide", 0.5, 2),
    "cough": ("guaifenesin", 0.5, 1),
    "upper_respiratory_infection": ("azithromycin", 0.8, 1),
    "sinusitis": ("amoxicillin", 1, 1),
    "bronchitis": ("azithromycin", 1, 1),
    "pneumonia": ("levofloxacin", 1, 1),
    "urinary_infection": ("levofloxacin", 1, 1),
    "candidiasis": ("nystatin", 1, 1),
    "zoster": ("valacyclovir", 1, 1),
    "influenza": ("oseltamivir", 1, 1),
    "anal_abscess": ("piperacillin", 1, 1),
    "parvovirus": ("immunoglobulin", 1, 1),
    "back_pain": ("oxycodone", 0.6, 2),
    "bone_pain": ("oxycodone", 0.7, 1),
    "arthralgia": ("ibuprofen", 0.4, 1),
    "insomnia": ("melatonin", 0.6, 1),
    "rash": ("cetirizine", 0.5, 1),
    "pruritus": ("cetirizine", 0.8, 1),
}
"""What an event is treated with, how often, from which grade on (drawn)."""
ONE_DAY = {"red_cells", "platelets", "saline", "immunoglobulin", "tocilizumab", "acetaminophen"}
PROPHYLAXIS = (
    ("acyclovir", "Herpes zoster prophylaxis", -14, 365, 1.0),
    ("tmp_smx", "PJP prophylaxis", 0, 183, 0.85),
    ("allopurinol", "Tumor lysis prophylaxis", -6, 10, 0.7),
    ("levetiracetam", "Seizure prophylaxis", 0, 30, 0.6),
    ("fluconazole", "Antifungal prophylaxis", 0, 30, 0.4),
    ("ondansetron", "Premedication for lymphodepletion", -5, -3, 1.0),
)
"""Medication, indication, first and last day, share of subjects (drawn; pentamidine where no TMP-SMX is given)."""
BEFORE = {
    "lisinopril": "Hypertension",
    "amlodipine": "Hypertension",
    "omeprazole": "Gastroesophageal reflux",
    "atorvastatin": "Hyperlipidemia",
    "gabapentin": "Peripheral neuropathy",
    "levothyroxine": "Hypothyroidism",
    "zoledronic_acid": "Bone disease due to myeloma",
    "aspirin": "Thrombosis prophylaxis",
    "vitamin_d": "Vitamin D deficiency",
}
"""Taken since before the study, and why (drawn)."""


@dataclass(frozen=True)
class Medicine:
    """One medication as sites enter it, with its generic name; no drug dictionary is used."""

    decod: str
    drug_class: str
    dose: str
    unit: str
    frequency: str
    route: str
    verbatim: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """One medication of a subject: days count from the infusion; `line` is the log line of the event it was given for.

    `partial` says that only the year of the start is known.
    """

    drug: str
    reason: str
    indication: str
    start: int
    end: int | None
    line: int = 0
    episode: str = ""
    partial: bool = False


@cache
def medicines() -> Mapping[str, Medicine]:
    """Read medications.csv."""
    return {
        row["key"]: Medicine(
            row["decod"], row["class"], row["dose"], row["unit"], row["frequency"], row["route"],
            tuple(row["verbatim"].split("|")),
        )
        for row in table("medications.csv")
    }  # fmt: skip


@cache
def medication() -> Mapping[int, tuple[Taken, ...]]:
    """Give the medication of each infused subject (by number) in the order of its log; the same every time."""
    chance = Random(f"{SEED} medication")
    return {number: tuple(sorted(_of(number, chance), key=lambda t: (t.start, t.drug))) for number in sorted(events())}


def treated(number: int) -> frozenset[int]:
    """Name the log lines of the events that a medication was given for."""
    own = medication()[number]
    links = {taken.episode for taken in own if taken.episode}
    lines = {line for line, event in enumerate(events()[number], start=1) if event.episode in links}
    syndrome = {line for line in lines if events()[number][line - 1].term == "cytokine_release_syndrome"}
    return frozenset(taken.line for taken in own if taken.line) | syndrome


def _of(number: int, chance: Random) -> Iterator[Taken]:
    yield from _before(number, chance)
    yield from _prophylaxis(number, chance)
    yield from _for_syndrome(number)
    for line, event in enumerate(events()[number], start=1):
        yield from _for_event(number, line, event, chance)


def _before(number: int, chance: Random) -> Iterator[Taken]:
    for drug in chance.sample(sorted(BEFORE), chance.choice((1, 2, 2, 3))):
        start = -chance.randint(200, 2500)
        stopped = drug == "aspirin" or chance.random() < 0.1
        end = -8 if stopped else None if number not in died() else last_days()[number] - 1
        yield Taken(drug, "Medical history", BEFORE[drug], start, end, partial=chance.random() < 0.6)


def _prophylaxis(number: int, chance: Random) -> Iterator[Taken]:
    for drug, why, start, end, share in PROPHYLAXIS:
        given = chance.random() < share
        if not given and drug != "tmp_smx":
            continue
        until = None if end > last_days()[number] else end
        if number in died() and until is None:
            until = last_days()[number] - 1
        yield Taken(drug if given else "pentamidine", "Prophylaxis", why, start, until)


def _for_syndrome(number: int) -> Iterator[Taken]:
    """Give tocilizumab when the worst grade begins (again the next day in grade 3), then dexamethasone."""
    course = syndromes().get(number)
    if course is None:
        return
    worst = max(course.episodes[0], key=lambda period: period.grade)
    why, link = "Cytokine release syndrome", worst.link
    for again in range((2 if course.grade == 3 else 1) if course.tocilizumab else 0):
        yield Taken("tocilizumab", "Adverse event", why, worst.start + again, worst.start + again, episode=link)
    if course.steroid:
        yield Taken("dexamethasone", "Adverse event", why, worst.start, worst.end + 1, episode=link)
    if course.grade == 3:
        yield Taken("norepinephrine", "Adverse event", why, worst.start, worst.end, episode=link)


def _for_event(number: int, line: int, event: Event, chance: Random) -> Iterator[Taken]:
    """Give what the event is treated with; a transfusion or a bolus takes one day."""
    if STEROID.get(number) == event.term and event.grade == (4 if event.term == "neurotoxicity" else 2):
        yield Taken("dexamethasone", "Adverse event", _indication(event), event.start, event.start + 3, line)
    drug, share, least = FOR_EVENTS.get(event.term, ("", 0.0, 0))
    if event.grade < least or chance.random() >= share:
        return
    start = event.start + (chance.randint(0, 1) if event.end is None or event.end > event.start else 0)
    end = start if drug in ONE_DAY else _end(start, event.end, chance)
    yield Taken(drug, "Adverse event", _indication(event), start, end, line)
    if drug in {"red_cells", "platelets"} and event.end is not None and event.end > start + 4:
        yield Taken(drug, "Adverse event", _indication(event), start + 4, start + 4, line)


def _end(start: int, end: int | None, chance: Random) -> int:
    return max(start, min(start + chance.randint(2, 10), end if end is not None else start + 10))


def _indication(event: Event) -> str:
    return event.term.replace("_", " ").capitalize()


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw file of this part."""
    chance = Random(f"{SEED} medication forms")
    rows = [_row(s, n, t, chance) for s in infused(subjects) for n, t in enumerate(medication()[s.number], start=1)]
    yield RawFile("edc/cm.csv", rows)


def _row(s: Subject, line: int, taken: Taken, chance: Random) -> Row:
    medicine = medicines()[taken.drug]
    typed = (unknown_month if chance.random() < 0.6 else unknown_day) if taken.partial else dmy
    end = "" if taken.end is None else dmy(s.day(taken.end))
    start = typed(s.day(taken.start))
    return edc(s, "Concomitant Medications", "CM", "Concomitant Medications", line) | {
        "CMTRT": chance.choice(medicine.verbatim),
        "CMDECOD": medicine.decod,
        "CMCLAS": medicine.drug_class,
        "CMREAS": taken.reason,
        "CMINDC": taken.indication,
        "CMAENO": str(taken.line or ""),
        "CMCRSLNK": taken.episode,
        "CMDOSE": medicine.dose,
        "CMDOSU": medicine.unit,
        "CMDOSFRQ": medicine.frequency,
        "CMROUTE": medicine.route,
        **twins("CMSTDAT", start),
        **twins("CMENDAT", end),
        "CMONGO": "Yes" if taken.end is None else "No",
    }
