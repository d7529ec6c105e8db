"""Clinical trial raw data to CDISC SDTM and ADaM, driven by YAML that is checked before a row is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lazy import lazy_names

if TYPE_CHECKING:
    from converter.errors import InputError, LedgerError, SpecError
    from converter.issues import Issue
    from converter.library.compared import Compared, compare_datasets, verify_package
    from converter.library.conversion import (
        check_study,
        compare_figures,
        convert,
        explain,
        make_dataset,
        would_run,
    )
    from converter.library.datasets import check_datasets, define, write_lists
    from converter.library.known import list_known
    from converter.library.life import (
        Moved,
        check_installation,
        diff_packages,
        find_uses,
        package_study,
        verify_audit,
    )
    from converter.library.reading import read_dataset_json, read_datasets, read_raw, read_xpt
    from converter.library.specs import (
        compare_terminology,
        diff_spec,
        draft_study,
        export_spec,
        import_spec,
        import_terminology,
        write_schemas,
    )
    from converter.library.studies import read_study
    from converter.library.writing import write_dataset_json, write_xpt
    from converter.report import Explanation, Report

__all__ = [
    "Compared",
    "Explanation",
    "InputError",
    "Issue",
    "LedgerError",
    "Moved",
    "Report",
    "SpecError",
    "check_datasets",
    "check_installation",
    "check_study",
    "compare_datasets",
    "compare_figures",
    "compare_terminology",
    "convert",
    "define",
    "diff_packages",
    "diff_spec",
    "draft_study",
    "explain",
    "export_spec",
    "find_uses",
    "import_spec",
    "import_terminology",
    "list_known",
    "make_dataset",
    "package_study",
    "read_dataset_json",
    "read_datasets",
    "read_raw",
    "read_study",
    "read_xpt",
    "verify_audit",
    "verify_package",
    "would_run",
    "write_dataset_json",
    "write_lists",
    "write_schemas",
    "write_xpt",
]

__getattr__ = lazy_names(
    __name__,
    {
        "Compared": "converter.library.compared",
        "Explanation": "converter.report",
        "InputError": "converter.errors",
        "Issue": "converter.issues",
        "LedgerError": "converter.errors",
        "Moved": "converter.library.life",
        "Report": "converter.report",
        "SpecError": "converter.errors",
        "check_datasets": "converter.library.datasets",
        "check_installation": "converter.library.life",
        "check_study": "converter.library.conversion",
        "compare_datasets": "converter.library.compared",
        "compare_figures": "converter.library.conversion",
        "compare_terminology": "converter.library.specs",
        "convert": "converter.library.conversion",
        "define": "converter.library.datasets",
        "diff_packages": "converter.library.life",
        "diff_spec": "converter.library.specs",
        "draft_study": "converter.library.specs",
        "explain": "converter.library.conversion",
        "export_spec": "converter.library.specs",
        "find_uses": "converter.library.life",
        "import_spec": "converter.library.specs",
        "import_terminology": "converter.library.specs",
        "list_known": "converter.library.known",
        "make_dataset": "converter.library.conversion",
        "package_study": "converter.library.life",
        "read_dataset_json": "converter.library.reading",
        "read_datasets": "converter.library.reading",
        "read_raw": "converter.library.reading",
        "read_study": "converter.library.studies",
        "read_xpt": "converter.library.reading",
        "verify_audit": "converter.library.life",
        "verify_package": "converter.library.compared",
        "would_run": "converter.library.conversion",
        "write_dataset_json": "converter.library.writing",
        "write_lists": "converter.library.datasets",
        "write_schemas": "converter.library.specs",
        "write_xpt": "converter.library.writing",
    },
)


def __dir__() -> list[str]:
    """List the public names, for who completes them in a notebook."""
    return sorted([*globals(), *__all__])
