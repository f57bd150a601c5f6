"""Where the shipped catalogs and templates are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from mlthreat.domain.diagnostic import UserError
from mlthreat.files.file_names import MANIFEST

SHIPPED = ("microsoft", "unintended", "genai", "nist")


def _root() -> Path:
    package = Path(__file__).resolve().parent.parent
    if (package / "bundled").is_dir():
        return package / "bundled"
    checkout = package.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "catalog").is_dir():
        return checkout
    raise UserError("the shipped catalogs are missing from this installation", "install mlthreat again")


def catalog_folders() -> dict[str, Path]:
    """The shipped catalogs' folders, by id, in the order in which they are composed."""
    root = _root() / "catalog"
    return {name: root / name for name in SHIPPED if (root / name / MANIFEST).is_file()}


def template_folder() -> Path:
    """The folder of the shipped templates."""
    return _root() / "templates"
