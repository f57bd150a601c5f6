"""Codes of what must hold between the entries of catalogs."""

from __future__ import annotations

from mlthreat.domain.codes import Code
from mlthreat.views.codes.told import Told

CODES: dict[Code, Told] = {
    Code.DUPLICATE_ID: Told(
        "an id that exists already",
        "Two entries of one kind bear the same id; both places are shown.",
        "Choose another id. To change an entry of another catalog, use `override`.",
        "# references/papers.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}\n"
        "  - {id: audit-2026, title: The audit of June, seen_in: the audit itself}",
        "# references/papers.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}\n"
        "  - {id: audit-2026-june, title: The audit of June, seen_in: the audit itself}",
    ),
    Code.UNKNOWN_ID: Told(
        "an id that nothing bears",
        "The entry points to something that is not there, or that is in a catalog which this one does not extend.",
        "Take the id that is offered, add the entry, or extend its catalog.",
        "# checklists/all.yaml\nabout: [poisonning]",
        "# checklists/all.yaml\nabout: [poisoning]",
    ),
    Code.CROSSWALK_UNKNOWN_ID: Told(
        "an id that the framework does not have",
        "Crosswalks are checked against the pinned release of the framework.",
        "Take an id of that release.",
        "# failure-modes/fails.yaml\n"
        "crosswalk:\n"
        "  - {framework: mitre-atlas-2026.07, id: AML.T9999, title: Training Data Poisoning, relation: narrower}",
        "# failure-modes/fails.yaml\n"
        "crosswalk:\n"
        "  - {framework: mitre-atlas-2026.07, id: AML.T0020, title: Training Data Poisoning, relation: narrower}",
    ),
    Code.CROSSWALK_WRONG_TITLE: Told(
        "the title of another id",
        "The title shows that another entry was meant, or that the edition is another one.",
        "Correct the id or the title.",
        "# failure-modes/fails.yaml\n"
        "crosswalk:\n"
        "  - {framework: mitre-atlas-2026.07, id: AML.T0020, title: Craft Adversarial Data, relation: narrower}",
        "# failure-modes/fails.yaml\n"
        "crosswalk:\n"
        "  - {framework: mitre-atlas-2026.07, id: AML.T0020, title: Training Data Poisoning, relation: narrower}",
    ),
    Code.CROSSWALK_RETIRED_ID: Told(
        "an id that its publisher has retired",
        "It is in the list only so that old links can be followed.",
        "Take its successor.",
        "# failure-modes/fails.yaml\n"
        "crosswalk:\n"
        "  - {framework: mitre-atlas-2026.07, id: AML.T0019, title: Publish Poisoned Datasets, relation: narrower}",
        "# failure-modes/fails.yaml\n"
        "crosswalk:\n"
        "  - {framework: mitre-atlas-2026.07, id: AML.T0115.000, title: Datasets, relation: narrower}",
    ),
    Code.CYCLE: Told(
        "a circle",
        "Catalogs extend each other, terms are each other's parents, facts are each other's condition, or questions replace each other; the chain is shown.",
        "Cut it at one place.",
        "# terms/all.yaml\n"
        "terms:\n"
        "  - {id: change, name: change, text: It is not as it was., parents: [drift], source: {document: handbook}}\n"
        "  - {id: drift, name: drift, text: It changes slowly., parents: [change], source: {document: handbook}}",
        "# terms/all.yaml\n"
        "terms:\n"
        "  - {id: change, name: change, text: It is not as it was., source: {document: handbook}}\n"
        "  - {id: drift, name: drift, text: It changes slowly., parents: [change], source: {document: handbook}}",
    ),
    Code.TRAIT_MISUSED: Told(
        "a trait at the wrong question",
        "Only an exposure can be answered by a trait, and each trait by one question, so that nothing is asked twice.",
        "Ask for an exposure, or take the trait away.",
        "# checklists/all.yaml\nasks: control\ntrait: is-public",
        "# checklists/all.yaml\nasks: exposure\ntrait: is-public",
    ),
    Code.NO_SEVERITY: Told(
        "no severity",
        "A failure mode without threats needs a severity, and a severity without a default a reason.",
        "Add `severity` with `default` and `because`; without a default, say in `because` why there is none.",
        "# failure-modes/fails.yaml\nseverity: {}",
        "# failure-modes/fails.yaml\nseverity: {default: low, because: Little follows.}",
    ),
    Code.OVERRIDE_TARGET: Told(
        "an override of something that is not there",
        "It must name exactly one entry, of a catalog that this one extends.",
        "Take the id that is offered, or extend the catalog.",
        "# catalog.yaml\n"
        "override:\n"
        "  - question: data-trust.notice-tampring\n"
        "    set: {evidence: The dashboard.}\n"
        "    because: It shows it at once.",
        "# catalog.yaml\n"
        "override:\n"
        "  - question: data-trust.notice-tampering\n"
        "    set: {evidence: The dashboard.}\n"
        "    because: It shows it at once.",
    ),
    Code.OVERRIDE_FIELD: Told(
        "a field that cannot be changed so",
        "The field does not exist, is fixed, holds no list to add to, or the new value does not fit.",
        "Take one of the fields that are listed.",
        "# catalog.yaml\n"
        "override:\n"
        "  - question: data-trust.notice-tampering\n"
        "    set: {evidense: The dashboard.}\n"
        "    because: It shows it at once.",
        "# catalog.yaml\n"
        "override:\n"
        "  - question: data-trust.notice-tampering\n"
        "    set: {evidence: The dashboard.}\n"
        "    because: It shows it at once.",
    ),
    Code.OVERRIDE_DISPUTED: Told(
        "two catalogs disagree about one entry",
        "They set one field differently, or one switches off what the other changes. Neither builds on the other, so neither may win in silence. Both places are shown.",
        "Let one catalog extend both and set the field there.",
        "# two/catalog.yaml\n"
        "override:\n"
        "  - question: data-trust.notice-tampering\n"
        "    set: {evidence: The log.}\n"
        "    because: Ours.",
        "# three/catalog.yaml\n"
        "schema_version: 1\n"
        "id: three\n"
        "version: 1.0.0\n"
        "title: House\n"
        "license: MIT\n"
        'extends: [{id: microsoft, version: ">=1.0,<2"}, {id: one, version: ">=1"}, {id: two, version: ">=1"}]\n'
        "override:\n"
        "  - question: data-trust.notice-tampering\n"
        "    set: {evidence: The dashboard and the log.}\n"
        "    because: Ours.",
    ),
    Code.CATALOG_MISSING: Told(
        "a catalog that is not here",
        "The catalog, or the review, builds on one that is neither shipped nor given.",
        "Give its folder with `--catalog DIR`, or name it in mlthreat.yaml.",
        '# catalog.yaml\nextends: [{id: microsft, version: ">=1.0,<2"}]',
        '# catalog.yaml\nextends: [{id: microsoft, version: ">=1.0,<2"}]',
    ),
    Code.CATALOG_VERSION: Told(
        "a version outside the range",
        "The catalog at hand is not one of the versions that this one was made for.",
        "Take another version, or widen the range after looking at `mlthreat diff OLD NEW`.",
        '# catalog.yaml\nextends: [{id: microsoft, version: ">=9"}]',
        '# catalog.yaml\nextends: [{id: microsoft, version: ">=1.0,<2"}]',
    ),
    Code.CONTRADICTION: Told(
        "a condition that can never hold",
        "It asks for the same trait to be true and false.",
        "Delete one of the two.",
        "# checklists/all.yaml\napplies: {all: [trains-models], none: [trains-models]}",
        "# checklists/all.yaml\napplies: {all: [trains-models]}",
    ),
    Code.REMOVED_WITHOUT_STEP: Told(
        "an id is gone without a new major version",
        "Reviews still hold answers to it.",
        "Retire it with `replaced_by`, or raise the major version.",
        "# catalog.yaml\nversion: 1.1.0 # one question fewer than 1.0.0",
        "# catalog.yaml\nversion: 2.0.0 # one question fewer than 1.0.0",
    ),
    Code.CHANGED_WITHOUT_STEP: Told(
        "a meaning changed without the version step it needs",
        "Teams would be asked again without having been told why.",
        "Raise the version as the message says.",
        "# catalog.yaml\nversion: 1.0.1 # more severe than 1.0.0",
        "# catalog.yaml\nversion: 2.0.0 # more severe than 1.0.0",
    ),
    Code.VERSION_NOT_RAISED: Told(
        "the version does not show that something changed",
        "Two different catalogs would bear one name and version, or the version went back, or another catalog is compared.",
        "Raise the version as the message says.",
        "# catalog.yaml\nversion: 1.0.0 # with another word than before",
        "# catalog.yaml\nversion: 1.0.1 # with another word than before",
    ),
}
