"""The world of templates that somebody else wrote: the shipped ones and theirs, and nothing beyond."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from pathlib import Path
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from mlthreat.domain.look import OwnTemplates
from mlthreat.domain.nearest import did_you_mean
from mlthreat.views.templating.allowed import GLOBALS, Function, filters, may_reach, reachable, tests
from mlthreat.views.templating.budget import Budget, remainder, shown
from mlthreat.views.templating.metering import metered

SHIPPED: Final = "mlthreat:"
"""Begins the names of shipped templates, so that a template may extend the shipped one of its own name."""
ENTRIES: Final = frozenset({"report.html.j2", "report.md.j2"})
"""Where a report begins. Whoever extends one of these means the shipped one."""


CALLING: Final = 100
LOADING: Final = 300
"""What it costs to call something, and to load a template, in steps."""
LISTED: Final = 12
"""How many names a message lists where none is near."""


class OwnLoader(BaseLoader):
    """Loads somebody's templates out of memory, and the shipped ones from their folder."""

    def __init__(self, own: OwnTemplates, shipped: FileSystemLoader) -> None:
        self._own = own
        self._shipped = shipped

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template and the name that messages call it by. Raises TemplateNotFound."""
        if template.startswith(SHIPPED):
            text, filename, _ = self._shipped.get_source(environment, template.removeprefix(SHIPPED))
            return text, filename, lambda: True
        if template not in self._own.files:
            raise TemplateNotFound(template)
        return self._own.files[template], str(Path(self._own.folder, template)), lambda: True


class Sandbox(ImmutableSandboxedEnvironment):
    """Runs templates within a budget. What they may reach is listed; what is not listed is not there."""

    intercepted_binops = frozenset({"+", "*", "%"})

    def __init__(
        self,
        own: OwnTemplates,
        shipped: FileSystemLoader,
        finalize: Function,
        ours: Mapping[str, Function],
        more: Mapping[str, Any],
    ) -> None:
        self.budget = Budget()
        self.known: set[str] = set()
        """Every name that some template gives a value, for messages."""
        super().__init__(
            loader=OwnLoader(own, shipped),
            autoescape=True,
            finalize=lambda value: self.budget.put(finalize(shown(value))),
            undefined=_undefined(self.known),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self.own = own
        self._shipped = shipped
        self.filters = filters(self.budget, ours)
        self.tests |= tests(self.budget)
        self.globals = {name: self.globals[name] for name in GLOBALS} | dict(more)
        self.concat = self.budget.concat  # type: ignore[method-assign]
        self.binop_table |= {"+": self.budget.added, "*": self.budget.repeated, "%": remainder}

    def shipped_names(self) -> list[str]:
        """The names of the shipped templates."""
        return self._shipped.list_templates()

    def path_of(self, name: str) -> str:
        """What messages call a template of somebody's own."""
        return str(Path(self.own.folder, name))

    def source_of(self, name: str) -> tuple[str, str]:
        """The text of a template and what messages call it. Raises TemplateNotFound."""
        assert self.loader is not None
        text, filename, _ = self.loader.get_source(self, name)
        return text, str(filename)

    def join_path(self, template: str, parent: str) -> str:
        """Shipped templates load shipped ones; others load their neighbours first."""
        if parent.startswith(SHIPPED) or template in ENTRIES or template not in self.own.files:
            return SHIPPED + template
        return template

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - Jinja's own signature
        """Whether it is listed."""
        return may_reach(obj, attr)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ARG002
        """Never: formatting makes as much text as one number says."""
        return

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        """Load a template, and pay for that."""
        self.budget.step(LOADING)
        return super().get_template(name, parent, globals)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """One item of a value; what it is looked up by is compared with others."""
        return super().getitem(obj, self.budget.compared(argument))

    def call(self, context: Context, obj: Any, /, *given: Any, **named: Any) -> Any:
        """Call what may be called, and pay for it and for what it gives; what is no macro may compare its arguments."""
        if getattr(obj, "__self__", None) is self.budget:
            return obj(*given)
        self.budget.step(CALLING)
        if not isinstance(obj, Macro):
            for value in given:
                self.budget.compared(value)
        return self.budget.weighed(super().call(context, obj, *given, **named))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            return super()._parse(source, name, filename)
        except TemplateSyntaxError as error:
            # Jinja's lexer does not always say in which file it is
            error.name, error.filename = error.name or name, error.filename or filename
            raise

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        self.known |= {n.name for n in source.find_all(nodes.Name) if n.ctx == "store"}
        self.known |= {n.target for n in source.find_all(nodes.Import)}
        return super()._generate(metered(source, name, filename), name, filename, defer_init)


def _undefined(known: Set[str]) -> type[StrictUndefined]:
    """What stands for a missing value: it tells the nearest that is there."""

    class Missing(StrictUndefined):
        @property
        def _undefined_message(self) -> str:
            if self._undefined_hint:
                return self._undefined_hint
            there = known if self._undefined_obj is missing else reachable(self._undefined_obj)
            name = str(self._undefined_name)
            if self._undefined_obj is None:
                return f"there is no `{name}` here: what it should be part of is none"
            near = did_you_mean(name, sorted(there))
            listed = f"there are {', '.join(sorted(there))}" if 0 < len(there) <= LISTED else ""
            return "; ".join(filter(None, [f"there is no `{name}` here", near or listed]))

    return Missing
