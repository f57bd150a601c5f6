"""Faults to sow into the catalogs in `tests/catalogs`, each with the code that must be told and the exact span.

A fault replaces one text of a file by another; guillemets in the new text stand around the span that is told.
"""

from __future__ import annotations

from typing import NamedTuple

from mlthreat.domain.codes import Code


class Fault(NamedTuple):
    """One fault: the file, the text that goes, the text that comes, the code."""

    file: str
    old: str
    new: str
    code: Code


MANIFEST, ACME = "base/catalog.yaml", "acme/catalog.yaml"
DRIFT, THEFT = "base/failure-modes/model-drift.yaml", "base/failure-modes/data-theft.yaml"
RUNNING, OWN = "base/checklists/running.yaml", "acme/checklists/acme.yaml"
PAPERS, WORDS = "base/references/papers.yaml", "base/terms/words.yaml"
FRAMEWORK, BAR = "base/frameworks/list-2026.yaml", "base/bug-bars/bar.yaml"
CASE, OVERRIDE = "base/cases/public.yaml", "acme/overrides/drift.yaml"

FAULTS = {
    # what the text is
    "bell": Fault(DRIFT, "title: Model drift", "title: Model «\x07»drift", Code.FORBIDDEN_CHARACTER),
    "escaped-bell": Fault(DRIFT, "title: Model drift", 'title: «"Model \\a drift"»', Code.FORBIDDEN_CHARACTER),
    "colon-in-text": Fault(DRIFT, "title: Model drift", "title: Model«:» drift", Code.YAML_SYNTAX),
    "tab": Fault(DRIFT, "  - property: integrity", "«\t»- property: integrity", Code.YAML_SYNTAX),
    "open-quote": Fault(OWN, "title: Acme\n", 'title: «"»Acme\n', Code.YAML_SYNTAX),
    "duplicate-key": Fault(DRIFT, "summary:", "«title»: Again\nsummary:", Code.DUPLICATE_KEY),
    "anchor": Fault(DRIFT, "title: Model drift", "title: «&t» Model drift", Code.ALIAS),
    "merge-key": Fault(DRIFT, "kind: unintentional", "«<<»: {}\nkind: unintentional", Code.ALIAS),
    "tag": Fault(DRIFT, "title: Model drift", "title: «!!str» Model drift", Code.TAG),
    "python-tag": Fault(DRIFT, "title: Model drift", "title: «!!python/object/apply:os.system» [x]", Code.TAG),
    "second-document": Fault(
        DRIFT, "kind: unintentional", "kind: unintentional\n«---»\nmore: of it", Code.SECOND_DOCUMENT
    ),
    "conflict": Fault(DRIFT, "kind: unintentional", "«<»<<<<<< ours\nkind: unintentional", Code.MERGE_CONFLICT),
    "complex-key": Fault(OWN, "title: Acme\n", "title: Acme\n«[a, b]»: c\n", Code.KEY_NOT_TEXT),
    # what a file holds
    "unknown-key": Fault(DRIFT, "summary:", "«sumary»:", Code.UNKNOWN_KEY),
    "unknown-key-deep": Fault(DRIFT, "because: Nobody looks", "«becuase»: Nobody looks", Code.UNKNOWN_KEY),
    "unknown-key-in-follow-up": Fault(RUNNING, "        why: A thief", "        «reason»: A thief", Code.UNKNOWN_KEY),
    "unknown-key-in-manifest": Fault(
        MANIFEST, "license: CC-BY-4.0\nattr", "«licence»: CC-BY-4.0\nattr", Code.UNKNOWN_KEY
    ),
    "comma-in-a-text": Fault(
        DRIFT, "text: Watch the errors.,", "text: Watch, «and count the errors.»,", Code.UNKNOWN_KEY
    ),
    "unknown-key-beside-list": Fault(WORDS, "terms:", "«words»: []\nterms:", Code.UNKNOWN_KEY),
    "missing-in-item": Fault(
        PAPERS,
        "id: drift-survey\n    title: A survey of drift\n    year: 2014\n    url: https://example.org/drift\n    seen_in: the survey itself",
        "«id: drift-survey\n    year: 2014\n    url: https://example.org/drift\n    seen_in: the survey itself»",
        Code.MISSING_KEY,
    ),
    "missing-in-group": Fault(
        DRIFT, "related:\n  - {id: data-theft, relation: enables}", "related:\n  - «{id: data-theft}»", Code.MISSING_KEY
    ),
    "missing-below-key": Fault(THEFT, "source: {document: handbook}", "«source»: {}", Code.MISSING_KEY),
    "number-for-text": Fault(DRIFT, "title: Model drift", "title: «12»", Code.WRONG_TYPE),
    "decimal-for-text": Fault(FRAMEWORK, 'edition: "2026"', "edition: «1.10»", Code.WRONG_TYPE),
    "text-for-list": Fault(DRIFT, "references: [drift-survey]", "references: «drift-survey»", Code.WRONG_TYPE),
    "list-for-group": Fault(DRIFT, "if: {all: [serves-public]}", "if: «[serves-public]»", Code.WRONG_TYPE),
    "text-for-number": Fault(PAPERS, "year: 2014", "year: «about 2014»", Code.WRONG_TYPE),
    "text-for-truth": Fault(FRAMEWORK, "retired: true", "retired: «perhaps»", Code.WRONG_TYPE),
    "nothing-for-text": Fault(
        DRIFT, "summary: The world changes and the model does not.", "«summary»:", Code.WRONG_TYPE
    ),
    "nothing-for-list": Fault(
        DRIFT,
        "compromises:\n  - property: integrity\n    why: Its answers are wrong more often.\n",
        "«compromises»:\n",
        Code.WRONG_TYPE,
    ),
    "not-a-list-of-terms": Fault(
        WORDS,
        "terms:\n  - {id: change, name: change, text: Something is not as it was., source: {document: handbook}}\n  - id: drift\n",
        "«terms»:\n    id: drift\n",
        Code.WRONG_TYPE,
    ),
    "unknown-severity": Fault(DRIFT, "default: moderate", "default: «medium»", Code.UNKNOWN_WORD),
    "unknown-kind": Fault(THEFT, "kind: intentional", "kind: «intentionally»", Code.UNKNOWN_WORD),
    "unknown-does": Fault(DRIFT, "does: detect", "does: «notice»", Code.UNKNOWN_WORD),
    "unknown-relation": Fault(DRIFT, "relation: enables", "relation: «causes»", Code.UNKNOWN_WORD),
    "unknown-trait-value": Fault(CASE, "keeps-data: no}", "keeps-data: «maybe»}", Code.UNKNOWN_WORD),
    "upper-case-id": Fault(DRIFT, "id: watch-errors", "id: «Watch-errors»", Code.BAD_VALUE),
    "only-item-is-wrong": Fault(OWN, "asks: control", "asks: «controll»", Code.UNKNOWN_WORD),
    "id-in-upper-case": Fault(DRIFT, "id: model-drift", "id: «Model-drift»", Code.BAD_VALUE),
    "bad-version": Fault(ACME, "version: 0.1.0", "version: «0.1»", Code.WRONG_TYPE),
    "bad-version-text": Fault(ACME, "version: 0.1.0", "version: «v0.1.0»", Code.BAD_VALUE),
    "bad-range": Fault(ACME, '">=1.0,<2"', "«^1.0»", Code.BAD_VALUE),
    "bad-address": Fault(PAPERS, "https://example.org/drift", "«javascript:alert(1)»", Code.BAD_VALUE),
    "year-too-early": Fault(PAPERS, "year: 2014", "year: «14»", Code.BAD_VALUE),
    "empty-text": Fault(DRIFT, "summary: The world changes and the model does not.", 'summary: «" "»', Code.BAD_VALUE),
    "newer-schema": Fault(MANIFEST, "schema_version: 1", "schema_version: «2»", Code.BAD_VALUE),
    "id-is-not-file-name": Fault(CASE, "id: public", "id: «private»", Code.ID_IS_NOT_FILE_NAME),
    # what holds between entries
    "duplicate-question": Fault(RUNNING, "id: keeps\n", "id: «watch»\n", Code.DUPLICATE_ID),
    "duplicate-threat": Fault(
        THEFT,
        "    mitigations_of: [2a]",
        "    mitigations_of: [2a]\n  - {id: «2b», title: T, summary: S, severity: {default: low}}",
        Code.DUPLICATE_ID,
    ),
    "duplicate-trait": Fault(
        ACME, "override:", "traits:\n  - {id: «serves-public», question: Is it?}\noverride:", Code.DUPLICATE_ID
    ),
    "duplicate-fact": Fault(BAR, "rows:", "  - {id: «seen-outside», question: Again?}\nrows:", Code.DUPLICATE_ID),
    "duplicate-mitigation": Fault(
        DRIFT,
        "references: [drift-survey]}",
        "references: [drift-survey]}\n  - {id: «encrypt», does: protect, text: It., references: [drift-survey]}",
        Code.DUPLICATE_ID,
    ),
    "duplicate-in-override": Fault(
        OVERRIDE,
        "id: retrain",
        "id: retrain, does: respond, text: It., references: [drift-survey]}\n    - {id: «retrain»",
        Code.DUPLICATE_ID,
    ),
    "unknown-mode": Fault(OWN, "about: [model-drift]", "about: [«model-drfit»]", Code.UNKNOWN_ID),
    "unknown-threat": Fault(RUNNING, "data-theft/2b", "«data-theft/2c»", Code.UNKNOWN_ID),
    "unknown-trait": Fault(OWN, "any: [serves-public]", "any: [«serves-pubic»]", Code.UNKNOWN_ID),
    "unknown-trait-in-if": Fault(DRIFT, "if: {all: [serves-public]}", "if: {none: [«public»]}", Code.UNKNOWN_ID),
    "unknown-trait-of-question": Fault(RUNNING, "trait: keeps-data", "trait: «keeps-it»", Code.UNKNOWN_ID),
    "unknown-reference": Fault(DRIFT, "references: [drift-survey]", "references: [«drift-survay»]", Code.UNKNOWN_ID),
    "unknown-document": Fault(THEFT, "document: handbook", "document: «hand-book»", Code.UNKNOWN_ID),
    "unknown-parent": Fault(WORDS, "parents: [change]", "parents: [«chance»]", Code.UNKNOWN_ID),
    "unknown-related": Fault(DRIFT, "{id: data-theft,", "{id: «data-heft»,", Code.UNKNOWN_ID),
    "unknown-inherited": Fault(THEFT, "mitigations_of: [2a]", "mitigations_of: [«2z»]", Code.UNKNOWN_ID),
    "unknown-framework": Fault(DRIFT, "framework: list-2026", "framework: «list-2025»", Code.UNKNOWN_ID),
    "unknown-question-in-case": Fault(CASE, "asked: [running.watch]", "asked: [«running.watches»]", Code.UNKNOWN_ID),
    "unknown-trait-in-case": Fault(CASE, "keeps-data: no", "«keeps-dat»: no", Code.UNKNOWN_ID),
    "unknown-in-override": Fault(OVERRIDE, "references: [drift-survey]", "references: [«none-such»]", Code.UNKNOWN_ID),
    "unknown-replacement": Fault(OWN, "    about:", "    replaced_by: «acme.nobody»\n    about:", Code.UNKNOWN_ID),
    "crosswalk-unknown": Fault(DRIFT, "id: L1,", "id: «L9»,", Code.CROSSWALK_UNKNOWN_ID),
    "crosswalk-title": Fault(DRIFT, "title: Drift,", "title: «Theft»,", Code.CROSSWALK_WRONG_TITLE),
    "crosswalk-retired": Fault(DRIFT, "id: L1, title: Drift", "id: «L0», title: Rot", Code.CROSSWALK_RETIRED_ID),
    "circle-of-terms": Fault(WORDS, "text: Something", "parents: «[drift]», text: Something", Code.CYCLE),
    "circle-of-traits": Fault(
        MANIFEST, "use the system?\n", "use the system?\n    applies: «{all: [keeps-data]}»\n", Code.CYCLE
    ),
    "circle-of-questions": Fault(OWN, "    about:", "    replaced_by: «acme.named»\n    about:", Code.CYCLE),
    "circle-of-catalogs": Fault(ACME, 'id: base, version: ">=1.0,<2"', 'id: «acme», version: ">=0"', Code.CYCLE),
    "trait-of-a-control": Fault(
        RUNNING,
        "why: It gets worse on its own.",
        "why: It gets worse on its own.\n    trait: «serves-public»",
        Code.TRAIT_MISUSED,
    ),
    "trait-asked-twice": Fault(OWN, "asks: control", "trait: «keeps-data»\n    asks: exposure", Code.TRAIT_MISUSED),
    "no-severity": Fault(
        THEFT, "    severity: {default: important}", "    severity: «{recorded: []}»", Code.NO_SEVERITY
    ),
    "contradiction": Fault(
        OWN, "{any: [serves-public]}", "{all: [serves-public], none: [«serves-public»]}", Code.CONTRADICTION
    ),
    "catalog-missing": Fault(ACME, "id: base, version", "id: «bass», version", Code.CATALOG_MISSING),
    "catalog-too-old": Fault(ACME, '">=1.0,<2"', '«">=1.3"»', Code.CATALOG_VERSION),
    # what extensions change
    "override-of-nothing": Fault(
        ACME, "question: running.watch\n", "question: «running.watsh»\n", Code.OVERRIDE_TARGET
    ),
    "override-of-own": Fault(ACME, "question: running.watch\n", "question: «acme.named»\n", Code.OVERRIDE_TARGET),
    "override-of-two": Fault(OVERRIDE, "because: We", "«trait»: keeps-data\nbecause: We", Code.OVERRIDE_TARGET),
    "disable-of-nothing": Fault(
        ACME, "question: running.encrypted", "question: «running.encrypt»", Code.OVERRIDE_TARGET
    ),
    "override-unknown-field": Fault(ACME, "set: {evidence:", "set: {«evidense»:", Code.OVERRIDE_FIELD),
    "override-fixed-field": Fault(ACME, "set: {evidence:", "set: {«id»:", Code.OVERRIDE_FIELD),
    "override-adds-to-text": Fault(ACME, "set: {evidence:", "add: {«evidence»:", Code.OVERRIDE_FIELD),
    "override-bad-word": Fault(OVERRIDE, "default: important", "default: «importent»", Code.UNKNOWN_WORD),
    "override-bad-type": Fault(ACME, "evidence: The dashboard.", "evidence: «[]»", Code.WRONG_TYPE),
    "override-bad-item": Fault(OVERRIDE, "does: respond", "does: «react»", Code.UNKNOWN_WORD),
    "override-unknown-key": Fault(OVERRIDE, "    because: It cost", "    «why»: It cost", Code.UNKNOWN_KEY),
    # what is legal, but poor
    "no-why": Fault(
        OWN,
        "id: named\n    asks: control\n    text: Has the system an owner?\n    why: Somebody must answer for it.",
        "id: «named»\n    asks: control\n    text: Has the system an owner?",
        Code.NO_WHY,
    ),
    "no-source": Fault(
        DRIFT,
        "id: watch-errors, does: detect, text: Watch the errors., references: [drift-survey]}",
        "id: «watch-errors», does: detect, text: Watch the errors.}",
        Code.NO_SOURCE,
    ),
    "leads-nowhere": Fault(OWN, "asks: control", "asks: «exposure»", Code.EXPOSURE_LEADS_NOWHERE),
    "decides-nothing": Fault(
        ACME, "override:", "traits:\n  - {id: «idle», question: Is it?}\noverride:", Code.TRAIT_DECIDES_NOTHING
    ),
    "about-nothing": Fault(
        OWN,
        "id: named\n    asks: control\n    text: Has the system an owner?\n    why: Somebody must answer for it.\n    about: [model-drift]",
        "id: «named»\n    asks: control\n    text: Has the system an owner?\n    why: Somebody must answer for it.",
        Code.ABOUT_NOTHING,
    ),
    "too-long": Fault(OWN, "Has the system an owner?", f"«{'Long words. ' * 27}What?»", Code.TOO_LONG_TO_READ_ALOUD),
    "never-asked": Fault(
        OWN,
        "applies: {any: [serves-public]}",
        "applies: «{all: [keeps-data], none: [serves-public]}»",
        Code.NEVER_HOLDS,
    ),
    "never-decides": Fault(
        DRIFT,
        "because: Nobody looks at all of them.\n",
        "because: Nobody looks.\n    - «if: {all: [serves-public, keeps-data]}\n      is: critical\n      because: It is worse.»\n",
        Code.NEVER_HOLDS,
    ),
    "override-adds-no-source": Fault(
        OVERRIDE,
        "id: retrain, does: respond, text: Train it again., references: [drift-survey]}",
        "id: «retrain», does: respond, text: Train it again.}",
        Code.NO_SOURCE,
    ),
    "override-adds-no-why": Fault(
        ACME,
        "    set: {evidence: The dashboard.}",
        "    add: {follow_ups: [{id: «deeper», asks: control, text: Deeper?, about: [model-drift]}]}",
        Code.NO_WHY,
    ),
    "override-never-decides": Fault(
        OVERRIDE,
        "    because: It cost us a week.",
        "    because: It cost us a week.\n    when:\n      - {if: {any: [serves-public]}, is: critical, because: So.}\n"
        "      - «{if: {all: [serves-public, keeps-data]}, is: important, because: So.}»",
        Code.NEVER_HOLDS,
    ),
    "override-text-too-long": Fault(
        ACME, "{evidence: The dashboard.}", f"{{text: «{'Long words. ' * 27}What?»}}", Code.TOO_LONG_TO_READ_ALOUD
    ),
    "trait-too-long": Fault(
        MANIFEST,
        "Can anybody on the internet use the system?",
        f"«{'Long words. ' * 27}What?»",
        Code.TOO_LONG_TO_READ_ALOUD,
    ),
    "trait-never-true": Fault(
        MANIFEST,
        "use the system?\n  - id: keeps-data\n    question: Does the system keep what people send it?\n    applies: {all: [serves-public]}",
        "use the system?\n    applies: {none: [keeps-data]}\n"
        "  - id: keeps-data\n    question: Does the system keep what people send it?\n    applies: «{all: [serves-public]}»",
        Code.NEVER_HOLDS,
    ),
    "mode-never-applies": Fault(
        THEFT,
        "applies: {all: [keeps-data]}",
        "applies: «{all: [keeps-data], none: [serves-public]}»",
        Code.NEVER_HOLDS,
    ),
    "threat-never-applies": Fault(
        THEFT,
        "    severity: {default: critical}",
        "    severity: {default: critical}\n    applies: «{none: [serves-public]}»",
        Code.NEVER_HOLDS,
    ),
    "never-asked-below-its-parent": Fault(
        RUNNING,
        "        references: [drift-survey]",
        "        references: [drift-survey]\n        applies: «{none: [keeps-data]}»",
        Code.NEVER_HOLDS,
    ),
    "unseen": Fault(
        PAPERS,
        "id: drift-survey\n    title: A survey of drift\n    year: 2014\n    url: https://example.org/drift\n    seen_in: the survey itself",
        "id: «drift-survey»\n    title: A survey of drift",
        Code.REFERENCE_UNSEEN,
    ),
    "no-attribution": Fault(
        MANIFEST,
        "attribution: Written for the tests of mlthreat.\ndocuments:\n  - id: handbook\n    title: The handbook\n    publisher: The house\n    license: CC-BY-4.0\n",
        "«documents»:\n  - id: handbook\n    title: The handbook\n    publisher: The house\n    license: CC-BY-4.0\n",
        Code.NO_ATTRIBUTION,
    ),
}
