"""Starting without pydantic's plug-ins, which would be searched for in every installed package."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_SEARCH: Final = "pydantic.plugin._loader"


def spare_the_search() -> None:
    """Switch the plug-ins off, unless the environment says otherwise. To be called before pydantic is imported.

    The variable is what pydantic offers for it. What would search is imported all the same, and forty modules of the
    standard library with it: a twentieth of a start. An answer of its own spares that, too.
    """
    if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__") == "__all__":
        sys.modules.setdefault(_SEARCH, _NoPlugins(_SEARCH))


class _NoPlugins(ModuleType):
    """In place of what would search. Asked for anything else, as another version of pydantic may, it makes way for it."""

    @staticmethod
    def get_plugins() -> tuple[()]:
        """No plug-ins."""
        return ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python asks of every module
            raise AttributeError(name)
        del sys.modules[_SEARCH]
        return getattr(import_module(_SEARCH), name)
