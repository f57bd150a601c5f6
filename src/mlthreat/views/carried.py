"""What a page carries beside its review, so that it can be made again: day, faults of evidence, house style, templates."""

from __future__ import annotations

import hashlib
import json

from markupsafe import Markup

from mlthreat.domain.assessment import Assessment
from mlthreat.domain.library import as_written
from mlthreat.domain.look import House, Look


def carried(review: str, assessment: Assessment, look: Look) -> Markup:
    """The attributes of the element that holds the review of an assessment, its text given; each begins with a blank.

    The last one is a checksum of all of it: what changes in the data alone is found as well.
    """
    said = {
        "day": str(assessment.day) if assessment.day else None,
        "evidence": json.dumps(dict(assessment.evidence)) if assessment.evidence else None,
        "house": _said(look.house) if look.house else None,
        "templates": look.templates.digest if look.templates else None,
    }
    given = {key: value for key, value in said.items() if value is not None}
    checksum = hashlib.sha256(json.dumps([given, review], sort_keys=True).encode()).hexdigest()
    return Markup("").join(Markup(' data-{}="{}"').format(k, v) for k, v in {**given, "sha256": checksum}.items())


def _said(house: House) -> str:
    """The house style, with a checksum of the logo in place of the logo, which the page shows."""
    logo = {"logo": hashlib.sha256(house.logo.data.encode()).hexdigest()} if house.logo else {}
    return json.dumps({**as_written(house.style), **logo}, sort_keys=True)
