"""What `accept` and `signoff` share: a review that is there, read, changed once and saved."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.library import Library
from mlthreat.domain.review import Review
from mlthreat.domain.value import Value, misfit
from mlthreat.files.review_store import ReviewStore
from mlthreat.views.interview.plain import clean
from mlthreat.views.messages import render

V = TypeVar("V", bound=Value)


def change_once(path: Path, library: Library, change: Callable[[Review], Review]) -> Review:
    """Read a review, change it and save it, holding its lock. Returns the new one; raises UserError, nothing written."""
    with ReviewStore(path) as store:
        review, warnings = store.load(library)
        if review is None:
            raise UserError(f"no such file: {path}", "`mlthreat review` starts a review")
        if warnings:
            sys.stderr.write(render(warnings, "text") + "\n")
        changed = change(review)
        store.save(changed)
        return changed


def made(model: type[V], **given: object) -> V:
    """A value from what was typed. Raises UserError, naming the option, for what does not fit or cannot be kept."""
    for name, value in given.items():
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and (why := unkeepable(text)):
                raise _refused(name, why)
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _refused(*misfit(error)) from None


def unkeepable(text: str) -> str:
    """Which character of a text no file may hold, in words that follow its name; empty where it can be kept as it is."""
    given = text.replace("\r\n", "\n")
    kept = {*clean(given)}
    found = next((c for c in given if c not in kept), "")
    return f"may not hold the character U+{ord(found):04X}" if found else ""


def _refused(name: str, why: str) -> UserError:
    # the first is no option but an argument, the second is given one by one
    option = {"finding": "FINDING", "conditions": "--condition"}.get(name, f"--{name}")
    return UserError(f"{option} {why}", "mend it; nothing was saved")
