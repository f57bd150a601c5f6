"""What came of a catalog's cases, in words."""

from __future__ import annotations

from collections.abc import Sequence

from mlthreat.domain.prose import amount
from mlthreat.views.visible import one_line


def heading(catalog: str, id_: str, title: str, failures: int) -> str:
    """One case on a line: whether it holds, its id, what it is."""
    came = "ok    " if not failures else "FAILED"
    return one_line(f"{came} {catalog}/{id_}: {title}")


def summary(failures: Sequence[int]) -> str:
    """How many cases hold; `failures` counts the unmet expectations of each."""
    if not failures:
        return "there are no cases: write one in cases/"
    failed = sum(1 for count in failures if count)
    cases = amount(len(failures), "case")
    if not failed:
        return f"{cases}, all as expected"
    unmet = sum(failures)
    return f"{cases}, {failed} failed; {amount(unmet, 'expectation')} not met"
