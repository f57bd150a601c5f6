"""The state of a review as a digest, item by item, so that a sign-off is bound to exactly what it approved."""

from __future__ import annotations

from typing import Any

from mlthreat.domain.assessment import Assessment, severity_of
from mlthreat.domain.canonical import digest
from mlthreat.domain.checklist import Item, fingerprint
from mlthreat.domain.review import Answer, Review


def review_digest(assessment: Assessment) -> str:
    """`sha256:…` over everything material: profile, traits, questions as they stand now, answers, acceptances.

    Neither byte layout nor blank space nor the order of keys counts; who answered what does, when does not.
    """
    return digest(item_digests(assessment))


def item_digests(assessment: Assessment) -> dict[str, str]:
    """The digest of each material item, by its name: `system`, `trait …`, `question …`, `acceptance …`, `disagreement …`."""
    review = assessment.review
    items: dict[str, Any] = {"system": review.system.model_dump(mode="json")}
    items |= {f"trait {trait}": str(value) for trait, value in assessment.checklist.traits.items()}
    for item in assessment.checklist.items.values():
        if item.applies or item.id in review.answers:
            items[f"question {item.id}"] = _question(assessment, item)
    items |= {f"answer {orphan}": _answer(review.answers[orphan]) for orphan in assessment.orphans}
    items |= {f"disagreement {q}": [_answer(a) for a in answers] for q, answers in review.disagreements.items()}
    for acceptance in review.acceptances:
        items[f"acceptance {acceptance.finding} until {acceptance.until}"] = acceptance.model_dump(
            mode="json", exclude={"at"}
        )
    return {name: digest({name: value}) for name, value in items.items()}


def covers(assessment: Assessment) -> dict[str, str]:
    """What a sign-off keeps of each item: enough to notice and to name a later change."""
    return {name: value.removeprefix("sha256:")[:12] for name, value in item_digests(assessment).items()}


def changed_items(assessment: Assessment, covered: dict[str, str]) -> list[str]:
    """The items that are new, gone or different since a sign-off was made, by name."""
    now = covers(assessment)
    return [name for name in dict.fromkeys([*now, *covered]) if now.get(name) != covered.get(name)]


def _question(assessment: Assessment, item: Item) -> dict[str, Any]:
    review: Review = assessment.review
    answer = review.answers.get(item.id)
    return {
        "applies": item.applies,
        "asked": fingerprint(item.asked.question),
        "severity": severity_of(assessment.library, item.asked.question.about, assessment.checklist.traits).severity,
        "answer": _answer(answer) if answer else str(item.verdict),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(mode="json", exclude={"at"})
