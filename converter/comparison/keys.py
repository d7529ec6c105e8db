"""The keys by which the records of two datasets match: given, or those by which the fewest records differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from converter.comparison.comparison import Records, Settings
from converter.comparison.records import matched
from converter.comparison.values import Pair, unequal
from converter.compute.describing.predecessors import identifying
from converter.dataset import FoundDataset
from converter.errors import InputError
from converter.spec.standards.standard import variable_prefix


def keys_of(
    base: FoundDataset,
    compare: FoundDataset,
    known: Mapping[str, Pair],
    settings: Settings,
    guide: Sequence[str] = (),
) -> tuple[tuple[str, ...], str, Records]:
    """Choose the keys of two datasets: the variables, why these, and the records as they match by them.

    Keys that are given for the dataset, else for all, are taken. Else those that the files, their define.xml, the
    `guide` or the data name are tried, and those are taken by which the fewest records match none and the fewest values
    differ, the first of equal ones: a number within the subject, such as AESEQ, is a bad key where one record more
    moves all later ones.
    Raises InputError where a variable of keys given for the dataset is not in both, as text or as numbers.
    """
    sizes = len(base.frame), len(compare.frame)
    own = settings.by.get(base.name)
    missing = [name for name in own or () if name not in known]
    if missing:
        there = f"both have: {', '.join(known)}"
        message = f"{base.name}: the keys {', '.join(missing)} are not in both datasets as one type; {there}"
        raise InputError(message)
    for given in (own, settings.by.get("")):
        if given and set(given) <= set(known):
            return given, "given", matched(sizes, [known[name] for name in given])
    tried = {keys: said for keys, said in _candidates(base, compare, guide) if keys and set(keys) <= set(known)}
    best: tuple[int, tuple[str, ...], str, Records] | None = None
    telling: list[frozenset[str]] = []
    for keys, said in tried.items():
        if any(enough < set(keys) for enough in telling):
            continue  # fewer tell every record apart; one more only takes a record that changed for another one
        records = matched(sizes, [known[name] for name in keys])
        if not any(records.repeated.values()):
            telling.append(frozenset(keys))
        cost = _cost(records, known, settings)
        if best is None or cost < best[0]:
            best = cost, keys, said, records
        if not cost:
            break
    if best is None:
        return (), "no keys known: the n-th record with the n-th", matched(sizes, [])
    return best[1:]


def _candidates(
    base: FoundDataset, compare: FoundDataset, guide: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    both = [name for name in base.frame if name in compare.frame]
    for found in (base, compare):
        defined = found.defined.spec.keys if found.defined else ()
        yield from ((keys, said) for keys, said in ((found.keys, "of the file"), (defined, "of define.xml")) if keys)
    if guide:
        yield tuple(name for name in guide if name in both and not name.endswith("SEQ")), "of the guide"
        yield tuple(name for name in guide if name in both), "of the guide"
    for found in (base, compare):
        told = identifying(found.frame[both])
        if told:
            yield told, "found"
    sequence = f"{variable_prefix(base.name)}SEQ"
    names = tuple(name for name in ("STUDYID", "USUBJID", "PARAMCD", sequence, "ASEQ") if name in both)
    if "USUBJID" in names:
        yield names, "found"


def _cost(records: Records, known: Mapping[str, Pair], settings: Settings) -> int:
    """Count the values that differ and the records that match none; the number within the subject is no content."""
    content = (pair for name, pair in known.items() if not name.endswith("SEQ"))
    differ = sum(int(unequal(pair, records.base, records.compare, settings).sum()) for pair in content)
    return differ + len(records.only["base"]) + len(records.only["compare"])
