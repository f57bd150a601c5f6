"""Who and when, in OSCAL's metadata: people as parties, their roles, and the moments that the review knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mlthreat.version import VERSION
from mlthreat.views.exports.oscal_text import line, moment, own_id, prop, prose
from mlthreat.views.exports.projecting import Data, filled, stable_id
from mlthreat.views.exports.review_shape import Complete
from mlthreat.views.visible import one_line

OSCAL: Final = "1.2.1"
NEVER: Final = "1970-01-01T00:00:00Z"
"""The placeholder for a moment that OSCAL demands and the review does not know."""
NO_MOMENT: Final = "Placeholder: the review does not tell when."
TOOL: Final = "tool"


def metadata(data: Complete) -> Data:
    """Title, version, people and roles; the last change is the last moment in the review."""
    last = max(_moments(data), default=None)
    unknown = f"{NO_MOMENT} The last change has no moment either." if last is None else None
    kinds = "Whoever answered, accepted or signed off is listed as a person: a review does not tell people from teams."
    return filled(
        {
            "title": line(f"Threat-model review of {data['system']['name']}"),
            "last-modified": last or NEVER,
            "version": data["digest"],
            "oscal-version": OSCAL,
            "props": prop("mlthreat-version", VERSION),
            "roles": _roles(data),
            "parties": [
                {"uuid": party_id(data, name), "type": "person", "name": one_line(name)} for name in _names(data)
            ],
            "remarks": prose(kinds if _names(data) else None, unknown),
        }
    )


def answered_between(data: Complete) -> tuple[str, str]:
    """The first and the last moment at which something was answered; a placeholder where no answer tells."""
    times = sorted(m for q in data["questions"] if (m := moment(q["at"])))
    return (times[0], times[-1]) if times else (NEVER, NEVER)


def party_id(data: Complete, name: str) -> str:
    """The UUID of a person."""
    return own_id(data, "person", name)


def role_id(role: str) -> str:
    """The token of a role that somebody accepted or signed off in."""
    return f"role-{stable_id('role', role)}"


def actor(data: Complete, name: str | None) -> Data:
    """Where something comes from: from a person, or from the tool where nobody is named."""
    if name:
        return {"actors": [{"type": "party", "actor-uuid": party_id(data, name)}]}
    return {"actors": [{"type": "tool", "actor-uuid": own_id(data, TOOL)}]}


def _moments(data: Complete) -> Iterator[str]:
    for dated in (*data["questions"], *data["acceptances"], *data["sign_offs"]):
        if found := moment(dated["at"]):
            yield found


def _names(data: Complete) -> list[str]:
    answering = [q["by"] for q in data["questions"] if q["by"]]
    return list(
        dict.fromkeys([*answering, *(a["by"] for a in data["acceptances"]), *(s["by"] for s in data["sign_offs"])])
    )


def _roles(data: Complete) -> list[Data]:
    titles = dict.fromkeys([*(a["role"] for a in data["acceptances"]), *(s["role"] for s in data["sign_offs"])])
    return [{"id": role_id(title), "title": line(title)} for title in titles]
