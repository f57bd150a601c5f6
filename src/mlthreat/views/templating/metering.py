"""Writes the budget into a template: every loop, macro, block and file pays before it runs."""

from __future__ import annotations

from typing import Any, Final, NoReturn

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.visitor import NodeTransformer

_MEMBERSHIP: Final = frozenset({"in", "notin"})


def metered(template: nodes.Template, name: str | None, filename: str | None) -> nodes.Template:
    """The template with its payments written in. Raises TemplateSyntaxError for what may not stand in it."""
    environment = template.environment
    changed: nodes.Template = _Metering(name, filename).visit(template)
    assert environment is not None
    changed.set_environment(environment)
    return changed


class _Metering(NodeTransformer):
    """Replaces what makes or repeats something by the same through the budget."""

    def __init__(self, name: str | None, filename: str | None) -> None:
        self._where = (name, filename)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's own naming
        """A loop pays for each turn."""
        if node.recursive:
            self._refuse(node, "`recursive` loops are not there for templates of your own; call a macro instead")
        weight = _weight(node)
        self.generic_visit(node)
        node.iter = _call("turns", node, node.iter, nodes.Const(weight))
        return node

    def _body(self, node: Any) -> nodes.Node:
        payment = nodes.ExprStmt(_call("step", node, nodes.Const(_weight(node))), lineno=node.lineno)
        self.generic_visit(node)
        node.body.insert(0, payment)
        return node  # type: ignore[no-any-return]

    visit_Template = visit_Block = visit_Macro = visit_CallBlock = _body  # noqa: N815

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        """`~` pays for what it joins."""
        self.generic_visit(node)
        return _call("joined", node, nodes.List(node.nodes, lineno=node.lineno))

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        """A slice pays for what it copies."""
        self.generic_visit(node)
        return _call("weighed", node, node) if isinstance(node.arg, nodes.Slice) else node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        """Comparing pays for all that is compared."""
        self.generic_visit(node)
        node.expr = _call("compared", node, node.expr)
        for operand in node.ops:
            operand.expr = _call("searched" if operand.op in _MEMBERSHIP else "compared", node, operand.expr)
        return node

    def visit_Pow(self, node: nodes.Pow) -> NoReturn:  # noqa: N802
        """Powers grow out of all proportion."""
        self._refuse(node, "the operator `**` is not there for templates of your own")

    def visit_ScopedEvalContextModifier(self, node: nodes.Node) -> NoReturn:  # noqa: N802
        """Escaping is not for a template to switch off."""
        self._refuse(node, "escaping cannot be switched; write markup in the template itself")

    def _refuse(self, node: nodes.Node, message: str) -> NoReturn:
        raise TemplateSyntaxError(message, node.lineno, *self._where)


def _call(method: str, at: nodes.Node, *arguments: Any) -> nodes.Call:
    function = nodes.EnvironmentAttribute(f"budget.{method}", lineno=at.lineno)
    return nodes.Call(function, list(arguments), [], None, None, lineno=at.lineno)


def _weight(node: nodes.Node) -> int:
    return 1 + sum(1 for _ in node.find_all(nodes.Node))
