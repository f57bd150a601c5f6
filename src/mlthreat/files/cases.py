"""The cases of catalog folders, run: each failure as a Diagnostic at its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlthreat.domain.case import Case
from mlthreat.domain.casework import run_case
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Refused
from mlthreat.files.catalog_folder import Folder, read_folder
from mlthreat.files.library_reader import read


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case; it holds where there are no failures."""

    catalog: str
    id: str
    title: str
    failures: tuple[Diagnostic, ...]


def run_cases(folders: Sequence[Path], bases: Sequence[Path] = ()) -> list[CaseResult]:
    """Run the cases of every folder, with the catalogs in force that it builds on and nothing else.

    Those are the shipped ones, those in `bases`, and the other folders.

    Raises Refused where the catalogs have errors, UserError where a folder is no catalog.
    """
    return [result for folder in folders for result in _run_folder(read_folder(folder), [*bases, *folders])]


def _run_folder(folder: Folder, bases: Sequence[Path]) -> list[CaseResult]:
    library, problems = read([folder.path], shipped=[], bases=bases)
    if library is None:
        raise Refused(problems, f"the cases of {folder.path} cannot be run", "mend the catalog first")
    results = []
    for entry in folder.of_kind("case"):
        assert isinstance(entry.model, Case), "a catalog without errors has valid cases"
        case = entry.model
        failures = tuple(
            Diagnostic(entry.source.place(f.path), Code.CASE_FAILED, f.message, f"because {f.why}" if f.why else "")
            for f in run_case(library, case)
        )
        results.append(CaseResult(folder.name, case.id, case.title, failures))
    return results
