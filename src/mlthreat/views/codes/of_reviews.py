"""Codes of reviews, and of the cases of catalogs."""

from __future__ import annotations

from mlthreat.domain.codes import Code
from mlthreat.views.codes.told import Told

CODES: dict[Code, Told] = {
    Code.REVIEW_UNKNOWN_QUESTION: Told(
        "an answer to a question that does not exist",
        "It is misspelt, or the catalog that had it has changed. Where a catalog has changed, the answer is kept and this is a warning.",
        "Take the id that is offered, or carry the review over with `mlthreat upgrade`.",
        "answers: {data-trust.notice-tampring: yes}",
        "answers: {data-trust.notice-tampering: yes}",
    ),
    Code.REVIEW_UNKNOWN_TRAIT: Told(
        "a trait that does not exist",
        "It is misspelt, or the catalog that declared it has changed.",
        "Take the id that is offered; `mlthreat list traits` shows them all.",
        "traits: {trains-model: yes}",
        "traits: {trains-models: yes}",
    ),
    Code.REASON_MISSING: Told(
        "not applicable, without a reason",
        "`not-applicable` closes a question for good, so it must say why. Until then the question stays open.",
        "Add a `note`.",
        "data-trust.raw-scores: not-applicable",
        "data-trust.raw-scores: {verdict: not-applicable, note: The model returns no scores.}",
    ),
    Code.TRAIT_CONTRADICTED: Told(
        "an answer that contradicts the profile",
        "The question sets a trait, and the trait says otherwise.",
        "Change one of the two.",
        "traits: {trains-on-user-input: no}\nanswers: {data-trust.user-input-in-training: yes}",
        "traits: {trains-on-user-input: yes}\nanswers: {data-trust.user-input-in-training: yes}",
    ),
    Code.CATALOG_CHANGED: Told(
        "the catalogs have changed since",
        "The review was last saved with another version of a catalog. What was reworded will be asked again.",
        "Run `mlthreat upgrade`; it says what it will do before it writes.",
        "catalogs: [{id: microsoft, version: 0.9.0}]",
        "catalogs: [{id: microsoft, version: 1.0.0}]",
    ),
    Code.EVIDENCE_OUTSIDE: Told(
        "evidence outside the repository",
        "Files are named relative to the review and lie in its repository, also behind links.",
        "Copy the file into the repository, or give its address.",
        "evidence: [{file: ../../secret.txt}]",
        "evidence: [{file: docs/datasheet.md}]",
    ),
    Code.UNKNOWN_FINDING: Told(
        "an acceptance of a finding that does not exist",
        "A finding bears the id of its question, and no question bears this one.",
        "Take the id that is offered.",
        "acceptances: [{finding: data-trust.raw-score, …}]",
        "acceptances: [{finding: data-trust.raw-scores, …}]",
    ),
    Code.OWN_ACCEPTANCE: Told(
        "somebody accepted their own answer",
        "Whoever answers a question may not be the one who takes its finding on.",
        "Let somebody else accept it.",
        "by: Ada (answer), by: Ada (acceptance)",
        "by: Ada (answer), by: Grace (acceptance)",
    ),
    Code.NEWER_FORMAT: Told(
        "a newer format",
        "The file was written by a newer version of this program.",
        "Upgrade mlthreat.",
        "format: 2",
        "format: 1",
    ),
    Code.CASE_FAILED: Told(
        "a case of a catalog failed",
        "Under the case's profile something is asked, left out, rated or settled otherwise than the case expects.",
        "Read the reason in the message; change the catalog, or the case if it was wrong.",
        "asked: [privacy.consent]",
        "not_asked: [privacy.consent]",
    ),
}
