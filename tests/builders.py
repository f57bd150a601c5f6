"""Small catalogs and reviews, in memory and on disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mlthreat.domain.catalog import Catalog, Manifest
from mlthreat.domain.library import Library
from mlthreat.domain.profile import SystemProfile
from mlthreat.domain.question import ChecklistSection
from mlthreat.domain.review import Review
from mlthreat.domain.taxonomy import FailureMode

THEFT = {
    "id": "theft",
    "title": "Theft",
    "kind": "intentional",
    "summary": "It is stolen.",
    "compromises": [{"property": "confidentiality", "why": "It is out."}],
    "severity": {"default": "critical"},
}
"""A failure mode, as its file would hold it."""


def catalog(
    *questions: dict[str, Any],
    traits: tuple[str, ...] = (),
    failure_modes: tuple[dict[str, Any], ...] = (),
    version: str = "1.0.0",
    **manifest: Any,
) -> Catalog:
    """One catalog with one section `all`; a question needs no more than an id."""
    declared = [t if isinstance(t, dict) else {"id": t, "question": f"Is {t} so?"} for t in traits]
    head = {"schema_version": 1, "id": "house", "version": version, "title": "House", "license": "MIT"}
    section = {"id": "all", "title": "All", "questions": [filled(q) for q in questions]}
    return Catalog(
        manifest=Manifest.model_validate({**head, "traits": declared, **manifest}),
        failure_modes=tuple(FailureMode.model_validate(m) for m in failure_modes),
        sections=(ChecklistSection.model_validate(section),) if questions else (),
        digest=f"sha256:{'0' * 64}",
    )


def library(*questions: dict[str, Any], **more: Any) -> Library:
    """A library of one catalog."""
    return Library(catalogs=(catalog(*questions, **more),))


def filled(question: dict[str, Any]) -> dict[str, Any]:
    """A question with what every question must have."""
    more = {"follow_ups": [filled(q) for q in question["follow_ups"]]} if "follow_ups" in question else {}
    return {"asks": "control", "text": f"Is {question['id']} in place?", **question, **more}


def review(**parts: Any) -> Review:
    """A review, from what its file would hold."""
    return Review.model_validate({"system": SystemProfile(name="Filter"), **parts})


def write_catalog(
    folder: Path, *questions: dict[str, Any], version: str = "1.0.0", traits: tuple[str, ...] = (), **manifest: Any
) -> Path:
    """A catalog folder `house` with one section `all`. Returns the folder."""
    head = {"schema_version": 1, "id": "house", "version": version, "title": "House", "license": "MIT"}
    declared = [t if isinstance(t, dict) else {"id": t, "question": f"Is {t} so?"} for t in traits]
    (folder / "checklists").mkdir(parents=True, exist_ok=True)
    (folder / "catalog.yaml").write_text(json.dumps({**head, "traits": declared, **manifest}), encoding="utf-8")
    section = {"id": "all", "title": "All", "questions": [filled(q) for q in questions]}
    (folder / "checklists" / "all.yaml").write_text(json.dumps(section), encoding="utf-8")
    return folder
