"""Words compared and looked up: what they mean does not depend on how long they are, nor does it take ages."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlthreat.domain.canonical import digest, same_text
from mlthreat.domain.library import Library
from mlthreat.domain.lookup import Lookup, Thing
from mlthreat.domain.nearest import nearest
from mlthreat.domain.term import Term
from mlthreat.views.sarif_text import without_links
from tests.builders import library

MARKS = st.text(st.sampled_from("ae\u0301\u0323\u0308 \n数가\u1100\u1161"), max_size=60)


def with_terms(*terms: dict[str, object]) -> Library:
    made = tuple(Term.model_validate({"name": t["id"], "text": "T.", "source": {"document": "d"}, **t}) for t in terms)
    own = library({"id": "a"})
    return Library(catalogs=(own.catalogs[0].model_copy(update={"terms": made}),))


@given(MARKS)
def test_texts_are_compared_in_their_unicode_form(text):
    assert same_text(text) == " ".join(normalize("NFC", text).split())


@pytest.mark.parametrize("word", ["数据" * 1_000, "naïve" * 1_000, "가" * 1_000, "a\u0323\u0301" * 1_000])
def test_long_words_without_endless_marks_are_compared_in_their_unicode_form_too(word):
    assert same_text(word) == normalize("NFC", word)


def test_endless_marks_on_one_letter():
    """Unicode wants them in an order that takes the square of their number to find."""
    assert digest("a" + "\u0301\u0323" * 300_000) != digest("a" + "\u0301\u0323" * 300_001)


def test_ways_to_the_root_that_fork_at_every_step():
    """There are more ways through sixty pairs of terms than anybody could walk."""
    pairs = [
        {"id": f"{side}{n}", "parents": [f"a{n + 1}", f"b{n + 1}"] if n < 60 else []}
        for n in range(61)
        for side in "ab"
    ]
    found = with_terms(*pairs)
    path = Lookup(found).root_path(found.terms["a0"])
    assert [t.id for t in path] == [f"a{n}" for n in range(61)]


@pytest.mark.parametrize("parents", [["long", "short"], ["short", "long"]])
def test_the_shortest_way_to_a_root_is_taken(parents):
    found = with_terms(
        {"id": "start", "parents": parents},
        {"id": "long", "parents": ["longer"]},
        {"id": "longer", "parents": ["root"]},
        {"id": "short", "parents": ["root"]},
        {"id": "root"},
    )
    assert [t.id for t in Lookup(found).root_path(found.terms["start"])] == ["start", "short", "root"]


def test_a_parent_that_is_nowhere_leads_to_no_root():
    found = with_terms({"id": "a", "parents": ["gone"]})
    assert [t.id for t in Lookup(found).root_path(found.terms["a"])] == ["a"]


def test_terms_in_a_circle_have_no_root():
    found = with_terms({"id": "a", "parents": ["b"]}, {"id": "b", "parents": ["a"]})
    assert [t.id for t in Lookup(found).root_path(found.terms["a"])] == ["a"]


@pytest.fixture(scope="module")
def lookup(shipped) -> Lookup:
    return Lookup(shipped)


@pytest.mark.parametrize(
    ("typed", "kind", "id_"),
    [
        ("Over-fitting", "term", "overfitting"),
        ("jail break", "failure-mode", "jailbreak"),
        ("whitebox attacks", "term", "white-box"),
        ("memorisation", "term", "memorization"),
        ("training data sanitisation", "term", "data-sanitization"),
        ("defences", "term", "defenses"),
        ("grey boxes", "term", "gray-box"),
        ("label-flipping attack", "term", "label-flipping"),
        ("What is prompt injection?", "failure-mode", "prompt-injection"),
        ("the threat 2a", "threat", "poisoning/2a"),
        ("highly confident near neighbour (HCNN)", "term", "hcnn"),
        ("physical domain", "term", "physical-target"),
        ("T0051", "framework-entry", "mitre-atlas-5.6.0 AML.T0051"),
        ("MITRE ATLAS aml t0051.001", "framework-entry", "mitre-atlas-5.6.0 AML.T0051.001"),
        ("mitre-atlas-2026.07 AML.T0051", "framework-entry", "mitre-atlas-2026.07 AML.T0051"),
        ("llm01", "framework-entry", "owasp-llm-2025 LLM01:2025"),
        ("OWASP LLM 1", "framework-entry", "owasp-llm-2025 LLM01:2025"),
        ("LLM01 2026", "framework-entry", "owasp-llm-2026 LLM01:2026"),
        ("OWASP ASI06", "framework-entry", "owasp-agentic-2026 ASI06:2026"),
        ("NIST AML.018", "framework-entry", "nist-ai-100-2-e2025 NISTAML.018"),
        ("OWASP AISVS C11", "framework-entry", "owasp-aisvs-1.0 C11"),
        ("NIST AI RMF Measure 2.7", "framework-entry", "nist-ai-rmf-1.0 MEASURE 2.7"),
        ("CoSAI riskPromptInjection", "framework-entry", "cosai-risk-map riskPromptInjection"),
        ("OWASP Top 10 for LLM Applications LLM07:2025", "framework-entry", "owasp-llm-2025 LLM07:2025"),
        ("cwe1427", "framework-entry", "cwe-4.20 CWE-1427"),
    ],
)
def test_a_name_is_found_however_people_write_it(lookup, typed, kind, id_):
    assert lookup.find(typed)[0] == Thing(kind, id_)


@pytest.mark.parametrize(
    ("typed", "stranger"), [("11", "1.1"), ("NISTAML.01", "NISTAML.018"), ("LLM01", "ML01:2023"), ("CWE C11", "C11")]
)
def test_names_that_differ_are_not_taken_for_each_other(lookup, typed, stranger):
    assert stranger not in {t.id.split(" ")[-1] for t in lookup.find(typed)}


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("physical attak", "physical target"),
        ("confused deputy", "excessive-agency/borrowed-rights"),
        ("tool poison", "AI Agent Tool Poisoning"),
        ("safetensors", "weights-without-code"),
        ("halucinaton", "Hallucinations"),
    ],
)
def test_a_word_that_nothing_bears_leads_somewhere(lookup, typed, near):
    assert near in lookup.near(typed)


@pytest.mark.parametrize("typed", ["pizza MEASURE 2.7", "NIST pizza MEASURE 2.7"])
def test_an_id_after_words_that_no_list_bears_is_not_found(lookup, typed):
    assert lookup.find(typed) == []


def test_no_more_is_named_than_was_asked_for(lookup):
    assert [len(lookup.near("attack", most)) for most in (1, 3)] == [1, 3]


def test_an_entry_is_not_its_own_counterpart(lookup):
    found = [t.id for t in lookup.counterparts("mitre-atlas-2026.07", "AML.T0054")]
    assert found == ["mitre-atlas-5.6.0 AML.T0054"]


@pytest.mark.parametrize("typed", ["", "the", "a", "?!", "((", "llm attacks on"])
def test_idle_words_alone_are_nobodys_name(lookup, typed):
    assert lookup.find(typed) == []


def test_an_id_in_an_explanation_is_not_torn(run_cli):
    assert "[atlas-cs0024]" in run_cli("explain", "agent-trust").out


def test_a_word_of_the_shipped_catalogs_is_found_under_each_of_its_names(lookup):
    terms = lookup.library.terms.values()
    lost = [n for t in terms for n in (t.id, t.name, *t.synonyms) if Thing("term", t.id) not in lookup.find(n)]
    assert lost == []


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("MIA", "membership-inference"),
        ("adversarial patches", "adversarial-patch"),
        ("covariate shift", "data-drift"),
        ("concept drift", "concept-drift"),
        ("bias", "harmful-bias"),
        ("lethal trifecta", "lethal-trifecta"),
        ("slopsquatting", "package-hallucination"),
        ("MCP", "model-context-protocol"),
        ("model inversion attack", "model-inversion"),
        ("LLM jailbreak", "jailbreak"),
    ],
)
def test_words_that_people_would_type_lead_to_their_term(lookup, typed, id_):
    assert Thing("term", id_) in lookup.find(typed)


def test_an_entry_without_links_points_to_the_release_that_has_them(run_cli):
    ran = run_cli("explain", "mitre-atlas-2026.07 AML.T0054")
    assert "here: linked as mitre-atlas-5.6.0 AML.T0054" in ran.out
    assert "here: linked as mitre-atlas-5.6.0 AML.T0019" in run_cli("explain", "AML.T0115.000").out


@pytest.mark.parametrize("thing", ["(" * 120_000, "a" * 120_000, "a " * 60_000, "-" * 120_000])
def test_explaining_something_endless(run_cli, thing):
    ran = run_cli("explain", "--", thing)
    assert ran.code == 1
    assert len(ran.out) < 2_000


def test_a_near_word_is_found_among_very_many():
    known = [f"{letter}{n}-word" for letter in "abc" for n in range(5_000)]
    assert nearest("trainig-data", [*known, "training-data"]) == ["training-data"]


@given(st.text(st.sampled_from("[]()ab"), max_size=12))
def test_brackets_that_begin_a_link_are_escaped_and_no_others(text):
    assert without_links(text) == re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text)


def test_endless_brackets():
    assert without_links("[" * 300_000) == "[" * 300_000
