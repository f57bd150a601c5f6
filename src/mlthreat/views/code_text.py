"""Diagnostic codes explained, for `explain`, for code scanning and for the reference."""

from __future__ import annotations

from mlthreat.domain.codes import Code
from mlthreat.views.codes import of_entries, of_files, of_reviews, of_warnings
from mlthreat.views.codes.told import Told
from mlthreat.views.explaining import Explained, Explanation

TOLD: dict[Code, Told] = {**of_files.CODES, **of_entries.CODES, **of_warnings.CODES, **of_reviews.CODES}


def text_of(code: str) -> Told | None:
    """What there is to say about a code; None for a word that is no code."""
    return TOLD.get(Code(code)) if code in set(Code) else None


def explained_code(word: str) -> Explanation | None:
    """Explain a diagnostic code. Returns None for a word that is no code; case does not count."""
    code = word.strip().upper()
    told = text_of(code)
    if told is None:
        return None
    examples = [("instead of", told.bad.split("\n")), ("write", told.mended.split("\n"))]
    facts = [("what to do", [told.do])]
    return Explanation(word, [Explained("code", code, told.title.capitalize(), told.means, facts, examples)], [])


def in_markdown(told: Told) -> str:
    """What a code means and what to do, with an example before and after."""
    return f"{told.means} {told.do}\n\n```yaml\n{told.bad}\n```\n\nMended:\n\n```yaml\n{told.mended}\n```\n"


def reference() -> str:
    """The page of the reference that lists every code, in Markdown."""
    intro = (
        "# Diagnostics\n\nEvery code that `mlthreat validate` and other commands can report. `mlthreat explain CODE` shows the "
        "same. The first line of an example names the file; the lines below it are a part of that file.\n"
    )
    told = (
        f'\n<a id="{code.lower()}"></a>\n\n## {code}: {TOLD[code].title}\n\n{in_markdown(TOLD[code])}' for code in Code
    )
    return intro + "".join(told)
