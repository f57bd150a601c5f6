"""A layer for the MITRE ATLAS Navigator: what the review says of each technique that a failure mode is linked to.

The layer format is version 4.3, as in the layers that MITRE publishes for ATLAS. A technique gets its colour and score
from the failure modes that are exactly it; only where there are none, from its neighbours, in a paler colour. A
technique that is reached by nothing that applies is switched off, and says why.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mlthreat.version import VERSION
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.exports.knowledge_shape import CrosswalkData, ModeData, ThreatData
from mlthreat.views.exports.projecting import Data
from mlthreat.views.exports.review_shape import Complete, FindingData
from mlthreat.views.visible import one_line

FRAMEWORK: Final = "mitre-atlas-"
"""How the ids of ATLAS's releases begin; the release follows."""
_TECHNIQUE: Final = re.compile(r"(AML\.T[0-9]{4})(?:\.[0-9]{3})?")
_COLORS: Final = {
    "open": ("#d1495b", "#efb8c0"),
    "partly covered": ("#e9a23b", "#f8dfb8"),
    "unanswered": ("#8a6aa8", "#d6c9e2"),
    "accepted": ("#3d78ad", "#b9d2e8"),
    "covered": ("#4b9b6e", "#bfdfcd"),
}
"""For each disposition, worst first: the colour of the exact thing, and of a neighbour."""
_UNRESOLVED: Final = {"open", "partly covered", "unanswered"}
_SCORES: Final = {"critical": 4, "important": 3, "moderate": 2, "low": 1}
_MOST: Final = 8
"""How many findings a comment names; it is shown in a small box."""
_SCORE: Final = (
    "The score is an order, not a measure: 4 critical, 3 important, 2 moderate, 1 low for what is open, partly covered or "
    "unanswered; 0 for what is covered or accepted. No failure mode in force is linked to a technique without a colour."
)


@dataclass(frozen=True, slots=True)
class _Link:
    """A failure mode, or one of its threats, that is linked to a technique."""

    row: CrosswalkData
    mode: ModeData
    threat: ThreatData | None

    @property
    def exact(self) -> bool:
        """Whether it is the technique, and not its neighbour."""
        return self.row["relation"] == "exact"

    @property
    def why_not(self) -> str:
        """Why it does not apply; empty where it does."""
        if self.mode["disposition"] == "not applicable":
            return self.mode["why"]
        return self.threat["why"] if self.threat else ""

    @property
    def severity(self) -> str:
        """How severe it is under the profile."""
        return self.threat["severity"] if self.threat else self.mode["severity"]

    @property
    def score(self) -> int:
        """Its severity as a number; 0 where nothing is left to do."""
        return _SCORES[self.severity] if self.mode["disposition"] in _UNRESOLVED else 0

    @property
    def badness(self) -> tuple[int, int]:
        """Greater for what is worse: first by disposition, then by severity."""
        return -list(_COLORS).index(self.mode["disposition"]), self.score


def export(data: Complete) -> str:
    """The layer as JSON, every technique once, in the order of their ids."""
    links: dict[str, list[_Link]] = {}
    for link in _links(data["failure_modes"]):
        links.setdefault(link.row["id"], []).append(link)
    techniques = {id_: _technique(id_, found, data["findings"]) for id_, found in links.items()}
    for parent in [id_[: len("AML.T0000")] for id_ in links if len(id_) > len("AML.T0000")]:
        techniques.setdefault(parent, {"techniqueID": parent})["showSubtechniques"] = True
    layer = {
        "versions": {"layer": "4.3", "navigator": "4.6.4"},
        "domain": "atlas-atlas",
        "name": one_line(data["system"]["name"]),
        "description": f"Threat-model review of {one_line(data['system']['name'])}. {_SCORE}",
        "metadata": _metadata(data, links.values()),
        "techniques": [techniques[id_] for id_ in sorted(techniques)],
        "gradient": {"colors": ["#ffffff", _COLORS["open"][0]], "minValue": 0, "maxValue": 4},
        "legendItems": _legend(links.values()),
    }
    return json_text(layer)


def _links(modes: Sequence[ModeData]) -> Iterator[_Link]:
    for mode in modes:
        yield from (_Link(row, mode, None) for row in mode["crosswalk"] if _is_technique(row))
        for threat in mode["threats"]:
            yield from (_Link(row, mode, threat) for row in threat["crosswalk"] if _is_technique(row))


def _is_technique(row: CrosswalkData) -> bool:
    return row["framework"].startswith(FRAMEWORK) and _TECHNIQUE.fullmatch(row["id"]) is not None


def _technique(id_: str, links: Sequence[_Link], findings: Sequence[FindingData]) -> Data:
    comment = "\n".join(_told(link, findings) for link in links)
    decisive = _decisive(links)
    if decisive is None:
        return {"techniqueID": id_, "enabled": False, "comment": comment}
    return {"techniqueID": id_, "score": decisive.score, "color": _color(decisive), "comment": comment}


def _decisive(links: Sequence[_Link]) -> _Link | None:
    """The link that gives a technique its colour: the worst of the exact ones that apply, or else of the neighbours."""
    applying = [link for link in links if not link.why_not]
    return max([link for link in applying if link.exact] or applying, key=lambda link: link.badness, default=None)


def _color(link: _Link) -> str:
    exact, neighbour = _COLORS[link.mode["disposition"]]
    return exact if link.exact else neighbour


def _told(link: _Link, findings: Sequence[FindingData]) -> str:
    """One link in words: how near it is, what it is, what became of it, and which findings say so."""
    near = "exact" if link.exact else f"neighbour ({_RELATIONS.get(link.row['relation'], link.row['relation'])})"
    name = f"{link.mode['title']} ({link.mode['id']})"
    if link.threat:
        name = f"{name}, threat {link.threat['id']} {link.threat['title']}"
    if link.why_not:
        return one_line(f"{near}: {name}: not applicable, because {link.why_not}")
    return one_line(f"{near}: {name}: {link.mode['disposition']}, {link.severity}{_named(_about(link, findings))}")


_RELATIONS: Final = {
    "broader": "the technique is broader",
    "narrower": "the technique is narrower",
    "related": "related",
}


def _about(link: _Link, findings: Sequence[FindingData]) -> list[FindingData]:
    """The findings about a failure mode; of a threat, those about it or about the whole failure mode."""
    mine = [f for f in findings if f["id"] in link.mode["findings"]]
    if link.threat is None:
        return mine
    return [f for f in mine if {link.mode["id"], link.threat["full_id"]} & set(f["about"])]


def _named(findings: Sequence[FindingData]) -> str:
    if not findings:
        return ""
    shown = ", ".join(f"{f['id']} ({f['severity']}, {f['state']})" for f in findings[:_MOST])
    left = len(findings) - _MOST
    return f"; findings: {shown}{f', and {left} more' if left > 0 else ''}"


def _metadata(data: Complete, links: Collection[Sequence[_Link]]) -> list[Mapping[str, str]]:
    releases = dict.fromkeys(link.row["framework"].removeprefix(FRAMEWORK) for found in links for link in found)
    catalogs = ", ".join(f"{c['id']} {c['version']}" for c in data["catalogs"])
    told = [*(("atlas_data_version", release) for release in releases), ("mlthreat", VERSION), ("catalogs", catalogs)]
    return [{"name": name, "value": value} for name, value in [*told, ("digest", data["digest"])]]


def _legend(links: Collection[Sequence[_Link]]) -> list[Mapping[str, str]]:
    """The colours in use, worst first."""
    used = {_color(link) for found in links if (link := _decisive(found))}
    labels = [(d, color, near) for d, pair in _COLORS.items() for color, near in zip(pair, _NEARNESS, strict=True)]
    return [{"label": f"{d}, {near}", "color": color} for d, color, near in labels if color in used]


_NEARNESS: Final = ("exact", "neighbour")
