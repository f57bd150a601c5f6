"""Templates that somebody else wrote: what they may do, how much of it, and what is said when they fail."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.look import OwnTemplates
from mlthreat.files.bundled import template_folder
from mlthreat.views import html
from mlthreat.views.code_text import TOLD
from mlthreat.views.templating.own import render_own
from mlthreat.views.templating.sandbox import Sandbox

EXTENDS = '{% extends "report.html.j2" %}\n'


@pytest.fixture
def review(run_cli, workspace) -> Path:
    given = {"system": {"name": "Filter <b>"}, "answers": {"data-trust.notice-tampering": "no"}}
    Path("fill.yaml").write_text(json.dumps(given), encoding="utf-8")
    ran = run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada")
    assert ran.code == 0, ran.err
    Path("own").mkdir()
    return workspace / "a.review.yaml"


def report(run_cli, **files: str):
    for name, text in files.items():
        Path("own", name.replace("__", ".")).write_text(text, encoding="utf-8")
    return run_cli("report", "--template", "own", "--output", "r.html")


def block(text: str, name: str = "method") -> str:
    return f"{EXTENDS}{{% block {name} %}}{text}{{% endblock %}}\n"


def test_a_block_is_replaced_and_the_rest_stays(run_cli, review):
    plain = run_cli("report", "--format", "html").out
    ran = report(run_cli, report__html__j2=block("<p>{{ system.name }}</p>{{ super() }}"))
    assert ran.code == 0, ran.err
    page = Path("r.html").read_text(encoding="utf-8")
    assert "<p>Filter &lt;b&gt;</p>" in page
    assert [line for line in plain.split("\n") if line not in page and "Security-Policy" not in line] == [
        line for line in plain.split("\n") if line.startswith('<script type="application/json"')
    ]


def test_markdown_has_its_own_template(run_cli, review):
    Path("own/report.md.j2").write_text(
        '{% extends "report.md.j2" %}{% block front %}@ {{ system.name }}\n{{ super() }}{% endblock %}',
        encoding="utf-8",
    )
    ran = run_cli("report", "--template", "own")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("@ Filter &lt;b&gt;\n")
    assert "there is no report.html.j2 in own" in run_cli("report", "--template", "own", "--format", "html").err


def test_own_css_is_covered_by_the_policy_and_scripts_are_not(run_cli, review):
    assert report(run_cli, report__html__j2=block(".mine > a { color: red }", "css")).code == 0
    page = Path("r.html").read_text(encoding="utf-8")
    style = page.split("<style>")[1].split("</style>")[0]
    assert ".mine > a { color: red }" in style
    policy = re.search(r'Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].replace("&#39;", "'") == html.policy(style, images=True)
    assert "script-src" not in policy[1]


def test_css_cannot_end_its_element(run_cli, review):
    ran = report(run_cli, report__html__j2=block("</style><script>x</script>", "css"))
    assert ran.code == 2
    assert "a style sheet may hold neither" in ran.err


FAILING = {
    "an unknown block": (f"{EXTENDS}\n{{% block fornt %}}{{% endblock %}}", 3, "did you mean `front`?"),
    "an unknown variable": (block("\n\n{{ systm.name }}"), 4, "there is no `systm` here; did you mean `system`?"),
    "an unknown part": (block("{{ system.nme }}"), 2, "there is no `nme` here; did you mean `name`?"),
    "an unknown field": (block("{{ report.findngs }}"), 2, "did you mean `findings`?"),
    "a part of nothing": (block("{% for q in data.questions %}{{ q.action.owner }}{% endfor %}"), 2, "is none"),
    "an unknown filter": (block("{{ system.name|uper }}"), 2, "there is no filter `uper`"),
    "an unknown tag": (block("\n{% blok x %}"), 3, "did you mean `block`?"),
    "an unknown test": (block("{{ 1 is numbr }}"), 2, "did you mean `number`?"),
    "a missing template": (block('{% include "by-ownr.j2" %}'), 2, "there is no template `by-ownr.j2`"),
    "a file outside": (block('{% include "../a.review.yaml" %}'), 2, "there is no template"),
    "an absolute path": (block('{% include "/etc/passwd" %}'), 2, "there is no template"),
    "a broken tag": (block("\n{% if %}"), 3, "expected an expression"),
    "text outside": (f"{EXTENDS}\n\nHello", 4, "outside of blocks is never shown"),
    "a loop outside": (f"{EXTENDS}{{% for x in [] %}}{{% endfor %}}", 2, "outside of blocks is never shown"),
    "no parent": ("<p>all mine</p>", 1, "builds on none"),
    "another parent": ('{% extends "report.md.j2" %}', 1, "must extend `report.html.j2`"),
    "a missing parent": ('\n{% extends "report.htm.j2" %}', 2, "there is no template `report.htm.j2`; did you mean"),
    "a chosen parent": ('{% extends "a" if true else "b" %}', 1, "must not hang on anything"),
    "Python's insides": (block("{{ ''.__class__.__mro__ }}"), 2, "unsafe"),
    "the insides of a function": (block("{{ amount.__globals__ }}"), 2, "unsafe"),
    "the insides by subscript": (block("{{ report['__class__'] }}"), 2, "unsafe"),
    "the insides of a macro": (block("{{ self.__init__ }}"), 2, "unsafe"),
    "the insides by a filter": (block("{{ [report]|map(attribute='__class__')|first }}"), 2, "unsafe"),
    "a change": (block("{{ data.update(digest='x') }}"), 2, "unsafe"),
    "the safe filter": (block("{{ system.name|safe }}"), 2, "there is no filter `safe`"),
    "no escaping": (block("{% autoescape false %}{{ system.name }}{% endautoescape %}"), 2, "escaping"),
    "a list": (block("{{ data.questions }}"), 2, "only texts and numbers can be shown"),
    "a generator": (block("{{ data.questions|map(attribute='id') }}"), 2, "only texts and numbers can be shown"),
    "a sum of kinds": (block("{{ 1 + 'a' }}"), 2, "unsupported operand"),
    "no division": (block("{{ 1 // 0 }}"), 2, "division"),
    "itself": (block("{{ self.method() }}"), 2, "call themselves without end"),
    "too deep": (block("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}"), 1, "nested too deeply"),
    "too many levels": (block("{% for i in [1] %}" * 40 + "{% endfor %}" * 40), 1, "nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILING)
def test_a_template_that_fails_is_told_at_its_line(run_cli, review, name):
    template, line, said = FAILING[name]
    Path("r.html").write_text("before", encoding="utf-8")
    ran = report(run_cli, report__html__j2=template)
    assert ran.code == 2, ran.err
    assert re.search(rf"error\[MLT602\]: .*{re.escape(said)}", ran.err), ran.err
    assert f"own/report.html.j2:{line}:" in ran.err
    assert Path("r.html").read_text(encoding="utf-8") == "before"
    assert sorted(p.name for p in Path().iterdir()) == ["a.review.yaml", "fill.yaml", "own", "r.html"]


@pytest.mark.parametrize("which", ["bad", "mended"])
def test_the_example_that_is_told_with_the_code_is_right(run_cli, review, which):
    template = getattr(TOLD[Code.TEMPLATE_FAILED], which).partition("\n")[2]
    ran = report(run_cli, report__html__j2=template)
    assert (ran.code, "error[MLT602]" in ran.err) == ((2, True) if which == "bad" else (0, False))


def test_templates_that_go_in_circles_are_told(run_cli, review):
    ran = report(
        run_cli, report__html__j2='{% extends "a.j2" %}', a__j2='\n{% extends "b.j2" %}', b__j2='{% extends "a.j2" %}'
    )
    assert "own/b.j2:1:1" in ran.err
    assert "in a circle" in ran.err
    ran = report(run_cli, report__html__j2=block('{% include "a.j2" %}'), a__j2="\n{% include 'a.j2' %}", b__j2="")
    assert "own/a.j2:2:1" in ran.err
    assert "call themselves without end" in ran.err


def test_a_mistake_in_an_included_file_is_told_there(run_cli, review):
    ran = report(run_cli, report__html__j2=block('{% include "a.j2" %}'), a__j2="one\n{{ systm }}\n")
    assert "own/a.j2:2:1" in ran.err


def test_a_shipped_part_is_not_replaced_in_silence(run_cli, review):
    ran = report(run_cli, report__html__j2=block("x"), style__css="a {}")
    assert ran.code == 2
    assert "`style.css` is the name of a shipped part" in ran.err


def test_own_files_come_first_and_extend_each_other(run_cli, review):
    base = f"{EXTENDS}{{% block method %}}[{{% block mine %}}base{{% endblock %}}]{{% endblock %}}"
    ran = report(run_cli, base__j2=base, report__html__j2='{% extends "base.j2" %}{% block mine %}over{% endblock %}')
    assert ran.code == 0, ran.err
    assert "[over]" in Path("r.html").read_text(encoding="utf-8")


def test_a_report_that_hides_its_state_is_refused(run_cli, review):
    empty = "".join(f"{{% block {b} %}}{{% endblock %}}" for b in ("front", "sign_off", "method", "catalogs"))
    ran = report(run_cli, report__html__j2=EXTENDS + empty)
    assert ran.code == 2
    assert "do not show which state" in ran.err
    assert not Path("r.html").exists()


def test_compiled_templates_of_others_are_never_kept(run_cli, review, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("MLTHREAT_NO_CACHE", "1")
    plain = run_cli("report", "--format", "html").out
    monkeypatch.delenv("MLTHREAT_NO_CACHE")
    cache = tmp_path_factory.mktemp("own-cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    assert report(run_cli, report__html__j2=block("<p>mine</p>")).code == 0
    assert run_cli("report", "--format", "html").out == plain
    kept = {f: f.read_bytes() for f in cache.rglob("*.jinja")}
    assert kept
    assert report(run_cli, report__html__j2=block("<p>mine</p>")).code == 0
    assert {f: f.read_bytes() for f in cache.rglob("*.jinja")} == kept
    assert run_cli("report", "--format", "html").out == plain


@pytest.mark.parametrize("form", ["json", "text"])
def test_other_formats_take_no_templates(run_cli, review, form):
    ran = run_cli("report", "--template", "own", "--format", form)
    assert ran.code == 2
    assert f"there are no templates for {form}" in ran.err


def test_a_template_is_not_overwritten_by_its_report(run_cli, review):
    report(run_cli, report__html__j2=block("x"))
    ran = run_cli("report", "--template", "own", "--format", "html", "--output", "own/report.html.j2")
    assert ran.code == 2
    assert "not overwritten" in ran.err


def bounded(template: str, **files: str) -> str:
    """What a template makes within a hundredth of the real budget, so that nobody waits for it to be used up."""
    own = {"report.html.j2": template, **{n.replace("__", "."): t for n, t in files.items()}}
    sandbox = Sandbox(OwnTemplates("own", own), html.Templates(TEMPLATES), html.finalize, {"flat": str}, {})
    sandbox.budget.steps //= 100
    sandbox.budget.made //= 100
    return render_own(sandbox, "report.html.j2", {})


BIG = "{% set big = 'ab' * 100000 %}"
NESTED = "{% set a = [1] %}{% set b = [a] * 1000 %}{% set c = [b] * 1000 %}{% set d = [c] * 1000 %}{% set e = [[[[1]] * 1000] * 1000] * 1000 %}"  # fmt: skip
TOO_MUCH = {
    "loops in loops": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "loops that let nothing pass": "{% for i in range(99999) %}{% for j in range(99999) if false %}{% endfor %}{% endfor %}",
    "loops with much in them": "{% for i in range(99999) %}{% for j in range(9) %}" + "x" * 10000 + "{% endfor %}{% endfor %}",
    "loops kept for later": "{% set x %}{% for i in range(99999) %}{% if true %}a{% endif %}{% if true %}b{% endif %}{% endfor %}{% endset %}",
    "a range": "{{ range(10000000)|list|length }}",
    "a repeated text": "{{ 'x' * 10000000000 }}",
    "a repeated list": "{{ ([1] * 10000000000)|length }}",
    "times a text": "{{ 10000000000 * 'x' }}",
    "a text that doubles": "{% set ns = namespace(x='x') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "a text that is added": "{% set ns = namespace(x='x') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "a list that doubles": "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "markup that doubles": "{% set ns = namespace(x='x') %}{% for i in range(60) %}{% set y %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = y %}{% endfor %}",
    "a number that squares": "{% set ns = namespace(x=3) %}{% for i in range(999) %}{% set ns.x = ns.x * ns.x %}{% endfor %}",
    "macros that branch": "{% macro f(n) %}{% if n < 99 %}{{ f(n+1) }}{{ f(n+1) }}{% endif %}{% endmacro %}{{ f(0) }}",
    "files that branch": "{% include 'a0.j2' %}",
    "blocks that repeat": "{% for i in range(99999) %}{{ super() }}{% endfor %}",
    "many replacements": BIG + "{{ big|replace('a', big) }}",
    "a long separator": BIG + "{{ range(99999)|join(big) }}",
    "many parts joined": BIG + "{{ " + " ~ ".join(["big"] * 1000) + " }}",
    "slices kept": BIG + "{% set ns = namespace(l=[]) %}{% for i in range(999) %}{% set ns.l = ns.l + [big[1:]] %}{% endfor %}",
    "sorting again and again": BIG + "{% for i in range(999) %}{% set x = big|list|sort %}{% endfor %}",
    "searching again and again": "{% set a = range(9999)|list %}{% for i in range(999) %}{% if -1 in a %}{% endif %}{% endfor %}",
    "comparing again and again": BIG + "{% set other = 'ab' * 100000 %}{% for i in range(999) %}{% if big == other %}{% endif %}{% endfor %}",
    "comparing by a test": BIG + "{% set other = 'ab' * 100000 %}{% for i in range(999) %}{% if big is eq(other) %}{% endif %}{% endfor %}",
    "comparing nests": NESTED + "{{ d == e }}",
    "a nest in a list": NESTED + "{{ d in [e] }}",
    "a nest as a key": "{% set ns = namespace(t=(1,)) %}{% for i in range(60) %}{% set ns.t = (ns.t, ns.t) %}{% endfor %}{{ {}.get(ns.t) }}{{ {}[ns.t] }}",
    "nests sorted": NESTED + "{{ [d, e]|sort|length }}",
    "nests told apart": "{% set ns = namespace(t=(1,)) %}{% for i in range(60) %}{% set ns.t = (ns.t, ns.t) %}{% endfor %}{{ [ns.t]|unique|list|length }}",
    "many small outputs": "{% macro f() %}{% for i in range(99999) %}{{ i }}{{ i }}{% endfor %}{% endmacro %}{{ f() }}",
    "lazy work": "{% for i in range(99999) %}{{ range(99999)|select('none')|first|default('') }}{% endfor %}",
    "splitting": "{% set a = 'a ' * 100000 %}{% for i in range(99) %}{% set x = a.split() %}{% endfor %}",
}  # fmt: skip
NOT_THERE = {
    "powers": "{{ 10 ** 10 ** 10 }}",
    "padding": "{{ 'x'|center(10000000000) }}",
    "padding by a method": "{{ 'x'.ljust(10000000000) }}",
    "formatting": "{{ '{:>10000000000}'.format(1) }}",
    "formatting by subscript": "{{ 'x'['format'] }}",
    "filling in": "{{ '%10000000000d' % 1 }}",
    "filling in by a filter": "{{ '%10000000000d'|format(1) }}",
    "batches": "{{ [1]|batch(10000000000, 2)|list|length }}",
    "joining by a method": "{{ 'x'.join([]) }}",
    "a text of a nest": NESTED + "{{ d|string }}",
    "a text of a nest, mapped": NESTED + "{{ d|map('string')|list|length }}",
    "a nest joined": NESTED + "{{ d|join }}",
    "a nest added to text": NESTED + "{{ 'x' ~ d }}",
    "recursive loops": "{% for i in [[1]] recursive %}{{ loop(i) }}{% endfor %}",
    "chance": "{{ [1, 2]|random }}",
    "filler": "{{ lipsum(100000) }}",
}  # fmt: skip


@pytest.mark.parametrize("name", [*TOO_MUCH, *NOT_THERE])
def test_no_template_takes_more_than_its_budget(name, shipped):
    template = {**TOO_MUCH, **NOT_THERE}[name]
    files = {f"a{i}__j2": f"{{% include 'a{i + 1}.j2' %}}" * 2 for i in range(40)} | {"a40__j2": "x"}
    with pytest.raises(UserError) as refused:
        bounded(block(template), **files)
    told = str(getattr(refused.value, "diagnostics", refused.value.message))
    assert ("more" in told or "range too big" in told or "larger" in told) is (name in TOO_MUCH), told


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Shipped templates of one block, so that only the template under test costs anything."""
    (tmp_path / "report.html.j2").write_text("{% block method %}shipped{% endblock %}", encoding="utf-8")
    monkeypatch.setattr(__name__ + ".TEMPLATES", tmp_path)


PIECES = [
    "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "*", "~", "|", ".", ",", "(", ")", "[", "]", "'", "==", "in", "is", "not", "if", "else",
    "elif", "endif", "for", "endfor", "set", "endset", "block", "endblock", "macro", "endmacro", "call", "endcall", "filter", "endfilter",
    "include", "import", "extends", "with", "endwith", "x", "y", "loop", "self", "super()", "method", "range", "namespace", "1", "0", "2.5",
    "'a'", "[1, 2]", "{'a': 1}", "none", "true", "length", "upper", "join", "sort", "map", "select", "replace", "defined", "\n", "text",
]  # fmt: skip


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_whatever_is_written_ends_in_a_report_or_a_message(shipped, pieces):
    try:
        assert isinstance(bounded(block(" ".join(pieces))), str)
    except UserError as refused:
        assert refused.message  # noqa: PT017 - both outcomes are right, a crash is not


TEMPLATES = template_folder()
