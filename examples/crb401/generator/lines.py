"""Prior lines of anti-myeloma therapy, in time order, such that each subject's exposure and refractoriness hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from random import Random

from examples.crb401.generator.trial import AGENTS, Subject

AVAILABLE = {
    "BTZ": 2001, "CFZ": 2009, "LEN": 2003, "POM": 2009, "DARA": 2012, "THAL": 1998, "IXA": 2012, "ELO": 2012,
    "PANO": 2012, "BENDA": 2008, "MEL": 1970, "CY": 1970, "DOXO": 1975, "VCR": 1970, "CIS": 1985, "ETO": 1990,
}  # fmt: skip
"""The first year in which a line may hold the agent; trials count."""
USUAL = {"BTZ": 0.1, "LEN": 0.25, "CFZ": 0.55, "POM": 0.7, "DARA": 0.85}
"""Where in the order of lines an agent usually comes, as a share."""
PARTNERS = (("CY",), ("BENDA",), ("ELO",), ("IXA",), ("PANO",), ("THAL",), ("MEL",), ("CIS", "ETO"), ("VCR", "DOXO"))
CLASSES = (frozenset({"BTZ", "CFZ"}), frozenset({"LEN", "POM"}))
REFRACTORY_WITHIN = 60
"""Progression on therapy, or within so many days of its end, makes an agent refractory."""
FIRST_TRANSPLANTS, MIN_TRANSPLANT_LINE = 1992, 55
MAX_KEY_AGENTS = 3
DEXAMETHASONE_SINCE = 1996
"""The first year of lines with dexamethasone in place of prednisone."""
DAYS_A_LINE = 90
"""Fewer days than that a line: all lines are about as short."""
HALF_A_CYCLE, EARLY = 14, 75
"""The shortest line; the shortest one in which an agent stops so early that the progression is not its own."""


@dataclass(frozen=True)
class Component:
    """One agent in one line: its days, whether the disease is refractory to it, why it was stopped."""

    agent: str
    start: date
    end: date
    refractory: bool
    reason: str


@dataclass(frozen=True)
class Line:
    """One line of therapy: agents, best response, transplant in it, whether progression came within 60 days."""

    number: int
    start: date
    end: date
    progressed: bool
    response: str
    transplant: date | None
    components: tuple[Component, ...]


@dataclass(frozen=True)
class _Span:
    start: date
    end: date
    progressed: bool

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def prior_lines(s: Subject, chance: Random) -> tuple[Line, ...]:
    """Draw a subject's prior lines from the diagnosis to the consent."""
    for _ in range(5000):
        spans = _spans(s, chance)
        agents = _agents(s, spans, chance)
        if agents is not None:
            return _lines(s, spans, agents, chance)
    message = f"no prior lines of {s.key} agree with its exposure"
    raise ValueError(message)


def _spans(s: Subject, chance: Random) -> list[_Span]:
    """Draw start and end of each line: early lines hold longer; the last ends as its progression wants it."""
    progressed = [*(chance.random() < 0.6 for _ in range(s.prior_lines - 1)), s.pd_last_line]
    start = s.diagnosis + timedelta(days=8 + chance.randrange(20))
    rest = (s.consent - start).days
    end = s.consent - timedelta(days=15 + chance.randrange(25) if s.pd_last_line else 72 + chance.randrange(rest // 20))
    least = 0.3 if rest > DAYS_A_LINE * s.prior_lines else 0.6
    shares: list[float] = []
    for position, on_therapy in enumerate(progressed):
        length = max(least, 0.75**position) * (0.8 + 0.4 * chance.random()) * (2.0 if position == 0 else 1.0)
        shares += [length, length * (0.1 if on_therapy else 0.5)]
    cuts = list(accumulate(shares[:-1], initial=0.0))
    days = [start + timedelta(days=round(cut * (end - start).days / cuts[-1])) for cut in cuts]
    return [_Span(days[2 * i], days[2 * i + 1], on_therapy) for i, on_therapy in enumerate(progressed)]


def _agents(s: Subject, spans: Sequence[_Span], chance: Random) -> list[list[str]] | None:
    """Give each of the five agents a line that agrees with it, or nothing where this draw has none."""
    given: list[list[str]] = [[] for _ in spans]
    if s.dara_last_line:
        given[-1].append("DARA")
    for agent in AGENTS:
        fits = [i for i, span in enumerate(spans) if _fits(s, agent, i, spans, given[i])]
        held = any(agent in line for line in given) and (agent not in s.refractory or spans[-1].progressed)
        if agent not in s.exposed or held:
            continue
        if not fits:
            return None
        middle = {i: abs(i / (len(spans) - 1) - USUAL[agent]) + 0.35 * chance.random() for i in fits}
        given[min(fits, key=lambda i: middle[i])].append(agent)
    for i, span in enumerate(spans):
        _completed(span, given[i], chance)
    return given if _possible(s, spans) else None


def _fits(s: Subject, agent: str, i: int, spans: Sequence[_Span], given: Sequence[str]) -> bool:
    """Tell whether a line may hold the agent: refractory ones need progression, the others none."""
    span = spans[i]
    free = len(given) < MAX_KEY_AGENTS and not any(agent in c and c & set(given) for c in CLASSES)
    if agent == "DARA" and i == len(spans) - 1 and not s.dara_last_line:
        return False
    refractory = agent in s.refractory
    return free and span.start.year >= AVAILABLE[agent] and (span.progressed if refractory else not span.progressed)


def _possible(s: Subject, spans: Sequence[_Span]) -> bool:
    """Tell whether lines are no shorter than half a cycle, apart, and the last leaves room for an early stop."""
    early_stop = s.dara_last_line and s.pd_last_line and "DARA" not in s.refractory
    apart = all((b.start - a.end).days > 1 for a, b in pairwise(spans))
    return apart and all(span.days >= HALF_A_CYCLE for span in spans) and (not early_stop or spans[-1].days >= EARLY)


def _completed(span: _Span, given: list[str], chance: Random) -> None:
    """Add what such a line has besides: partners of its era, repeated agents, a steroid."""
    if not given or (len(given) == 1 and chance.random() < 0.5):
        known = [p for p in PARTNERS if all(_may_join(agent, span) for agent in p)]
        given += known[chance.randrange(len(known))]
    modern = span.start.year >= DEXAMETHASONE_SINCE
    if chance.random() < 0.9:
        given.append("DEX" if modern else "PRED")


def _may_join(agent: str, span: _Span) -> bool:
    """Tell whether the agent existed; the other two of its classes stay where nothing makes them refractory."""
    return span.start.year >= AVAILABLE[agent] and not (span.progressed and agent in {"THAL", "IXA"})


def _lines(s: Subject, spans: Sequence[_Span], agents: Sequence[Sequence[str]], chance: Random) -> tuple[Line, ...]:
    transplants = _transplants(s, spans, chance)
    lines = []
    for i, (span, names) in enumerate(zip(spans, agents, strict=True)):
        transplant = transplants.get(i)
        components = [_component(s, agent, span, chance) for agent in names]
        if transplant:
            components = [component for component in components if component.agent != "MEL"]
            conditioning = transplant - timedelta(days=2)
            components.append(Component("HDMEL", conditioning, conditioning, refractory=False, reason="Completed"))
        lines.append(
            Line(i + 1, span.start, span.end, span.progressed, _response(span, chance), transplant, tuple(components))
        )
    return tuple(lines)


def _component(s: Subject, agent: str, span: _Span, chance: Random) -> Component:
    """Keep a non-refractory agent away from progression: in a line that progressed it was stopped long before."""
    if span.progressed and agent in AGENTS and agent not in s.refractory:
        end = span.start + timedelta(days=min(25, max(1, span.days - REFRACTORY_WITHIN - 5)))
        return Component(agent, span.start, end, refractory=False, reason="Toxicity")
    reason = "Progressive disease" if span.progressed else chance.choice(("Completed", "Completed", "Patient decision"))
    return Component(agent, span.start, span.end, refractory=span.progressed, reason=reason)


def _response(span: _Span, chance: Random) -> str:
    kinds = ("PD", "SD", "MR", "PR", "PR", "VGPR") if span.progressed else ("PR", "PR", "VGPR", "VGPR", "CR", "Unknown")
    return chance.choice(kinds)


def _transplants(s: Subject, spans: Sequence[_Span], chance: Random) -> dict[int, date]:
    """Put the transplant into the first line with room for it, and for one in three a second one later."""
    if not s.asct:
        return {}
    room = [i for i, x in enumerate(spans) if x.days >= MIN_TRANSPLANT_LINE and x.start.year >= FIRST_TRANSPLANTS]
    wanted = room[:1] + (room[2:3] if chance.random() < 1 / 3 else [])
    days = {i: min(130 + chance.randrange(40), spans[i].days * 2 // 3) for i in wanted}
    return {i: spans[i].start + timedelta(days=day) for i, day in days.items()}
