"""Write a terminology package as YAML: one file a codelist, one line a term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from converter.spec.terminology import Codelist, Package, Term
from converter.spec.yaml import quoted
from converter.write.added import add_files


def write_package(package: Package, folder: Path) -> tuple[Path, ...]:
    """Write one file a codelist and `package.yaml` to `folder`, all or none, and give their paths.

    Raises InputError where a file is there with other content: a study may rest on it.
    """
    head = {"publishing_set": package.publishing_set, "version": package.version, "source": package.source}
    short = f"{package.publishing_set} CT {package.version}"
    files = {f"{name}.yaml": codelist_yaml(codelist, short) for name, codelist in sorted(package.codelists.items())}
    files["package.yaml"] = "".join(f"{key}: {quoted(text)}\n" for key, text in head.items())
    return add_files(folder, {name: text.encode("utf-8") for name, text in files.items()})


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
