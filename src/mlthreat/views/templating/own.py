"""A report from templates that somebody else wrote: they are looked over, run, and told where they fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.nearest import did_you_mean
from mlthreat.views.templating.failing import TROUBLES, refused
from mlthreat.views.templating.inheritance import check_inheritance
from mlthreat.views.templating.sandbox import Sandbox


def render_own(sandbox: Sandbox, entry: str, values: Mapping[str, Any]) -> str:
    """The report that the templates in a sandbox make, beginning at `entry`, which extends the shipped one of that name.

    Raises Refused, with the line, where a template fails or wants too much; UserError where there is no `entry`.
    """
    own = sandbox.own
    if entry not in own.files:
        hint = did_you_mean(entry, own.files) or f'begin it with {{% extends "{entry}" %}}'
        raise UserError(f"there is no {entry} in {own.folder}", hint)
    sandbox.known |= {*sandbox.globals, *values}
    try:
        check_inheritance(sandbox, entry)
        return sandbox.budget.concat(sandbox.get_template(entry).generate(values))
    except TROUBLES as error:
        raise refused(sandbox, entry, error) from error
