"""Codes of files as such, and of keys and values in them."""

from __future__ import annotations

from mlthreat.domain.codes import Code
from mlthreat.views.codes.told import Told

CODES: dict[Code, Told] = {
    Code.NOT_UTF8: Told(
        "not UTF-8",
        "The file holds bytes that are not UTF-8, or is UTF-16 or UTF-32.",
        "Save it as UTF-8 in your editor.",
        "# payments.review.yaml\nsystem: {name: Caf\\xe9}",
        "# payments.review.yaml\nsystem: {name: Café}",
    ),
    Code.FORBIDDEN_CHARACTER: Told(
        "a character that is not allowed",
        "Control characters could steer a terminal. Only line feeds and tabs are allowed, written raw or as an escape.",
        "Delete the character.",
        '# payments.review.yaml\nsystem: {name: "Clear \\e[2J"}',
        "# payments.review.yaml\nsystem: {name: Clear}",
    ),
    Code.EMPTY_FILE: Told(
        "an empty file",
        "There is nothing in the file but blanks and comments.",
        "Fill it in, or delete it.",
        "# payments.review.yaml\n# nothing yet",
        "# payments.review.yaml\nformat: 1\nsystem: {name: Payments}",
    ),
    Code.YAML_SYNTAX: Told(
        "not YAML",
        "The text does not follow the rules of YAML; the mark shows where it stopped making sense.",
        "Check the indentation and the quotes on that line and the one above.",
        "# payments.review.yaml\nsystem: {name: Payments: the model}",
        '# payments.review.yaml\nsystem: {name: "Payments: the model"}',
    ),
    Code.DUPLICATE_KEY: Told(
        "a key that appears twice",
        "Other readers would drop one of the two in silence.",
        "Keep one of them.",
        "# payments.review.yaml\nsystem: {name: Payments, owner: Ada, owner: Grace}",
        "# payments.review.yaml\nsystem: {name: Payments, owner: Grace}",
    ),
    Code.ALIAS: Told(
        "an alias, an anchor or a merge key",
        "They hide where a value comes from, and a few lines of them can grow without bounds.",
        "Write the value out.",
        "# payments.review.yaml\nsystem: {name: &it Payments, owner: *it}",
        "# payments.review.yaml\nsystem: {name: Payments, owner: Payments}",
    ),
    Code.TAG: Told(
        "a tag",
        "Tags make some readers run code. The schema says what a value is.",
        "Delete the `!…`.",
        "# payments.review.yaml\nsystem: {name: !!str Payments}",
        "# payments.review.yaml\nsystem: {name: Payments}",
    ),
    Code.TOO_DEEP: Told(
        "nested too deeply",
        "No real file needs more than 32 levels.",
        "Flatten this part of the file.",
        "# payments.review.yaml\n"
        "traits: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "# payments.review.yaml\ntraits: {}",
    ),
    Code.TOO_LARGE: Told(
        "too large",
        "The file is over 64 MiB, holds over a million values or 250,000 lists and groups, or one text of over 65,536 characters.",
        "Split the file, or shorten the text and link to a file.",
        "# payments.review.yaml\nsystem: {name: Payments, description: (70,000 characters)}",
        "# payments.review.yaml\nsystem: {name: Payments, description: See docs/payments.md.}",
    ),
    Code.SECOND_DOCUMENT: Told(
        "a second document or a directive",
        "A file holds one document, without `%` directives.",
        "Put the second one into a file of its own.",
        "# payments.review.yaml\nsystem: {name: Payments}\n---\nsystem: {name: Refunds}",
        "# payments.review.yaml\nsystem: {name: Payments}",
    ),
    Code.MERGE_CONFLICT: Told(
        "an unresolved merge conflict",
        "git could not join two versions and left its marks.",
        "Resolve it and delete the marks; for reviews, `mlthreat merge` joins question by question.",
        "# payments.review.yaml\n"
        "<<<<<<< ours\n"
        "system: {name: Payments}\n"
        "=======\n"
        "system: {name: Refunds}\n"
        ">>>>>>> theirs",
        "# payments.review.yaml\nsystem: {name: Payments}",
    ),
    Code.KEY_NOT_TEXT: Told(
        "a key that is not a short text",
        "Keys are names: text of up to 200 characters.",
        "Write `name: value`.",
        "# payments.review.yaml\nsystem:\n  name: Payments\n  ? [owner]\n  : Ada",
        "# payments.review.yaml\nsystem:\n  name: Payments\n  owner: Ada",
    ),
    Code.NOT_YAML: Told(
        "not a text file",
        "The file is binary, a web page, a PDF, or a pointer that Git LFS left in its place.",
        "Name a YAML file. A report in HTML gives its review back: `mlthreat review --from-report FILE`; for a pointer, run "
        "`git lfs pull`.",
        "# payments.review.yaml\n"
        "version https://git-lfs.github.com/spec/v1\n"
        "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
        "size 12345",
        "# payments.review.yaml\nformat: 1\nsystem: {name: Payments}",
    ),
    Code.TOO_MANY_PROBLEMS: Told(
        "too many problems",
        "Past a thousand problems of one kind of check, the rest would take long to find and longer to read.",
        "Mend those that are told, then check again; they often have one cause.",
        "# references/papers.yaml\nreferences:\n  - {ident: audit-2026}\n  … (and a thousand more)",
        "# references/papers.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}",
    ),
    Code.UNKNOWN_KEY: Told(
        "a key that nothing reads",
        "A misspelt key would otherwise be ignored in silence.",
        "Take the known key that is offered, or delete this one.",
        "# payments.review.yaml\nanswer: {}",
        "# payments.review.yaml\nanswers: {}",
    ),
    Code.MISSING_KEY: Told(
        "a key is missing",
        "This entry cannot do without it.",
        "Add the key where the mark points.",
        "# payments.review.yaml\nsystem: {owner: Ada}",
        "# payments.review.yaml\nsystem: {name: Payments, owner: Ada}",
    ),
    Code.WRONG_TYPE: Told(
        "the wrong kind of value",
        "A text, a list, a number or a group of keys was expected, and something else is there.",
        "Write what the message asks for; a number that is a name, such as a version, wants quotes.",
        "# payments.review.yaml\nsystem: {name: Payments, version: 1.10}",
        '# payments.review.yaml\nsystem: {name: Payments, version: "1.10"}',
    ),
    Code.UNKNOWN_WORD: Told(
        "a word that is not one of the allowed ones",
        "The key takes one of a few words.",
        "Take one of those that the message lists.",
        "# payments.review.yaml\ntraits: {trains-models: maybe}",
        "# payments.review.yaml\ntraits: {trains-models: unknown}",
    ),
    Code.BAD_VALUE: Told(
        "a value that does not fit",
        "It is empty, too long, or not of the form that the message describes.",
        "Write it in that form.",
        "# catalog.yaml\nversion: v1.0.0",
        "# catalog.yaml\nversion: 1.0.0",
    ),
    Code.ID_IS_NOT_FILE_NAME: Told(
        "the id is not the name of the file",
        "One name serves everywhere: file, id, anchor and what people type.",
        "Rename the file or the entry, before anybody has used the id.",
        "# failure-modes/fails.yaml\nid: breaks",
        "# failure-modes/fails.yaml\nid: fails",
    ),
    Code.STRAY_FILE: Told(
        "a file that is not read here",
        "YAML in a folder that a catalog does not have, or too deep in one, would be ignored in silence.",
        "Move it to the folder that is offered.",
        "# reference/papers.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}",
        "# references/papers.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}",
    ),
    Code.OUTSIDE_FOLDER: Told(
        "a link out of the folder",
        "A catalog, a project's logo and a folder of templates are read from their own folder only.",
        "Copy the file into it.",
        "# references/papers.yaml -> ../../papers.yaml",
        "# references/papers.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}",
    ),
    Code.UNREADABLE: Told(
        "a file that cannot be read",
        "It is there, but it is not a regular file, or nobody may read it.",
        "Change its permissions, or take it away.",
        "# references/papers.yaml (a named pipe)",
        "# references/papers.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}",
    ),
    Code.UNPORTABLE_NAME: Told(
        "a file name that not every system can hold",
        "Windows refuses the name, or a system that does not tell apart capitals or ways of writing accents takes two files for one. Somebody's copy of the catalog would lack a file.",
        "Rename the file.",
        "# references/aux.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}",
        "# references/audits.yaml\n"
        "references:\n"
        "  - {id: audit-2026, title: The audit of March, seen_in: the audit itself}",
    ),
    Code.LOGO_UNUSABLE: Told(
        "a logo that cannot stand in a report",
        "It is not a PNG, JPEG or plain SVG, whatever its name says; or it is damaged, larger than 64 KiB or 2048 pixels, animated, or holds more than a drawing.",
        "Export it again, small; of an SVG that does not pass, make a PNG.",
        "# mlthreat.yaml\nhouse:\n  name: Acme\n  logo: logo.png",
        "# mlthreat.yaml\nhouse:\n  name: Acme\n  logo: logo.svg",
    ),
    Code.TEMPLATE_FAILED: Told(
        "a template that fails",
        "A template given with `--template` names what is not there, breaks a rule of the sandbox, or wants too much.",
        "Mend the line that is shown; the reference of templates lists every block, variable and filter.",
        '# report.html.j2\n{% extends "report.html.j2" %}\n{% block fornt %}{{ super() }}{% endblock %}',
        '# report.html.j2\n{% extends "report.html.j2" %}\n{% block front %}{{ super() }}{% endblock %}',
    ),
}
