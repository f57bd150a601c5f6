"""What went wrong in somebody's template, at its line, in words."""

from __future__ import annotations

import re
import traceback
from typing import Final

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place, Refused, Span, UserError
from mlthreat.domain.nearest import did_you_mean
from mlthreat.views.templating.budget import TooMuch
from mlthreat.views.templating.sandbox import SHIPPED, Sandbox

TROUBLES: Final = (
    TemplateError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RecursionError, SyntaxError,
    TypeError, ValueError,
)  # fmt: skip
"""What a template can raise by what stands in it."""
_TAGS: Final = (
    "block", "call", "elif", "else", "extends", "filter", "for", "from", "if", "import", "include", "macro", "set", "with",
)  # fmt: skip
_NO_SUCH: Final = re.compile(
    r"No (?P<kind>filter|test) named '(?P<name>.*?)'|Encountered unknown (?P<tag>tag) '(?P<word>.*?)'"
)
_OUTSIDE: Final = "top-level template code"
"""What Jinja calls the code of a template that is in no block: it calls everything else."""


def refused(sandbox: Sandbox, entry: str, error: Exception) -> UserError:
    """The error that tells of another one. Raises that one where no template of somebody's own took part in it."""
    own = {sandbox.path_of(name): name for name in sandbox.own.files}
    place = _place(own, error)
    if place is None and isinstance(error, TooMuch):
        message = f"with the templates in {sandbox.own.folder} the report grows larger than it may"
        return UserError(message, "look at the loops in them; without --template there is no such bound")
    if place is None and not isinstance(error, RecursionError | MemoryError | SyntaxError):
        raise error
    filename, line = place or (sandbox.path_of(entry), 1)
    lines = sandbox.own.files[own[filename]].split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    span = Span(line, len(text) - len(text.lstrip()) + 1, line, len(text.rstrip()) + 1)
    problem = Diagnostic(Place(filename, span, text), Code.TEMPLATE_FAILED, _said(sandbox, error))
    return Refused((problem,), f"the templates in {sandbox.own.folder} cannot be used", "mend it; no report was made")


def _place(own: dict[str, str], error: Exception) -> tuple[str, int] | None:
    """File and line in a template of somebody's own; None where what failed is in the shipped ones."""
    if isinstance(error, TemplateSyntaxError) and error.filename in own:
        return error.filename, error.lineno
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith((".j2", ".css"))]
    if frames and frames[-1].filename not in own:
        frames = [f for f in frames if f.name != _OUTSIDE]
    theirs = [f for f in frames if f.filename in own]
    return (theirs[-1].filename, theirs[-1].lineno or 1) if theirs else None


def _said(sandbox: Sandbox, error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "these templates, or the macros in them, call themselves without end, or are nested too deeply"
    if isinstance(error, MemoryError | SyntaxError):
        return "this template is nested too deeply"
    if isinstance(error, TemplateNotFound):
        name = str(error.name).removeprefix(SHIPPED)
        return missing_template(sandbox, name)
    text = str(error.message if isinstance(error, TemplateError) else error) or type(error).__name__
    if found := _NO_SUCH.match(text):
        return _no_such(sandbox, found)
    return text[0].lower() + text[1:].rstrip(".")


def missing_template(sandbox: Sandbox, name: str) -> str:
    """What is said of a template that is not there."""
    near = did_you_mean(name, [*sandbox.own.files, *sandbox.shipped_names()])
    return "; ".join(filter(None, [f"there is no template `{name}`", near]))


def _no_such(sandbox: Sandbox, found: re.Match[str]) -> str:
    kind, name = (found["kind"], found["name"]) if found["kind"] else ("tag", found["word"])
    known = {"filter": sandbox.filters, "test": sandbox.tests, "tag": _TAGS}[kind]
    near = did_you_mean(name, sorted(known))
    return "; ".join(filter(None, [f"there is no {kind} `{name}` for templates of your own", near]))
