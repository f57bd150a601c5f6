"""Start, test and look into catalogs; print the schemas for editors.

For example:
    mlthreat catalog new acme-privacy
    mlthreat catalog test acme-privacy
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.app import Exit
from mlthreat.cli.option import Catalogs, Format, one_of
from mlthreat.views.diagnostics.formats import FORMATS

KINDS = (
    "catalog", "failure-mode", "checklist", "term", "reference", "framework", "bug-bar", "override", "case",
    "review", "answers", "policy", "project",
)  # fmt: skip
OUTPUTS = (
    "report", "check", "verify", "diff", "catalog-diff", "upgrade", "portfolio", "triage", "explain", "validate", "show",
    "list-failure-modes", "list-threats", "list-questions", "list-mitigations", "list-traits", "list-terms",
    "list-frameworks", "list-catalogs", "list-crosswalk",
)  # fmt: skip
"""What commands print with `--format json`: `validate` is for `catalog test` too, `show` for `catalog show`."""


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; its name becomes the id.")],
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="Another id than the folder's name.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What the catalog is called.")] = None,
) -> None:
    """Start an extension: a working example and all that goes with it.

    That is a failure mode, a checklist, cases, schemas for editors and a CI file.

    For example:
        mlthreat catalog new acme-privacy --title "Acme privacy rules"
    """
    from mlthreat.files.new_catalog import new_catalog
    from mlthreat.views.messages import safe

    written = new_catalog(folder, {kind: _schema(kind) for kind in KINDS}, id_, title)
    for file in (f for f in written if f.parent.name != ".schema"):
        typer.echo(safe(str(file)))
    named = safe(shlex.quote(str(folder)))
    typer.echo(f"next: mlthreat validate {named} && mlthreat catalog test {named}", err=True)


def test(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="DIR", help="Catalog folders; by default this one.")
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    form: Annotated[str, Format(FORMATS)] = "text",
) -> None:
    """Run the cases of catalogs: what must be asked, and how severe.

    For example:
        mlthreat catalog test acme-privacy
    """
    from mlthreat.files.cases import run_cases
    from mlthreat.files.repository import named_from_root
    from mlthreat.views.case_results import heading, summary
    from mlthreat.views.diagnostics.formats import EVEN_WHERE_EMPTY, FROM_THE_ROOT, rendered

    results = run_cases(folders or [Path()], catalog or [])
    failures = [failure for result in results for failure in result.failures]
    if form == "text" and results:
        typer.echo("\n".join(heading(r.catalog, r.id, r.title, len(r.failures)) for r in results))
    if failures or form in EVEN_WHERE_EMPTY:
        typer.echo(rendered(named_from_root(failures) if form in FROM_THE_ROOT else failures, form))
    typer.echo(summary([len(r.failures) for r in results]), err=True)
    if failures or not results:
        raise typer.Exit(Exit.ANSWER_IS_NO)


def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            help=f"A file: {', '.join(KINDS)}; or what is printed as JSON: {', '.join(OUTPUTS)}.",
            callback=one_of((*KINDS, *OUTPUTS)),
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Write to a file.")] = None,
    every: Annotated[Path | None, typer.Option("--all", metavar="DIR", help="Write every schema to a folder.")] = None,
) -> None:
    """Print the JSON Schema of a file or of what a command prints.

    For example:
        mlthreat catalog schema review
        mlthreat catalog schema --all schemas
    """
    from mlthreat.cli.output import deliver

    if every is not None:
        every.mkdir(parents=True, exist_ok=True)
        for name in (*KINDS, *OUTPUTS):
            deliver(_schema(name), every / f"{name}.schema.json", [])
    elif kind is not None:
        deliver(_schema(kind), output, [])
    else:
        raise typer.BadParameter(f"name a kind ({', '.join((*KINDS, *OUTPUTS))}), or give --all DIR")


def show(
    id_: Annotated[str | None, typer.Argument(metavar="ID", help="An entry; without one, all of them.")] = None,
    provenance: Annotated[
        bool, typer.Option("--provenance", help="Say for each field which catalog set it, and why.")
    ] = False,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    form: Annotated[str, Format(("text", "json"))] = "text",
) -> None:
    """Show what is in force, and which catalog set it.

    For example:
        mlthreat catalog show
        mlthreat catalog show membership-inference/4 --provenance
    """
    from mlthreat.cli.terminal import printed_width
    from mlthreat.domain.diagnostic import UserError
    from mlthreat.domain.lookup import Lookup
    from mlthreat.domain.provenance import entries, origins_of
    from mlthreat.files.catalog_sources import found
    from mlthreat.files.composition import must_read
    from mlthreat.views import provenance as view

    library = must_read(catalog or [])
    shown = list(entries(library)) if id_ is None else origins_of(library, id_)
    if not shown:
        near = ", ".join(Lookup(library).near(str(id_)))
        raise UserError(
            f"nothing in force has the id `{id_}`", f"nearest: {near}" if near else "see them all without ID"
        )
    width = printed_width(otherwise=100, most=120)
    if form == "json":
        typer.echo(view.as_json(shown, provenance=provenance or id_ is not None))
    elif id_ is None and not provenance:
        sources = [(str(s.path), s.named_by) for s in found(catalog or [])]
        typer.echo(view.overview(library, shown, sources, width))
    else:
        typer.echo("\n\n".join(view.detail(entry, width, provenance=provenance) for entry in shown))


def _schema(kind: str) -> str:
    import json

    from mlthreat.views.schema import data_schema, json_schema

    if kind in OUTPUTS:
        from mlthreat.views.output_kinds import OUTPUT_KINDS

        schema = data_schema(OUTPUT_KINDS[kind], kind)
    else:
        from mlthreat.files.file_kinds import FILE_KINDS

        schema = json_schema(FILE_KINDS[kind], kind)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


SUBCOMMANDS = {"new": new, "test": test, "schema": schema, "show": show}
