"""Codes of what is legal in a catalog, but poor."""

from __future__ import annotations

from mlthreat.domain.codes import Code
from mlthreat.views.codes.told import Told

CODES: dict[Code, Told] = {
    Code.NO_WHY: Told(
        "a question without `why`",
        "People answer better when they know what goes wrong otherwise.",
        "Add two or three sentences that a non-specialist understands.",
        "# checklists/all.yaml\n"
        "- id: limit\n"
        "  asks: control\n"
        "  text: Is it limited how often a caller may ask?\n"
        "  about: [fails]",
        "# checklists/all.yaml\n"
        "- id: limit\n"
        "  asks: control\n"
        "  text: Is it limited how often a caller may ask?\n"
        "  why: Without a limit a thief can copy the model in an afternoon.\n"
        "  about: [fails]",
    ),
    Code.NO_SOURCE: Told(
        "a mitigation without a source",
        "Nobody can look up where it comes from.",
        "Add `source` or `references`.",
        "# failure-modes/fails.yaml\n"
        "mitigations:\n"
        "  - {id: limit, does: protect, text: Limit how often a caller may ask.}",
        "# failure-modes/fails.yaml\n"
        "mitigations:\n"
        "  - {id: limit, does: protect, text: Limit how often a caller may ask., references: [tramer-2016]}",
    ),
    Code.EXPOSURE_LEADS_NOWHERE: Told(
        "an exposure that leads nowhere",
        "A yes would have no consequence: no follow-up is asked and no trait is set.",
        "Add follow-ups or a trait, or ask for a control.",
        "# checklists/all.yaml\nasks: exposure\ntext: Can anybody use it?",
        "# checklists/all.yaml\nasks: exposure\ntrait: is-public\ntext: Can anybody use it?",
    ),
    Code.TRAIT_DECIDES_NOTHING: Told(
        "a trait that decides nothing",
        "It costs every team a question and changes nothing.",
        "Name it in an `applies` or an `if`, or delete it.",
        "# catalog.yaml\ntraits: [{id: is-blue, question: Is it blue?}]",
        "# catalog.yaml\ntraits: []",
    ),
    Code.ABOUT_NOTHING: Told(
        "a question about nothing",
        "Without a failure mode it has no severity and shows in no matrix.",
        "Add `about`.",
        "# checklists/all.yaml\n"
        "- id: limit\n"
        "  asks: control\n"
        "  text: Is it limited how often a caller may ask?\n"
        "  why: Without a limit a thief can copy the model in an afternoon.",
        "# checklists/all.yaml\n"
        "- id: limit\n"
        "  asks: control\n"
        "  text: Is it limited how often a caller may ask?\n"
        "  why: Without a limit a thief can copy the model in an afternoon.\n"
        "  about: [fails]",
    ),
    Code.TOO_LONG_TO_READ_ALOUD: Told(
        "too long to read aloud",
        "Questions are read out in meetings; this one cannot be followed.",
        "Keep it under 320 characters and move the rest to `why`.",
        "# checklists/all.yaml\n"
        "text: Is it limited how often one caller may ask, counted over all their accounts and addresses, with a limit that was worked out from what honest callers need and from how many answers a copy of the model would take, that is raised only by somebody who has looked at the traffic of the last month, and that is the same for your own test accounts?",
        "# checklists/all.yaml\ntext: Is it limited how often one caller may ask, counted over all their accounts?",
    ),
    Code.NEVER_HOLDS: Told(
        "a condition that never decides",
        "An earlier condition holds whenever this one does, or the conditions around it rule it out.",
        "Put the narrower condition first, or delete this one.",
        "# failure-modes/fails.yaml\n"
        "when:\n"
        "  - {if: {all: [is-public]}, is: moderate, because: Strangers can try it.}\n"
        "  - {if: {all: [is-public, is-sold]}, is: critical, because: Strangers pay for it.}",
        "# failure-modes/fails.yaml\n"
        "when:\n"
        "  - {if: {all: [is-public, is-sold]}, is: critical, because: Strangers pay for it.}\n"
        "  - {if: {all: [is-public]}, is: moderate, because: Strangers can try it.}",
    ),
    Code.REFERENCE_UNSEEN: Told(
        "a reference nobody says they saw",
        "Nothing is cited from memory.",
        "Add `seen_in` with the place where it was read.",
        "# references/papers.yaml\nreferences:\n  - {id: audit-2026, title: The audit of March}",
        "# references/papers.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}",
    ),
    Code.NOTHING_ASKS: Told(
        "a failure mode nobody asks about",
        "It would stay unanswered in every review.",
        "Add a question about it to a checklist.",
        "# checklists/all.yaml\nabout: [fails]",
        "# checklists/all.yaml\nabout: [fails, leaks]",
    ),
    Code.NO_ATTRIBUTION: Told(
        "sources without attribution",
        "Licences of documents ask for a word in every report.",
        "Say in `attribution` what they ask for.",
        "# catalog.yaml\ndocuments: [{id: handbook, title: The handbook, publisher: The house, license: CC-BY-4.0}]",
        "# catalog.yaml\n"
        "documents: [{id: handbook, title: The handbook, publisher: The house, license: CC-BY-4.0}]\n"
        "attribution: Adapted from “The handbook” by the house, CC BY 4.0.",
    ),
}
