"""Which column says whose record it is: one subject over all tables, alone or with its site before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from converter.dataset import Frame
from converter.draft.columns.form import Form, can_be_named
from converter.draft.columns.words import bare, squeezed
from converter.spec.collection import load_names
from converter.spec.library import load_profile

SEPARATORS = ("-", "_", "/", "")
"""What stands between the site and the subject where both make the id."""
SEEN, SAME, MOST = 400, 0.5, 6
"""How many ids of a table are compared, what share of them makes two the same, how many columns are tried."""


@dataclass(frozen=True)
class Way:
    """One way to say whose record it is: a template over columns, and the first ids that it gives."""

    template: str
    ids: frozenset[str]


def with_subjects(forms: Sequence[Form]) -> list[Form]:
    """Choose for each table the template of the subject's id that most other tables agree with.

    Of equal ones the one that tells more subjects apart where it is the site with the subject, else the better name.
    A table without a name of a subject takes a column that holds the subjects of the others; blank where none does.
    """
    forms = [form if _agrees(form, forms) else _without_site(form) for form in forms]
    ways = [list(_ways(form)) for form in forms]
    chosen = [_best(number, ways) for number in range(len(forms))]
    known = frozenset(one for way in chosen if way for one in way.ids)
    templates = [way.template if way else _by_values(form, known) for way, form in zip(chosen, forms, strict=True)]
    return [_with(form, template) for form, template in zip(forms, templates, strict=True)]


def _agrees(form: Form, forms: Sequence[Form]) -> bool:
    """Tell whether the sites of a table are those of another one; a site of the body is no site of subjects."""
    others = [other for other in forms if other is not form and other.site]
    return not form.site or not others or any(_sites(form) & _sites(other) for other in others)


def _sites(form: Form) -> set[str]:
    return {value.strip() for value in form.columns[form.site].values}


def _without_site(form: Form) -> Form:
    return replace(form, site="", idle={name: reason for name, reason in form.idle.items() if name != form.site})


def _with(form: Form, template: str) -> Form:
    """Note the subject; the columns that say it are no answers."""
    reasons = dict.fromkeys(columns_in(template), "says whose record it is")
    return replace(form, subject=template, idle={**form.idle, **reasons})


def columns_in(template: str) -> list[str]:
    """Give the columns that a template names."""
    return re.findall(r"{([^{}]+)}", template)


def _ways(form: Form) -> Iterator[Way]:
    """Give the ways that the names of columns suggest, the best name first, each with its site before it."""
    names = load_names().subject
    told = columns_in(load_profile(form.table.profile).subject)
    by_name = {squeezed(bare(name)): name for name in reversed(form.columns)}
    listed = [*(name for name in told if name in form.columns), *(by_name[one] for one in names if one in by_name)]
    empty = form.table.sample.empty
    found = [name for name in dict.fromkeys(listed) if _can_be_named(name) and (empty or form.columns[name].filled)]
    found = found[:MOST]
    for name in found:
        yield _way(form, f"{{{name}}}")
    for name in found if form.site and _can_be_named(form.site) else ():
        yield from (_way(form, f"{{{form.site}}}{sign}{{{name}}}") for sign in SEPARATORS if name != form.site)


def _can_be_named(name: str) -> bool:
    return not set("{}") & set(name) and can_be_named(name)


def _way(form: Form, template: str) -> Way:
    return Way(template, frozenset(_ids(form.table.sample, template)))


def _ids(sample: Frame, template: str) -> list[str]:
    columns = [sample[name].str.strip() for name in columns_in(template)]
    rows = zip(*columns, strict=True)
    form = re.sub(r"{[^{}]+}", "{}", template)
    return list(dict.fromkeys(form.format(*cells) for cells in rows if all(cells)))[:SEEN]


def _best(number: int, ways: Sequence[Sequence[Way]]) -> Way | None:
    own = ways[number]
    if not own:
        return None
    others = [listed for place, listed in enumerate(ways) if place != number]
    support = [sum(any(_same(way, other) for other in listed) for listed in others) for way in own]
    bare_ids = max(len(way.ids) for way in own if way.template.count("{") == 1)
    most = max(support)
    best: list[Way] = [way for way, count in zip(own, support, strict=True) if count == most]
    wider: list[Way] = [way for way in best if way.template.count("{") > 1 and len(way.ids) > bare_ids]
    alone: list[Way] = [way for way in best if way.template.count("{") == 1]
    chosen = wider if wider and (len(alone) != 1 or most) else alone or best
    return chosen[0]


def _same(first: Way, second: Way) -> bool:
    shared = len(first.ids & second.ids)
    return shared > 0 and shared >= SAME * min(len(first.ids), len(second.ids))


def _by_values(form: Form, known: frozenset[str]) -> str:
    """Find the column whose values are subjects of other tables."""
    for column in form.table.columns:
        values = {value.strip() for value in column.values}
        if known and values and _can_be_named(column.name) and len(values & known) >= (1 - SAME / 2) * len(values):
            return f"{{{column.name}}}"
    return ""
