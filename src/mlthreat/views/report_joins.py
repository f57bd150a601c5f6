"""Entries of the complete data joined with what they refer to, as a report tells them."""

from __future__ import annotations

from typing import Final

from mlthreat.domain.taxonomy import Does, Property
from mlthreat.views.exports.index import Index
from mlthreat.views.exports.knowledge_shape import ModeData
from mlthreat.views.exports.review_shape import AcceptanceData, FindingData
from mlthreat.views.report_parts import Accepted, Aim, Found, Measure, Mode, Remedies
from mlthreat.views.report_text import sentence

_QUIET: Final = frozenset({"covered", "not applicable"})


def found(known: Index, finding: FindingData) -> Found:
    """A finding with its question and what it is about."""
    question = known.questions[finding["id"]]
    parent = known.questions[question["parent"]] if question["parent"] else None
    return Found(finding, question, parent, tuple(_aim(known, a) for a in finding["about"] or question["about"]))


def accepted(known: Index, acceptance: AcceptanceData) -> Accepted:
    """An acceptance with its question."""
    name = acceptance["finding"]
    finding = known.findings.get(name)
    anchor = f"acceptance/{name}" if acceptance["state"] in {"in force", "lapsed"} else ""
    return Accepted(acceptance, known.questions.get(name), finding["severity"] if finding else "", anchor)


def told_mode(known: Index, mode: ModeData) -> Mode:
    """A failure mode with what can be done about it."""
    compromised = {c["property"] for c in mode["compromises"]}
    wanted = mode["findings"] or mode["disposition"] not in _QUIET
    return Mode(
        mode,
        f"mode/{mode['id']}",
        tuple(p in compromised for p in Property),
        _because(mode),
        _elsewhere(mode),
        _remedies(known, mode) if wanted else (),
    )


def _aim(known: Index, about: str) -> Aim:
    if threat := known.threats.get(about):
        return Aim(f"threat/{about}", threat["title"], f"threat {threat['id']}", len(threat["mitigations"]))
    if mode := known.modes.get(about):
        return Aim(f"mode/{about}", mode["title"], "", len(mode["mitigations"]))
    return Aim("", about, "", 0)


def _remedies(known: Index, mode: ModeData) -> tuple[Remedies, ...]:
    """What can be done about a failure mode, in the order detect, protect, respond."""
    measures = [_measure(known, mode, i) for i in mode["mitigations"]]
    kinds = [Remedies(act, tuple(m for m in measures if m.mitigation["does"] == act)) for act in map(str, Does)]
    return tuple(kind for kind in kinds if kind.measures)


def _measure(known: Index, mode: ModeData, mitigation: str) -> Measure:
    helps = [t["id"] for t in mode["threats"] if mitigation in t["mitigations"]]
    return Measure(known.mitigations[mitigation], ", ".join(helps) if len(helps) < len(mode["threats"]) else "")


def _because(mode: ModeData) -> str:
    """What follows its severity: only the threat that decides it where that says why, and its title never again."""
    said = mode["severity_because"].removeprefix(f"{mode['title']}: ")
    decides = [t["id"] for t in mode["threats"] if said == f"threat {t['id']}: {t['severity_because']}"]
    return f" because of threat {decides[0]}" if decides else f": {sentence(said)}" if said else ""


def _elsewhere(mode: ModeData) -> tuple[tuple[str, str], ...]:
    same: dict[str, list[str]] = {}
    for other in mode["crosswalk"]:
        if other["relation"] == "exact":
            same.setdefault(other["framework"], []).append(other["id"])
    return tuple((framework, ", ".join(ids)) for framework, ids in same.items())
