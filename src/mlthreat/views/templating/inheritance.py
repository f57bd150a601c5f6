"""Whether templates build on the shipped ones as they should: what Jinja itself would pass over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from jinja2 import TemplateSyntaxError, nodes

from mlthreat.domain.nearest import did_you_mean
from mlthreat.views.templating.failing import missing_template
from mlthreat.views.templating.sandbox import ENTRIES, SHIPPED, Sandbox

_BESIDE_BLOCKS: Final = (
    nodes.Extends, nodes.Block, nodes.Import, nodes.FromImport, nodes.Assign, nodes.AssignBlock, nodes.Macro,
)  # fmt: skip


class _Read(NamedTuple):
    """A template as it was parsed."""

    name: str
    filename: str
    tree: nodes.Template

    def refuse(self, message: str, line: int) -> TemplateSyntaxError:
        """The error that says so."""
        return TemplateSyntaxError(message, line, self.name, self.filename)


def check_inheritance(sandbox: Sandbox, entry: str) -> None:
    """Follow a template up to the shipped one of its name, and check each step.

    Raises TemplateSyntaxError for one that leads elsewhere, for a block that nothing shows, for text outside of blocks and
    for a file that bears the name of a shipped part; TemplateNotFound for one that is not there.
    """
    _check_names(sandbox)
    lineage = list(_lineage(sandbox, entry))
    known = {block.name for block in lineage[-1].tree.find_all(nodes.Block)}
    for read in reversed(lineage[:-1]):
        for node in read.tree.body:
            _check_place(read, node, known, entry)
        known |= {block.name for block in read.tree.find_all(nodes.Block)}


def _check_names(sandbox: Sandbox) -> None:
    parts = set(sandbox.shipped_names()) - ENTRIES
    for name in sorted(parts & set(sandbox.own.files)):
        message = (
            f"`{name}` is the name of a shipped part, which is never replaced: override a block, or rename the file"
        )
        raise TemplateSyntaxError(message, 1, name, sandbox.path_of(name))


def _lineage(sandbox: Sandbox, entry: str) -> Iterator[_Read]:
    """The template, the one that it extends, and so on up to the shipped one."""
    seen: set[str] = set()
    name = entry
    while True:
        seen.add(name)
        source, filename = sandbox.source_of(name)
        read = _Read(name, filename, sandbox.parse(source, name, filename))
        yield read
        if name.startswith(SHIPPED):
            break
        extends = _extends(read, entry)
        name = sandbox.join_path(extends.template.value, name)
        if name in seen:
            raise read.refuse("these templates extend each other in a circle", extends.lineno)
        if name.startswith(SHIPPED) and name != SHIPPED + entry:
            wanted = name.removeprefix(SHIPPED)
            known = wanted in sandbox.shipped_names()
            message = f"this must extend `{entry}`" if known else missing_template(sandbox, wanted)
            raise read.refuse(message, extends.lineno)


def _extends(read: _Read, entry: str) -> Any:
    found = list(read.tree.find_all(nodes.Extends))
    begin = f'begin with {{% extends "{entry}" %}}'
    if not found:
        raise read.refuse(f"this template builds on none; {begin}", 1)
    if found[0] not in read.tree.body or not isinstance(found[0].template, nodes.Const):
        raise read.refuse(f"which template is extended must not hang on anything; {begin}", found[0].lineno)
    return found[0]


def _check_place(read: _Read, node: nodes.Node, known: set[str], entry: str) -> None:
    if isinstance(node, nodes.Block) and node.name not in known:
        near = did_you_mean(node.name, sorted(known)) or f"there are {', '.join(sorted(known))}"
        raise read.refuse(f"there is no block `{node.name}` in {entry}; {near}", node.lineno)
    if isinstance(node, nodes.Output):
        line = _first_line(node)
        if line:
            raise read.refuse("what stands outside of blocks is never shown; put it into a block", line)
    elif not isinstance(node, _BESIDE_BLOCKS):
        raise read.refuse("what stands outside of blocks is never shown; put it into a block", node.lineno)


def _first_line(output: nodes.Output) -> int:
    """The line of the first thing that is not blank; 0 for none."""
    for part in output.nodes:
        if not isinstance(part, nodes.TemplateData):
            return part.lineno
        before, text = part.data[: len(part.data) - len(part.data.lstrip())], part.data.strip()
        if text:
            return part.lineno + before.count("\n")
    return 0
