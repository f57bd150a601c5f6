"""Every format that problems in files can be shown in."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final

from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.views import messages

_MORE: Final = ("narrated", "github", "sarif")
"""Each in a module of its own, with a function of its name, that is imported only when it is wanted."""
FORMATS: Final = (*messages.FORMATS, *_MORE)
EVEN_WHERE_EMPTY: Final = {"json", "sarif"}
"""Formats that programs read: no problems are a document too."""
FROM_THE_ROOT: Final = {"github", "sarif"}
"""Formats for the hosts of repositories, who want files named from the root."""


def rendered(diagnostics: Sequence[Diagnostic], form: str) -> str:
    """All problems in one of FORMATS, without a final line feed."""
    if form not in _MORE:
        return messages.render(diagnostics, form)
    shown: str = getattr(import_module(f"mlthreat.views.diagnostics.{form}"), form)(diagnostics)
    return shown
