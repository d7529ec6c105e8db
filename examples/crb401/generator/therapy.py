"""Anti-myeloma therapy: prior lines and transplants, bridging, and what was given after the study treatment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from examples.crb401.generator.drugs import DRUGS, STEROID
from examples.crb401.generator.forms import RawFile, Row, dmy, edc, edc_planned, twins, unknown_day, unknown_month
from examples.crb401.generator.lines import Component, Line, prior_lines
from examples.crb401.generator.trial import AGENTS, CUTOFF, SEED, Subject
from examples.crb401.generator.visits import LEUKAPHERESIS, LYMPHODEPLETION, PD_CONFIRMED, SCREENING

BRIDGES = (
    ("DEX", "DARA"), ("DEX", "BTZ"), ("DEX", "DARA"), ("DEX", "BENDA"), ("DEX", "DARA", "BTZ"), ("DEX", "BENDA"),
    ("DEX", "CY"), ("DEX", "DARA", "POM"), ("DEX", "BTZ"), ("DEX",), ("DEX", "DARA", "CFZ"), ("DEX", "BTZ", "DARA"),
    ("DEX", "DARA", "BENDA"), ("DEX", "BTZ", "CY"), ("DEX", "BTZ"), ("DEX", "DARA"), ("DEX", "BENDA"),
)  # fmt: skip
"""Bridging regimens in the order of subjects; cyclophosphamide replaces an agent never given before."""
WASHOUT = 14
LATER = (("POM", "DEX"), ("CFZ", "DEX"), ("SEL", "DEX"), ("VEN",), ("DARA", "POM", "DEX"), ("BENDA", "DEX"))
WITHOUT_LATER = frozenset({2, 22})
"""Progressed subjects who had started no other therapy by the cut-off (drawn; others have no time for it)."""
SURE_YEARS = 2
"""Dates of so many years before the consent are remembered in full."""


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    chance = Random(f"{SEED} therapy")
    lines = {s.number: prior_lines(s, chance) for s in subjects}
    yield RawFile("edc/pmm.csv", [row for s in subjects for row in _prior(s, lines[s.number], chance)])
    yield RawFile("edc/asct.csv", [row for s in subjects for row in _transplants(s, lines[s.number], chance)])
    bridged = [s.number for s in subjects if s.bridging]
    yield RawFile("edc/bridg.csv", [row for s in subjects for row in _bridging(s, bridged, chance)])
    yield RawFile("edc/sact.csv", [row for s in subjects for row in _subsequent(s, chance)])


def _prior(s: Subject, lines: Sequence[Line], chance: Random) -> Iterator[Row]:
    """Give one record for each agent of each line; the last line's end is known to the day."""
    position = 0
    for line in lines:
        start = _remembered(line.start, s, chance)
        end = dmy(line.end) if line is lines[-1] else _remembered(line.end, s, chance)
        for component in line.components:
            position += 1
            begun = start if component.start == line.start else dmy(component.start)
            done = end if component.end == line.end else dmy(component.end)
            yield _prior_row(s, line, component, (begun, done), position, chance)


def _prior_row(
    s: Subject, line: Line, component: Component, dates: tuple[str, str], position: int, chance: Random
) -> Row:
    drug = DRUGS[component.agent]
    refractory = "Not applicable" if drug.kind == STEROID else "Yes" if component.refractory else "No"
    row = edc_planned(s, "Prior Myeloma Therapy", SCREENING, position) | {
        "PMMLINE": str(line.number),
        "PMMTRT": chance.choice(drug.names),
        "PMMCLS": drug.kind,
    }
    row |= twins("PMMSTDAT", dates[0]) | twins("PMMENDAT", dates[1])
    return row | {
        "PMMBOR": line.response,
        "PMMREAS": component.reason,
        "PMMREF": refractory,
        "PMMPD60": "Yes" if line.progressed else "No",
    }


def _remembered(day: date, s: Subject, chance: Random) -> str:
    """Write an old date as it is remembered: in full, without its day, or only the year."""
    draw = chance.random() if day < s.consent - timedelta(days=365 * SURE_YEARS) else 1.0
    return unknown_month(day) if draw < 0.15 else unknown_day(day) if draw < 0.5 else dmy(day)


def _transplants(s: Subject, lines: Sequence[Line], chance: Random) -> Iterator[Row]:
    days = [(line, line.transplant) for line in lines if line.transplant]
    for position, (line, day) in enumerate(days, start=1):
        row = edc_planned(s, "Prior Autologous Transplant", SCREENING, position)
        text = unknown_day(day) if chance.random() < 1 / 4 else dmy(day)
        yield (
            row
            | twins("ASCTDAT", text)
            | {
                "ASCTTRT": chance.choice(("Autologous stem cell transplant", "ASCT", "Auto SCT")),
                "ASCTLINE": str(line.number),
                "ASCTCOND": "Melphalan 200 mg/m2",
                "ASCTSRC": "Peripheral blood",
            }
        )


def _bridging(s: Subject, bridged: Sequence[int], chance: Random) -> Iterator[Row]:
    """Give one record an agent where bridging was given, else one that says no."""
    wished = BRIDGES[bridged.index(s.number)] if s.bridging else ("",)
    agents = dict.fromkeys("CY" if agent in AGENTS and agent not in s.exposed else agent for agent in wished)
    start = s.apheresis + timedelta(days=1 + chance.randrange(4))
    last = s.day(LYMPHODEPLETION[0].day - WASHOUT) if s.infusion else s.apheresis + timedelta(days=18)
    end = last - timedelta(days=chance.randrange(5))
    for position, agent in enumerate(agents, start=1):
        first = start + timedelta(days=chance.randrange(2))
        yield edc_planned(s, "Bridging Therapy", LEUKAPHERESIS, position) | {
            "BRYN": "Yes" if agent else "No",
            "BRTRT": chance.choice(DRUGS[agent].names) if agent else "",
            "BRCLS": DRUGS[agent].kind if agent else "",
            **_dosing("BR", agent),
            "BRSTDAT": dmy(first) if agent else "",
            "BRENDAT": (dmy(first + timedelta(days=1)) if agent == "BENDA" else dmy(end)) if agent else "",
        }


def _dosing(prefix: str, agent: str) -> Row:
    drug = DRUGS.get(agent)
    values = (drug.dose, drug.unit, drug.route, drug.frequency) if drug else ("", "", "", "")
    return dict(zip((f"{prefix}DOSE", f"{prefix}DOSU", f"{prefix}ROUTE", f"{prefix}FREQ"), values, strict=True))


def _subsequent(s: Subject, chance: Random) -> Iterator[Row]:
    """Give therapy after confirmed progression, or the chemotherapy for myelodysplasia that ended one follow-up."""
    wait = 7 + chance.randrange(29)
    regimen = LATER[chance.randrange(len(LATER))]
    start = None
    if s.status == "DSC":
        start, regimen = s.day(s.other_therapy), ("AZA",)
    elif s.progression is not None and s.number not in WITHOUT_LATER:
        start = s.day(s.progression + PD_CONFIRMED + wait)
    if start is None or start > CUTOFF:
        return
    end = start + timedelta(days=60 + chance.randrange(200))
    for position, agent in enumerate(regimen, start=1):
        yield edc(s, "Subsequent Anticancer Therapy", "SFU", "Survival Follow-up", position) | {
            "SATRT": chance.choice(DRUGS[agent].names),
            "SACLS": DRUGS[agent].kind,
            "SAINDC": "Myelodysplastic syndrome" if agent == "AZA" else "Multiple myeloma",
            **_dosing("SA", agent),
            "SASTDAT": dmy(start),
            "SAENDAT": dmy(end) if end < CUTOFF else "",
            "SAONGO": "No" if end < CUTOFF else "Yes",
        }
