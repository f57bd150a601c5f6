"""The complete data in reading order: joined, grouped, filtered. It decides what a report says, not how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from mlthreat.domain.disposition import Disposition
from mlthreat.domain.library import Change
from mlthreat.domain.provenance import interventions
from mlthreat.domain.taxonomy import Kind
from mlthreat.views.exports.index import Index, index
from mlthreat.views.exports.knowledge_shape import ChangeData, SectionData
from mlthreat.views.exports.review_shape import Complete, QuestionData
from mlthreat.views.first_page import SEVERITIES, first_page
from mlthreat.views.report_joins import accepted, found, told_mode
from mlthreat.views.report_parts import Answered, Choice, Fact, Found, Group, LeftOut, Mode, Report
from mlthreat.views.report_text import known_by, said_of, verdict, waits
from mlthreat.views.used_terms import used_terms

_STATES: Final = ("open", "lapsed", "accepted")
_VERDICTS: Final = ("no", "unknown", "partly", "yes", "not-applicable", "disputed", "stale")


def build_report(data: Complete) -> Report:
    """Put the complete data into reading order."""
    known = index(data)
    answered = [q for q in data["questions"] if q["applies"] and (q["verdict"] or q["answered"] or q["disagreement"])]
    modes = tuple(told_mode(known, m) for m in data["failure_modes"])
    unanswered = [q for q in data["questions"] if q["open"]]
    return Report(
        data=data,
        front=first_page(data),
        sizes=_sizes(data, answered),
        filters=_filters(data, answered),
        questions=known.questions,
        verdicts={i: verdict(q) for i, q in known.questions.items()},
        waits=_waits(data, unanswered),
        found=frozenset(known.findings),
        answered=frozenset(q["id"] for q in answered),
        matrix=_by_kind(modes),
        findings=_by_severity([found(known, f) for f in data["findings"]]),
        accepted=tuple(
            accepted(known, a) for a in sorted(data["acceptances"], key=lambda a: (a["until"], a["finding"]))
        ),
        unanswered=_by_section(data["sections"], unanswered),
        modes=modes,
        answers=tuple(_answered(g, known) for g in _by_section(data["sections"], answered)),
        left_out=_left_out(data),
        facts=tuple(Fact(f, known_by(f)) for f in data["profile"]),
        former_facts=(
            *((s["trait"], said_of(s) or "nothing") for s in data["unknown_traits"]),
            *data["former_traits"].items(),
        ),
        changes=tuple(interventions(_change(c) for c in data["changes"])),
        terms=tuple((t, tuple(_title(known, m) for m in t["failure_modes"])) for t in used_terms(data)),
    )


def _sizes(data: Complete, answered: Sequence[QuestionData]) -> dict[str, int]:
    return {
        "findings": len(data["findings"]),
        "accepted": len(data["acceptances"]),
        "unanswered": data["coverage"]["open"],
        "failure-modes": len(data["failure_modes"]),
        "answers": len(answered),
        "not-asked": data["coverage"]["total"] - data["coverage"]["applicable"],
    }


def _waits(data: Complete, unanswered: Sequence[QuestionData]) -> dict[str, str]:
    disputed = {f["trait"] for f in data["profile"] if f["disagreement"]}
    return {q["id"]: waits(q, disputed) for q in unanswered}


def _filters(data: Complete, answered: Sequence[QuestionData]) -> dict[str, tuple[Choice, ...]]:
    findings, modes = data["findings"], data["failure_modes"]
    return {
        "modes": _choices(map(str, Disposition), [m["disposition"] for m in modes]),
        "findings": (
            *_choices(SEVERITIES, [f["severity"] for f in findings]),
            *_choices(_STATES, [f["state"] for f in findings]),
        ),
        "answers": _choices(_VERDICTS, [w for q in answered for w in _kinds(q)]),
    }


def _choices(words: Iterable[str], found: Sequence[str]) -> tuple[Choice, ...]:
    """The choices of a filter that leave anything, with their numbers."""
    return tuple(Choice(w.replace(" ", "-"), w.replace("-", " "), n) for w in words if (n := found.count(w)))


def _kinds(question: QuestionData) -> list[str]:
    """What an answer can be filtered by."""
    verdict = question["verdict"] or "disputed"
    return [verdict, "stale"] if question["stale"] else [verdict]


def _by_kind(modes: Sequence[Mode]) -> tuple[Group, ...]:
    groups = [(str(kind), tuple(m for m in modes if m.mode["kind"] == kind)) for kind in Kind]
    return tuple(Group(k, f"{k.capitalize()} failure modes", members, len(members)) for k, members in groups if members)


def _by_severity(findings: Sequence[Found]) -> tuple[Group, ...]:
    groups = [(s, [f for f in findings if f.finding["severity"] == s]) for s in SEVERITIES]
    return tuple(Group(s, s, _by_reason(members), len(members)) for s, members in groups if members)


def _by_reason(findings: Iterable[Found]) -> tuple[Group, ...]:
    """Findings that are as severe as they are for the same reason, so that it is told once."""
    reasons: dict[str, list[Found]] = {}
    for each in findings:
        reasons.setdefault(each.finding["severity_because"], []).append(each)
    return tuple(Group("", because, tuple(members), len(members)) for because, members in reasons.items())


def _by_section(sections: Iterable[SectionData], questions: Sequence[QuestionData]) -> tuple[Group, ...]:
    members: dict[str, list[QuestionData]] = {}
    for question in questions:
        members.setdefault(question["section"], []).append(question)
    return tuple(
        Group(s["id"], s["title"], tuple(members[s["id"]]), len(members[s["id"]]))
        for s in sections
        if s["id"] in members
    )


def _answered(section: Group, known: Index) -> Answered:
    verdicts: dict[str, list[str]] = {}
    for question in section.members:
        if question["id"] in known.findings:
            verdicts.setdefault(question["verdict"], []).append(question["id"])
    told = tuple((v, tuple(verdicts[v])) for v in _VERDICTS if v in verdicts)
    others = tuple(q for q in section.members if q["id"] not in known.findings)
    return Answered(section.key, section.title, told, others, section.number)


def _left_out(data: Complete) -> tuple[LeftOut, ...]:
    """The questions that were not asked, by reason; the reason that takes away most comes first."""
    reasons: dict[str, list[QuestionData]] = {}
    for question in data["questions"]:
        if not question["applies"]:
            reasons.setdefault(question["why"], []).append(question)
    facts = {f["trait"]: f for f in data["profile"]}
    ordered = sorted(reasons.items(), key=lambda r: -len(r[1]))
    return tuple(
        LeftOut(reason, tuple(facts[t] for t in dict.fromkeys(_words(reason)) if t in facts), tuple(questions))
        for reason, questions in ordered
    )


def _words(reason: str) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", reason)


def _change(change: ChangeData) -> Change:
    return Change.model_validate({key: value for key, value in change.items() if key in Change.model_fields})


def _title(known: Index, mode: str) -> str:
    return known.modes[mode]["title"] if mode in known.modes else mode
