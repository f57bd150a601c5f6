"""The complete data in reading order: joined, grouped, filtered. It decides what a report says, not how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mlthreat.views.exports.knowledge_shape import ChangeData, ModeData, SectionData
from mlthreat.views.exports.review_shape import AcceptanceData, Complete, FindingData, QuestionData
from mlthreat.views.first_page import SEVERITIES, first_page
from mlthreat.views.matrix import PROPERTIES, drawings
from mlthreat.views.report_parts import (
    Aim,
    Answered,
    Changed,
    Choice,
    Entry,
    Group,
    LeftOut,
    Measure,
    Mode,
    Named,
    Remedies,
    Report,
    Taken,
)
from mlthreat.views.report_text import sentence, verdict
from mlthreat.views.used_terms import used_terms

ACTS = ("detect", "protect", "respond")
DISPOSITIONS = ("open", "unanswered", "partly covered", "accepted", "covered", "not applicable")
_QUIET = {"covered", "not applicable"}
STATES = ("open", "lapsed", "accepted")
VERDICTS = ("no", "unknown", "partly", "yes", "not-applicable", "disputed", "stale")


def build_report(data: Complete) -> Report:
    """Put the complete data into reading order."""
    questions = {q["id"]: q for q in data["questions"]}
    look_up = _Lookup(data, questions)
    found = frozenset(f["id"] for f in data["findings"])
    entries = [look_up.entry(f) for f in data["findings"]]
    answered = [q for q in data["questions"] if q["applies"] and (q["verdict"] or q["answered"] or q["disagreement"])]
    return Report(
        data=data,
        questions=questions,
        verdicts={q["id"]: verdict(q) for q in data["questions"]},
        known=frozenset(questions),
        answered=frozenset(q["id"] for q in answered),
        found=found,
        front=first_page(data),
        sizes={
            "findings": len(entries),
            "accepted": len(data["acceptances"]),
            "unanswered": data["coverage"]["open"],
            "failure-modes": len(data["failure_modes"]),
            "answers": len(answered),
            "not-asked": data["coverage"]["total"] - data["coverage"]["applicable"],
        },
        drawings=drawings(data["failure_modes"]),
        modes=tuple(look_up.mode(m) for m in data["failure_modes"]),
        mode_choices=_choices(DISPOSITIONS, [m["disposition"] for m in data["failure_modes"]]),
        findings=tuple(
            Group(s, s, _by_reason(members), len(members))
            for s in SEVERITIES
            if (members := [e for e in entries if e.finding["severity"] == s])
        ),
        finding_choices=(
            *_choices(SEVERITIES, [f["severity"] for f in data["findings"]]),
            *_choices(STATES, [f["state"] for f in data["findings"]]),
        ),
        accepted=tuple(look_up.taken(a) for a in sorted(data["acceptances"], key=lambda a: (a["until"], a["finding"]))),
        unanswered=_by_section(data["sections"], [q for q in data["questions"] if q["open"]]),
        answers=tuple(_answered(g, found) for g in _by_section(data["sections"], answered)),
        answer_choices=_choices(VERDICTS, [w for q in answered for w in _kinds(q)]),
        left_out=_left_out(data),
        changes=_changes(data["changes"]),
        terms=tuple((t, tuple(look_up.named(m) for m in t["failure_modes"])) for t in used_terms(data)),
    )


class _Lookup:
    """Looks up, by id, what an entry of the report refers to."""

    def __init__(self, data: Complete, questions: dict[str, QuestionData]) -> None:
        self.data = data
        self.questions = questions
        self.modes = {m["id"]: m for m in data["failure_modes"]}
        self.threats = {t["full_id"]: t for m in data["failure_modes"] for t in m["threats"]}
        self.mitigations = {m["id"]: m for m in data["mitigations"]}
        self.severities = {f["id"]: f["severity"] for f in data["findings"]}

    def entry(self, finding: FindingData) -> Entry:
        """A finding, joined with its question and what it is about."""
        question = self.questions[finding["id"]]
        parent = self.questions[question["parent"]] if question["parent"] else None
        return Entry(finding, question, parent, tuple(self.aim(a) for a in finding["about"] or question["about"]))

    def taken(self, acceptance: AcceptanceData) -> Taken:
        """An acceptance, joined with its question."""
        name = acceptance["finding"]
        held = acceptance["state"] in {"in force", "lapsed"}
        anchor = f"acceptance/{name}" if held else ""
        return Taken(acceptance, self.questions.get(name), self.severities.get(name, ""), anchor)

    def mode(self, mode: ModeData) -> Mode:
        """A failure mode, joined with what can be done about it."""
        compromised = {c["property"] for c in mode["compromises"]}
        return Mode(
            mode,
            f"mode/{mode['id']}",
            tuple(p in compromised for p in PROPERTIES),
            _because(mode),
            _elsewhere(mode),
            self.remedies(mode) if mode["findings"] or mode["disposition"] not in _QUIET else (),
        )

    def named(self, about: str, word: str = "") -> Named:
        """A failure mode or a threat by its title."""
        if threat := self.threats.get(about):
            return Named(f"threat/{about}", threat["title"], word or f"threat {threat['id']}")
        mode = self.modes.get(about)
        return Named(f"mode/{about}" if mode else "", mode["title"] if mode else about, word)

    def aim(self, about: str) -> Aim:
        """A failure mode or a threat, with the number of its measures."""
        found = self.threats.get(about) or self.modes.get(about)
        return Aim(self.named(about), len(found["mitigations"]) if found else 0)

    def remedies(self, mode: ModeData) -> tuple[Remedies, ...]:
        """What can be done about a failure mode, in the order detect, protect, respond."""
        found = [self._measure(mode, i) for i in mode["mitigations"]]
        kinds = [Remedies(act, tuple(m for m in found if m.mitigation["does"] == act)) for act in ACTS]
        return tuple(kind for kind in kinds if kind.measures)

    def _measure(self, mode: ModeData, mitigation: str) -> Measure:
        helps = [t["id"] for t in mode["threats"] if mitigation in t["mitigations"]]
        return Measure(self.mitigations[mitigation], ", ".join(helps) if len(helps) < len(mode["threats"]) else "")


def _by_reason(entries: Iterable[Entry]) -> tuple[Group, ...]:
    """Findings that are as severe as they are for the same reason, so that it is told once."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.finding["severity_because"], []).append(entry)
    return tuple(Group("", because, tuple(members), len(members)) for because, members in found.items())


def _because(mode: ModeData) -> str:
    """What follows its severity: only the threat that decides it where that says why, and its title never again."""
    said = mode["severity_because"].removeprefix(f"{mode['title']}: ")
    decides = [t["id"] for t in mode["threats"] if said == f"threat {t['id']}: {t['severity_because']}"]
    return f" because of threat {decides[0]}" if decides else f": {sentence(said)}" if said else ""


def _elsewhere(mode: ModeData) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    for other in mode["crosswalk"]:
        if other["relation"] == "exact":
            found.setdefault(other["framework"], []).append(other["id"])
    return tuple((framework, ", ".join(ids)) for framework, ids in found.items())


def _choices(words: Iterable[str], found: Sequence[str]) -> tuple[Choice, ...]:
    """The choices of a filter that leave anything, with their numbers."""
    return tuple(Choice(w.replace(" ", "-"), w.replace("-", " "), n) for w in words if (n := found.count(w)))


def _kinds(question: QuestionData) -> list[str]:
    """What an answer can be filtered by."""
    verdict = question["verdict"] or "disputed"
    return [verdict, "stale"] if question["stale"] else [verdict]


def _by_section(sections: Iterable[SectionData], questions: Sequence[QuestionData]) -> tuple[Group, ...]:
    members: dict[str, list[QuestionData]] = {}
    for question in questions:
        members.setdefault(question["section"], []).append(question)
    return tuple(
        Group(s["id"], s["title"], tuple(members[s["id"]]), len(members[s["id"]]))
        for s in sections
        if s["id"] in members
    )


def _answered(section: Group, found: frozenset[str]) -> Answered:
    verdicts: dict[str, list[str]] = {}
    for question in section.members:
        if question["id"] in found:
            verdicts.setdefault(question["verdict"], []).append(question["id"])
    told = tuple((v, tuple(verdicts[v])) for v in VERDICTS if v in verdicts)
    others = tuple(q for q in section.members if q["id"] not in found)
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


def _changes(changes: Iterable[ChangeData]) -> tuple[Changed, ...]:
    """The changes to each entry together, as far as they were made for one reason."""
    found: dict[tuple[str, str, str, str | None, str], list[ChangeData]] = {}
    for change in changes:
        key = (change["kind"], change["id"], change["catalog"], change["owner"], change["because"])
        found.setdefault(key, []).append(change)
    return tuple(
        Changed(
            *key,
            replaced=tuple(c["field"] for c in made if c["field"] and not c["added"]),
            extended=tuple(c["field"] for c in made if c["field"] and c["added"]),
            disabled=any(c["disabled"] for c in made),
        )
        for key, made in found.items()
    )


def _words(reason: str) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", reason)
