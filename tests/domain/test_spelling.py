"""Which spellings are one name, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlthreat.domain.spelling import folded, gist, telling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Over-fitting", "over fitting"),
        ("\uff2c\uff2c\uff2d\uff10\uff11", "LLM 1"),
        ("\uff2d\uff29\uff21", "mia"),
        ("greyscale", "grayscale"),
        ("analysed", "analyzed"),
        ("analysing", "analyzing"),
        ("sanitisation", "sanitization"),
        ("memorise", "memorize"),
        ("behaviour", "behavior"),
        ("behavioural", "behavioral"),
        ("labelled", "labeled"),
        ("modelling", "modeling"),
        ("defences", "defense"),
        ("licence", "license"),
        ("artefacts", "artifact"),
        ("programmes", "program"),
        ("judgement", "judgment"),
        ("policies", "policy"),
        ("classes", "class"),
        ("boxes", "box"),
        ("patches", "patch"),
        ("hashes", "hash"),
        ("attacks", "attack"),
        ("ties", "tie"),
        ("007", "7"),
        ("00", "0"),
        ("1.1", "1-01"),
        ("LLM01", "llm-1"),
    ],
)
def test_two_spellings_are_one_name(one, other):
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.1", "11"),
        ("0", ""),
        ("loss", "los"),
        ("virus", "viru"),
        ("analysis", "analysi"),
        ("as", "a"),
        ("cell", "cel"),
        ("LLM01", "LLM10"),
    ],
)
def test_two_words_are_two(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("What is a prompt injection attack?", "prompt injection"),
        ("OWASP Attacks", ""),
        ("LLM jailbreak", "jailbreak"),
        ("LLM 01", "LLM 01"),
        ("OWASP LLM 01", "LLM 01"),
        ("threat 2", "2"),
        ("", ""),
    ],
)
def test_what_tells_one_name_from_another_is_left(text, left):
    assert telling(text) == left
    assert gist(text) == folded(left)


@given(st.text())
def test_a_folded_name_is_not_folded_further_by_case_or_blanks(text):
    assert folded(text.strip()) == folded(text) == folded(f" {text} ")
