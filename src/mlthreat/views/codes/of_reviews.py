"""Codes of reviews, and of the cases of catalogs."""

from __future__ import annotations

from mlthreat.domain.codes import Code
from mlthreat.views.codes.told import Told

CODES: dict[Code, Told] = {
    Code.REVIEW_UNKNOWN_QUESTION: Told(
        "an answer to a question that does not exist",
        "It is misspelt, or the catalog that had it has changed. Where a catalog has changed, the answer is kept and this is a warning.",
        "Take the id that is offered, or carry the review over with `mlthreat upgrade`.",
        "# payments.review.yaml\nanswers: {data-trust.notice-tampring: yes}",
        "# payments.review.yaml\nanswers: {data-trust.notice-tampering: yes}",
    ),
    Code.REVIEW_UNKNOWN_TRAIT: Told(
        "a trait that does not exist",
        "It is misspelt, or the catalog that declared it has changed.",
        "Take the id that is offered; `mlthreat list traits` shows them all.",
        "# payments.review.yaml\ntraits: {trains-model: yes}",
        "# payments.review.yaml\ntraits: {trains-models: yes}",
    ),
    Code.REASON_MISSING: Told(
        "not applicable, without a reason",
        "`not-applicable` closes a question for good, so it must say why. Until then the question stays open.",
        "Add a `note`.",
        "# payments.review.yaml\nanswers: {data-trust.raw-scores: not-applicable}",
        "# payments.review.yaml\n"
        "answers: {data-trust.raw-scores: {verdict: not-applicable, note: It returns no scores.}}",
    ),
    Code.TRAIT_CONTRADICTED: Told(
        "an answer that contradicts the profile",
        "The question sets a trait, and the trait says otherwise.",
        "Change one of the two.",
        "# payments.review.yaml\n"
        "traits: {trains-models: yes, trains-on-user-input: no}\n"
        "answers: {data-trust.user-input-in-training: yes}",
        "# payments.review.yaml\n"
        "traits: {trains-models: yes, trains-on-user-input: yes}\n"
        "answers: {data-trust.user-input-in-training: yes}",
    ),
    Code.CATALOG_CHANGED: Told(
        "the catalogs have changed since",
        "The review was last saved with another version of a catalog. What was reworded will be asked again.",
        "Run `mlthreat upgrade`; it says what it will do before it writes.",
        "# payments.review.yaml\ncatalogs: [{id: microsoft, version: 0.9.0}]",
        "# payments.review.yaml\ncatalogs: [{id: microsoft, version: 1.0.0}]",
    ),
    Code.UNKNOWN_FINDING: Told(
        "an acceptance of a finding that does not exist",
        "A finding bears the id of its question, and no question bears this one.",
        "Take the id that is offered.",
        "# payments.review.yaml\n"
        "acceptances:\n"
        "  - {finding: data-trust.raw-score, by: Ada, role: owner, reason: It is new., compensating: Few use it., until: 2027-01-31}",
        "# payments.review.yaml\n"
        "acceptances:\n"
        "  - {finding: data-trust.raw-scores, by: Ada, role: owner, reason: It is new., compensating: Few use it., until: 2027-01-31}",
    ),
    Code.NEWER_FORMAT: Told(
        "a newer format",
        "The file was written by a newer version of this program.",
        "Upgrade mlthreat.",
        "# payments.review.yaml\nformat: 2\nsystem: {name: Payments}",
        "# payments.review.yaml\nformat: 1\nsystem: {name: Payments}",
    ),
    Code.CASE_FAILED: Told(
        "a case of a catalog failed",
        "Under the case's profile something is asked, left out, rated or settled otherwise than the case expects.",
        "Read the reason in the message; change the catalog, or the case if it was wrong.",
        "# cases/anybody.yaml\nid: anybody\ntitle: Anybody\ntraits: {}\nnot_asked: [all.q]",
        "# cases/anybody.yaml\nid: anybody\ntitle: Anybody\ntraits: {}\nasked: [all.q]",
    ),
}
