"""Every format that problems in files can be shown in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.views import messages
from mlthreat.views.diagnostics.github import github
from mlthreat.views.diagnostics.narrated import narrated
from mlthreat.views.diagnostics.sarif import sarif

_MORE: Final[Mapping[str, Callable[[Sequence[Diagnostic]], str]]] = {
    "narrated": narrated,
    "github": github,
    "sarif": sarif,
}
FORMATS: Final = (*messages.FORMATS, *_MORE)
EVEN_WHERE_EMPTY: Final = {"json", "sarif"}
"""Formats that programs read: no problems are a document too."""
FROM_THE_ROOT: Final = {"github", "sarif"}
"""Formats for the hosts of repositories, who want files named from the root."""


def rendered(diagnostics: Sequence[Diagnostic], form: str) -> str:
    """All problems in one of FORMATS, without a final line feed."""
    return _MORE[form](diagnostics) if form in _MORE else messages.render(diagnostics, form)
