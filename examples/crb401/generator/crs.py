"""Cytokine release syndrome: who had it, from which day to which, its grades by period, and how it was treated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from examples.crb401.generator.forms import RawFile, Row, dmy, edc
from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.trial import SEED, Subject, infused
from examples.crb401.generator.visits import visits

LOW_DOSE = 150
"""The paper compares doses above 150 x 10^6 with doses of 150 and less."""
CASES_LOW, CASES_HIGH = 6, 19
"""Cases in the groups of 11 and 22 subjects (only that the rate is higher above 150 is printed; drawn)."""
GRADE_3 = (22, 33)
"""The two cases of grade 3 (drawn)."""
ONSETS = {
    1: (1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5, 6, 9, 25),
    2: (1, 1, 1, 1, 2, 2, 2, 3, 7),
    3: (1, 2),
}
DURATIONS = {
    1: (1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7),
    2: (4, 5, 5, 6, 7, 8, 9, 11, 32),
    3: (6, 9),
}
"""Onset (day) and duration (days) of the 25 by grade: median 2 (1 to 25) and median 5 (1 to 32)."""
TWO_EPISODES = 32
FIRST_EPISODE, SECOND_EPISODE = 8, 10
"""The longest course is two episodes: days of the first and of the second."""
TOCILIZUMAB, STEROID = 7, 4
"""How many were given tocilizumab, and how many of them a glucocorticoid too, as printed."""


@dataclass(frozen=True)
class Period:
    """One grade of one episode: from a day (infusion = 0) and time to a day and time."""

    episode: int
    grade: int
    start: int
    start_time: str
    end: int
    end_time: str

    @property
    def link(self) -> str:
        """The name by which other forms point at the episode."""
        return f"CRS-{self.episode}"


@dataclass(frozen=True)
class Syndrome:
    """The syndrome of one subject: first and last day (infusion = 0), worst grade, treatment, periods in order."""

    number: int
    grade: int
    tocilizumab: bool
    steroid: bool
    periods: tuple[Period, ...]

    @property
    def onset(self) -> int:
        """The first day of the first episode."""
        return self.periods[0].start

    @property
    def end(self) -> int:
        """The last day of the last episode."""
        return self.periods[-1].end

    @property
    def episodes(self) -> tuple[tuple[Period, ...], ...]:
        """The periods of each episode."""
        numbers = dict.fromkeys(period.episode for period in self.periods)
        return tuple(tuple(p for p in self.periods if p.episode == number) for number in numbers)


@cache
def syndromes() -> Mapping[int, Syndrome]:
    """Give the course of each subject (by number) that had the syndrome; the same every time."""
    chance = Random(f"{SEED} crs")
    grades = _grades(chance)
    plan = {grade: (_shuffled(ONSETS[grade], chance), _shuffled(DURATIONS[grade], chance)) for grade in ONSETS}
    severe = [number for number, grade in sorted(grades.items()) if grade == 2]
    treated = {*GRADE_3, *chance.sample(severe, TOCILIZUMAB - len(GRADE_3))}
    steroid = {*GRADE_3, *chance.sample(sorted(treated - {*GRADE_3}), STEROID - len(GRADE_3))}
    courses = {}
    for number, grade in sorted(grades.items()):
        onset, days = plan[grade][0].pop(), plan[grade][1].pop()
        periods = tuple(_periods(grade, onset, days, chance))
        courses[number] = Syndrome(number, grade, number in treated, number in steroid, periods)
    return courses


def _grades(chance: Random) -> dict[int, int]:
    """Draw who has the syndrome, more often above the dose of 150, and how bad it is."""
    numbers = sorted(s.number for s in infused(subjects()))
    doses = {s.number: s.dose for s in subjects()}
    low = [n for n in numbers if doses[n] <= LOW_DOSE]
    high = [n for n in numbers if doses[n] > LOW_DOSE and n not in GRADE_3]
    cases = [*chance.sample(low, CASES_LOW), *chance.sample(high, CASES_HIGH - len(GRADE_3))]
    moderate = chance.sample([n for n in cases if doses[n] > LOW_DOSE], len(ONSETS[2]))
    return {n: 2 if n in moderate else 1 for n in cases} | dict.fromkeys(GRADE_3, 3)


def _shuffled(days: Sequence[int], chance: Random) -> list[int]:
    return chance.sample(days, len(days))


def _periods(grade: int, onset: int, days: int, chance: Random) -> Iterator[Period]:
    """Split a course into episodes, and each into periods of one grade."""
    last = onset + days - 1
    if days == TWO_EPISODES:
        yield from _episode(1, grade, onset, onset + FIRST_EPISODE - 1, chance)
        yield from _episode(2, 1, last - SECOND_EPISODE + 1, last, chance)
    else:
        yield from _episode(1, grade, onset, last, chance)


def _episode(episode: int, grade: int, onset: int, last: int, chance: Random) -> Iterator[Period]:
    """Give one episode's periods: grade 2 from the second day on; grade 3 from that afternoon to the next morning."""
    morning = [f"{chance.randint(6, 11):02d}:{chance.randrange(0, 60, 5):02d}" for _ in range(4)]
    steps = {
        1: [(1, onset, morning[0])],
        2: [(1, onset, morning[0]), (2, onset + 1, morning[1]), (1, onset + 3, morning[2])],
        3: [
            (2, onset, morning[0]),
            (3, onset + 1, f"{chance.randint(14, 18)}:{chance.randrange(0, 60, 5):02d}"),
            (2, onset + 2, morning[2]),
            (1, onset + 4, morning[3]),
        ],
    }[grade]
    ends = [*((day, time) for _, day, time in steps[1:]), (last, f"{chance.randint(18, 22)}:00")]
    for (level, start, time), (end, end_time) in zip(steps, ends, strict=True):
        yield Period(episode, level, start, time, end, end_time)


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw file of this part."""
    yield RawFile("edc/crs.csv", [row for s in infused(subjects) for row in _form(s)])


def _form(s: Subject) -> list[Row]:
    """Give one record for each period of a grade; one in all for a subject without the syndrome."""
    course = syndromes().get(s.number)
    if course is None:
        seen = next(visit.day for visit in visits(s) if (visit.day or 0) >= 21)
        return [_record(s, 1) | {"CRSYN": "No", "CRSDAT": dmy(s.day(seen or 0))} | _blank()]
    rows: list[Row] = []
    for episode in course.episodes:
        for order, period in enumerate(episode, start=1):
            rows.append(_record(s, len(rows) + 1) | _of_episode(s, course, episode, order) | _of_period(s, period))
    return rows


def _record(s: Subject, position: int) -> Row:
    return edc(s, "Cytokine Release Syndrome", "CRS", "Cytokine Release Syndrome", position)


def _blank() -> Row:
    names = "CRSNO CRSLNK CRSONDAT CRSENDAT CRSMAXGR CRSMAXGR_STD CRSTOCI CRSSTER"
    period = "CRSPER CRSPGR CRSPGR_STD CRSPSDAT CRSPSTIM CRSPEDAT CRSPETIM"
    return dict.fromkeys(f"{names} {period}".split(), "")


def _of_episode(s: Subject, course: Syndrome, episode: Sequence[Period], order: int) -> Row:
    """Give the form's head, which each of its lines repeats; only the first episode, the worst, was treated."""
    first = episode[0].episode == 1
    worst = max(period.grade for period in episode)
    return {
        "CRSYN": "Yes",
        "CRSDAT": dmy(s.day(episode[-1].end)),
        "CRSNO": str(episode[0].episode),
        "CRSLNK": episode[0].link,
        "CRSONDAT": dmy(s.day(episode[0].start)),
        "CRSENDAT": dmy(s.day(episode[-1].end)),
        "CRSMAXGR": f"Grade {worst}",
        "CRSMAXGR_STD": str(worst),
        "CRSTOCI": "Yes" if course.tocilizumab and first else "No",
        "CRSSTER": "Yes" if course.steroid and first else "No",
        "CRSPER": str(order),
    }


def _of_period(s: Subject, period: Period) -> Row:
    return {
        "CRSPGR": f"Grade {period.grade}",
        "CRSPGR_STD": str(period.grade),
        "CRSPSDAT": dmy(s.day(period.start)),
        "CRSPSTIM": period.start_time,
        "CRSPEDAT": dmy(s.day(period.end)),
        "CRSPETIM": period.end_time,
    }
