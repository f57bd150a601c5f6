"""A review file out of a report that carries it: nothing is overwritten, and no altered page is taken for the truth."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from mlthreat.cli.app import Exit
from mlthreat.cli.typed import file_name
from mlthreat.cli.verifying import differences
from mlthreat.domain.assessment import assess
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.library import Library
from mlthreat.domain.review import Review
from mlthreat.domain.signoff import review_digest
from mlthreat.files.evidence import all_changed
from mlthreat.files.report_page import read_page
from mlthreat.files.review_file import read_review
from mlthreat.files.review_store import ReviewStore
from mlthreat.views.messages import render, safe

_TOLD: Final = 12
"""How many files are named."""


def recover(report: Path, target: Path | None, library: Library, *, even_if_altered: bool) -> int:
    """Write the review inside a report to a new file, and say how it stands. Returns the exit code.

    Raises UserError for a page that is not what its own data make, unless that is allowed, and for a file that is there.
    """
    page = read_page(report)
    assessment = assess(library, page.review, page.day, page.evidence)
    if not even_if_altered and (found := differences(page, assessment)):
        hint = "`mlthreat verify` tells more; --even-if-altered takes the review out of it all the same"
        raise UserError(f"{report} cannot be trusted: {'; '.join(found)}", hint)
    path = target or Path(file_name(page.review.system.name))
    _write(path, page.review)
    _tell(path, library, page.review, review_digest(assessment))
    return Exit.DONE


def _write(path: Path, review: Review) -> None:
    with ReviewStore(path) as store:
        if os.path.lexists(path):
            raise UserError(
                f"{path} is there already; it is not overwritten", "name another file, or move that one away"
            )
        store.save(review)


def _tell(path: Path, library: Library, review: Review, digest: str) -> None:
    """Say what was recovered, what is wrong with it under the catalogs in force, and which evidence is not here."""
    _, problems = read_review(path, library)
    if problems:
        sys.stderr.write(render(problems, "text") + "\n")
    sys.stdout.write(f"recovered: {safe(str(path))}, state {digest}\n")
    missing = [told for found in all_changed(path, review).values() for told in found]
    if missing:
        sys.stdout.write("evidence that is not here as it was; its paths count from the folder of the review:\n")
        sys.stdout.writelines(f"  {safe(told)}\n" for told in missing[:_TOLD])
        sys.stdout.write(f"  and {len(missing) - _TOLD} more\n" if len(missing) > _TOLD else "")
    sys.stdout.write(f"next: mlthreat verify {safe(str(path))}\n")
