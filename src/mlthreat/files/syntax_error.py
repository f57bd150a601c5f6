"""Why a text is not YAML, in words that say where and what to do."""

from __future__ import annotations

import yaml


def syntax_error(error: yaml.YAMLError) -> tuple[str, int, int, str]:
    """What is wrong, from which offset to which, and what to do about it."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return "not valid YAML", 0, 1, "check the indentation and the quotes of this file"
    mark = error.problem_mark or error.context_mark
    if "end of stream" in str(error.problem) and error.context_mark:
        mark = error.context_mark  # what was never closed says more than the end of the file
    start = mark.index if mark else 0
    problem = " ".join(str(error.problem or error.context or "broken").split())
    context = f" {error.context}" if error.context and error.problem else ""
    return f"not valid YAML: {problem}{context}", start, start + 1, _hint(problem)


def _hint(problem: str) -> str:
    if "\\t" in problem or "tab" in problem:
        return "indent with spaces, not tabs"
    if "mapping values are not allowed" in problem:
        return "put quotes around a text that holds `: `, or check the indentation"
    if "could not find expected ':'" in problem:
        return "write `key: value`, with a blank after the colon"
    if "found character" in problem:
        return "put quotes around the text"
    return "check the indentation and the quotes here and on the line above"
