"""A report of one assessment as templates make it, for people. Same assessment, same bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from mlthreat.domain.assessment import Assessment
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.library import as_written
from mlthreat.domain.look import PLAIN, House, Look, OwnTemplates
from mlthreat.domain.prose import amount, flat
from mlthreat.views import html, markdown
from mlthreat.views.accent import shades
from mlthreat.views.carried import carried
from mlthreat.views.exports.review_shape import Complete
from mlthreat.views.first_page import DECISIONS
from mlthreat.views.forms import TEMPLATED
from mlthreat.views.report_model import build_report
from mlthreat.views.report_text import moment, sentence, short, spaced
from mlthreat.views.templating.compiled import Compiled

_LANGUAGES: Final = {"md": markdown, "html": html, "summary": markdown}
GLOBALS: Final = {"amount": amount, "DECISIONS": DECISIONS}
"""What templates may call and look up beside their variables."""


def written(assessment: Assessment, data: Complete, form: str, templates: Path, cache: Path | None, look: Look) -> str:
    """The report in one of the forms of TEMPLATED, from the complete data. Takes and raises what `render` does."""
    values: dict[str, Any] = {"report": build_report(data), "house": house_shown(look.house)}
    if form == "html":
        values |= _page(assessment, data, templates, cache, look)
    if look.templates is None:
        return environment(templates, _LANGUAGES[form], cache).get_template(TEMPLATED[form]).render(values)
    return _own(form, templates, look.templates, values)


class _World(Environment):
    """Templates over plain data: what is asked of a dictionary by a dot is one of its keys, never one of its methods."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of a key, or of an attribute where the thing is no dictionary."""
        if type(obj) is not dict:
            return super().getattr(obj, attribute)
        return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)


def environment(templates: Path, language: ModuleType, cache: Path | None = None) -> Environment:
    """The templates' world. Whatever they show is escaped, in Markdown as in HTML, unless it is markup already."""
    made = _World(
        loader=language.Templates(templates),
        autoescape=True,
        finalize=language.finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=Compiled(cache) if cache else None,
    )
    made.filters |= _filters(language)
    made.globals |= GLOBALS
    return made


def adjusted(house: House | None, templates: Path) -> str:
    """What became of a house's colour, in words; empty where nothing did."""
    if house is None or house.style.accent is None:
        return ""
    return shades(house.style.accent, environment(templates, html).get_template("style.css").render()).told


def _filters(language: ModuleType) -> dict[str, Callable[..., Any]]:
    return {
        "prose": language.prose,
        "quoted": language.quoted,
        "code": language.code,
        "anchor": language.anchor,
        "link": language.link,
        "linked": language.linked,
        "flat": flat,
        "sentence": sentence,
        "moment": moment,
        "spaced": spaced,
        "short": short,
    }


def _own(form: str, templates: Path, own: OwnTemplates, values: dict[str, Any]) -> str:
    """The report from somebody's own templates. Their compiled form is never kept."""
    from mlthreat.views.templating.own import render_own
    from mlthreat.views.templating.sandbox import Sandbox

    language = _LANGUAGES[form]
    sandbox = Sandbox(own, language.Templates(templates), language.finalize, _filters(language), GLOBALS)
    text = render_own(sandbox, TEMPLATED[form], values)
    if values["report"].data["digest"] not in text.replace(values.get("review", "\0"), ""):
        hint = "keep the block `front` or `sign_off`, or write {{ data.digest }} into another one"
        raise UserError(f"the templates in {own.folder} do not show which state of the review they report on", hint)
    return text


def _page(assessment: Assessment, data: Complete, templates: Path, cache: Path | None, look: Look) -> dict[str, Any]:
    """What only a page has: its style, its policy and the data that it carries."""
    style = style_of(environment(templates, html, cache), look.house, f"State {data['digest'][:19]}…")
    review = html.data_block(as_written(assessment.review))
    return {
        "style": style,
        "policy": partial(html.policy, images=look != PLAIN),
        "review": review,
        "carried": carried(review, assessment, look),
    }


def style_of(world: Environment, house: House | None, foot: str, *more: str) -> Markup:
    """The style sheet of a page: the shipped one, `more` of the shipped ones, a house's own, and a foot for paper."""
    written = "".join(world.get_template(name).render() for name in ("style.css", *more))
    if house:
        accent = house.style.accent
        written += world.get_template("house.css.j2").render(shades=shades(accent, written) if accent else None)
    return Markup(html.style_sheet(written, foot))  # noqa: S704 - shipped, and numbers in hexadecimal


def house_shown(house: House | None) -> dict[str, str | None] | None:
    """A house style as templates see it."""
    if house is None:
        return None
    style = house.style
    return {
        "name": style.name,
        "logo": house.logo.uri if house.logo else None,
        "alt": style.alt,
        "accent": style.accent,
    }
