"""Write a terminology package as YAML: one file a codelist, one line a term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from converter.spec.terminology import Codelist, Package, Term
from converter.spec.yaml import quoted
from converter.write.whole import write_text


def write_package(package: Package, folder: Path) -> tuple[Path, ...]:
    """Write `package.yaml` and one file a codelist below `folder`, and give their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    head = {"publishing_set": package.publishing_set, "version": package.version, "source": package.source}
    paths = [write_text(folder / "package.yaml", "".join(f"{key}: {quoted(text)}\n" for key, text in head.items()))]
    short = f"{package.publishing_set} CT {package.version}"
    for name, codelist in sorted(package.codelists.items()):
        paths.append(write_text(folder / f"{name}.yaml", codelist_yaml(codelist, short)))
    return tuple(paths)


def codelist_yaml(codelist: Codelist, source: str) -> str:
    """Write one codelist as YAML."""
    lines = [
        f"name: {quoted(codelist.name)}",
        f"code: {codelist.code}",
        f"label: {quoted(codelist.label)}",
        f"extensible: {'true' if codelist.extensible else 'false'}",
        f"source: {quoted(source)}",
        "terms:",
        *(f"  - {_flow(_fields(term))}" for term in codelist.terms),
    ]
    return "\n".join(lines) + "\n"


def _fields(term: Term) -> dict[str, str | Sequence[str]]:
    fields = {"value": term.value, "code": term.code, "decode": term.decode, "synonyms": term.synonyms}
    return {name: value for name, value in fields.items() if value}


def _flow(fields: Mapping[str, str | Sequence[str]]) -> str:
    parts = (f"{name}: {quoted(v) if isinstance(v, str) else _list(v)}" for name, v in fields.items())
    return f"{{{', '.join(parts)}}}"


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, values))}]"
