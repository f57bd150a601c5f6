"""A profile proposed from a model card or a bill of materials: shown with its source, taken over by people only."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY

CARDS = REPOSITORY / "tests" / "declared"
REVIEW = "a.review.yaml"
FROM_SUPPORT = {
    "trains-models": "declared in README.md line 8 (base_model_relation: finetune), "
    "line 10 (datasets: acme/support-tickets-2025), line 14 (tags: generated_from_trainer)",
    "relies-on-ml-providers": "declared in README.md line 7 (base_model: mistralai/Mistral-7B-Instruct-v0.3)",
    "uses-language-model": "declared in README.md line 6 (pipeline_tag: text-generation)",
}
FROM_TRIAGE = {
    "trains-models": "declared in bom.json line 35 (datasets.ref: tickets), line 36 (datasets.name: queue-names)",
    "trains-on-sensitive-data": "declared in bom.json line 74 (data.sensitiveData: names and e-mail addresses of customers)",
    "relies-on-ml-providers": "declared in bom.json line 54 (supplier.name: Example LLM Inc.)",
    "senses-physical-world": "declared in bom.json line 38 (inputs.format: image/png)",
    "decides-about-people": "declared in bom.json line 44 (fairnessAssessments.groupAtRisk: "
    "customers who write in other languages than English)",
    "uses-language-model": "declared in bom.json line 57 (tags: text-generation)",
}


@pytest.fixture
def card(workspace) -> Path:
    """The card of a language model that was fine-tuned."""
    return shutil.copy(CARDS / "support-7b.md", workspace / "README.md")


@pytest.fixture
def bom(workspace) -> Path:
    """A bill of materials with a model of one's own and one that was bought."""
    return shutil.copy(CARDS / "ticket-triage.cdx.json", workspace / "bom.json")


def saved(name: str = REVIEW) -> dict:
    return yaml.load(Path(name).read_text(encoding="utf-8"), yaml.BaseLoader)


def taken(run_cli, *cards: str | Path) -> dict:
    ran = run_cli("review", REVIEW, "--no-input", "--take-proposals", *(a for c in cards for a in ("--from", c)))
    assert ran.code == 0, ran.err
    return saved()


def test_a_card_says_what_the_system_is_and_which_facts_hold(run_cli, card):
    review = taken(run_cli, "README.md")
    assert review["system"] == {
        "name": "Acme Support 7B",
        "description": "Acme Support 7B drafts answers to support tickets for the agents of Acme, who send them after reading.",
        "repository": "https://git.acme.example/ml/support-7b",
    }
    assert review["traits"] == dict.fromkeys(FROM_SUPPORT, "yes")
    assert review["trait_sources"] == FROM_SUPPORT


def test_a_bill_of_materials_does_too_and_what_a_vendor_trained_on_is_no_training(run_cli, bom):
    review = taken(run_cli, "bom.json")
    assert review["system"] == {
        "name": "ticket-triage",
        "description": "Sorts support tickets and drafts a first answer.",
        "version": "2.4.0",
        "repository": "https://git.acme.example/support/triage",
    }
    assert review["traits"] == dict.fromkeys(FROM_TRIAGE, "yes")
    assert review["trait_sources"] == FROM_TRIAGE


def test_a_quantized_model_was_not_trained_and_a_title_yields_to_a_name(run_cli):
    review = taken(run_cli, CARDS / "street-signs.md")
    assert review["system"] == {
        "name": "street-signs-tiny",
        "description": "A classifier for street signs that runs on the camera itself, eight bits a weight.",
        "version": "1.10",
        "repository": "https://git.example.org/signs",
    }
    assert sorted(review["traits"]) == ["relies-on-ml-providers", "senses-physical-world"]
    assert "declared in street-signs.md line 2 (pipeline_tag" in review["trait_sources"]["senses-physical-world"]


def test_several_files_are_heard_together_the_first_names_the_system(run_cli, card, bom):
    review = taken(run_cli, "README.md", "bom.json")
    assert review["system"]["name"] == "Acme Support 7B"
    assert review["system"]["version"] == "2.4.0"
    assert set(review["traits"]) == {*FROM_SUPPORT, *FROM_TRIAGE}
    assert review["trait_sources"]["uses-language-model"].startswith(
        f"{FROM_SUPPORT['uses-language-model']}, bom.json line 57 (tags"
    )


def test_without_input_proposals_are_told_and_not_taken(run_cli, card):
    ran = run_cli("review", REVIEW, "--from", "README.md", "--no-input")
    assert ran.code == 2
    assert "--take-proposals" in ran.err
    assert not Path(REVIEW).exists()
    Path("name.yaml").write_text("system: {name: Mine}\ntraits: {trains-models: no}\n", encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "name.yaml", "--from", "README.md", "--no-input")
    assert ran.code == 0, ran.err
    told = " ".join(ran.out.split())
    assert "proposed from README.md, not taken over: description: Acme Support 7B drafts" in told
    assert f"uses-language-model: yes, {FROM_SUPPORT['uses-language-model']}" in told
    assert f"trains-models is answered no; yes is {FROM_SUPPORT['trains-models']}" in told
    assert "the name is Mine; Acme Support 7B is declared in README.md line 22 (title)" in told
    assert saved()["traits"] == {"trains-models": "no"}
    assert "trait_sources" not in saved()


def test_what_people_said_is_never_overwritten(run_cli, card):
    Path("said.yaml").write_text("system: {name: Mine}\ntraits: {trains-models: no}\n", encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "said.yaml", "--from", "README.md", "--no-input", "--take-proposals")
    assert ran.code == 0, ran.err
    assert saved()["system"]["name"] == "Mine"
    assert saved()["traits"]["trains-models"] == "no"
    assert "trains-models" not in saved()["trait_sources"]


def test_taking_over_unseen_is_for_sittings_without_people(run_cli, card):
    for options in (["--from", "README.md"], ["--no-input"]):
        ran = run_cli("review", REVIEW, "--take-proposals", *options)
        assert ran.code == 2
        assert "--take-proposals is for --no-input with --from" in " ".join(ran.err.replace("│", " ").split())


def test_on_plain_lines_enter_takes_over_what_is_shown_with_its_source(run_cli, card):
    # name, owner, description, repository; then facts: Enter, then no to the rest
    ran = run_cli(
        "review", REVIEW, "--plain", "--from", "README.md", stdin="\nMail team\n-\n\n\n" + "n\n" * 4 + "\nq\n"
    )
    assert ran.code == 0, ran.err
    told = " ".join(ran.out.split())
    assert "proposed: the name declared in README.md line 22 (title); Enter takes it over" in told
    assert f"proposed: yes, {FROM_SUPPORT['trains-models']}; Enter confirms it y yes (proposed)" in told
    assert f"> trains-models: yes, {FROM_SUPPORT['trains-models']}" in told
    assert saved()["system"] == {
        "name": "Acme Support 7B",
        "owner": "Mail team",
        "repository": "https://git.acme.example/ml/support-7b",
    }
    assert saved()["traits"]["trains-models"] == "yes"
    assert saved()["trait_sources"] == {t: FROM_SUPPORT[t] for t in ("trains-models", "relies-on-ml-providers")}


def test_an_empty_line_answers_nothing_that_is_not_proposed(run_cli, card):
    ran = run_cli("review", REVIEW, "--plain", "--from", "README.md", stdin="\n\n\n\n\n\n\n\n")
    assert ran.code == 0, ran.err
    assert saved()["traits"] == {"trains-models": "yes"}


def test_another_answer_stands_and_names_no_source(run_cli, card):
    ran = run_cli("review", REVIEW, "--plain", "--from", "README.md", stdin="\n\n\n\nn\nq\n")
    assert ran.code == 0, ran.err
    assert saved()["traits"] == {"trains-models": "no"}
    assert "trait_sources" not in saved()
    ran = run_cli("review", REVIEW, "--plain", "--from", "README.md", stdin="q\n")
    assert f"trains-models is answered no; yes is {FROM_SUPPORT['trains-models']}" in " ".join(ran.out.split())


def test_what_a_review_lacks_is_asked_and_what_it_says_otherwise_is_told(run_cli, bom):
    Path("name.yaml").write_text("system: {name: Triage, version: 2.3.9}\n", encoding="utf-8")
    assert run_cli("review", REVIEW, "--answers", "name.yaml", "--no-input").code == 0
    ran = run_cli("review", REVIEW, "--plain", "--from", "bom.json", stdin="-\n\nq\n")
    assert ran.code == 0, ran.err
    told = " ".join(ran.out.split())
    assert "the version is 2.3.9; 2.4.0 is declared in bom.json line 14 (version)" in told
    assert saved()["system"] == {
        "name": "Triage",
        "version": "2.3.9",
        "repository": "https://git.acme.example/support/triage",
    }


def test_the_source_is_in_the_data_and_goes_when_the_answer_changes(run_cli, card):
    taken(run_cli, "README.md")
    facts = {f["trait"]: f for f in json.loads(run_cli("report", REVIEW, "--format", "json").out)["profile"]}
    assert facts["uses-language-model"]["source"] == FROM_SUPPORT["uses-language-model"]
    assert facts["affects-safety"]["source"] is None
    assert "confirmed by nobody" in run_cli("report", REVIEW, "--format", "md").out
    assert run_cli("report", REVIEW, "--output", "a.html").code == 0
    assert FROM_SUPPORT["uses-language-model"] in Path("a.html").read_text(encoding="utf-8")
    run_cli("review", REVIEW, "--plain", stdin="g uses-language-model\nn\nq\n")
    assert "uses-language-model" not in saved()["trait_sources"]


def test_what_was_taken_over_unseen_is_asked_in_the_next_sitting_and_confirmed_with_enter(run_cli, card):
    assert taken(run_cli, "README.md")["unconfirmed"] == list(FROM_SUPPORT)
    facts = {f["trait"]: f for f in json.loads(run_cli("report", REVIEW, "--format", "json").out)["profile"]}
    assert facts["uses-language-model"]["known_by"] == "taken over"
    ran = run_cli("review", REVIEW, "--plain", stdin="\nq\n")
    told = " ".join(ran.out.split())
    assert f"not confirmed; Enter confirms it: yes, {FROM_SUPPORT['trains-models']}" in told
    assert saved()["unconfirmed"] == ["relies-on-ml-providers", "uses-language-model"]
    assert saved()["trait_sources"] == FROM_SUPPORT
    run_cli("review", REVIEW, "--plain", stdin="g relies-on-ml-providers\n\ng uses-language-model\nn\nq\n")
    assert "unconfirmed" not in saved()
    assert saved()["traits"]["uses-language-model"] == "no"
    facts = {f["trait"]: f for f in json.loads(run_cli("report", REVIEW, "--format", "json").out)["profile"]}
    assert facts["relies-on-ml-providers"]["known_by"] == "said"


def test_a_question_answered_from_the_profile_says_where_that_came_from(run_cli, card):
    taken(run_cli, "README.md")
    ran = run_cli("review", REVIEW, "--plain", stdin="g dependencies.outside-models\nq\n")
    assert f"answered from the profile: yes, {FROM_SUPPORT['relies-on-ml-providers']}" in " ".join(ran.out.split())


def test_a_card_outside_the_repository_is_named_without_its_folder(run_cli, workspace):
    (workspace / "repository" / ".git").mkdir(parents=True)
    (workspace / "repository" / "docs").mkdir()
    shutil.copy(CARDS / "support-7b.md", workspace / "outside.md")
    shutil.copy(CARDS / "support-7b.md", workspace / "repository" / "inside.md")
    review = workspace / "repository" / "docs" / REVIEW
    ran = run_cli(
        "review", review, "--from", "outside.md", "--from", "repository/inside.md", "--no-input", "--take-proposals"
    )
    assert ran.code == 0, ran.err
    told = saved(review)["trait_sources"]["uses-language-model"]
    assert told.startswith("declared in outside.md line 6 (pipeline_tag: text-generation), ../inside.md line 6")


def test_a_company_says_in_its_catalog_what_speaks_for_its_own_trait(run_cli, workspace):
    catalog = workspace / "acme"
    (catalog / "checklists").mkdir(parents=True)
    trait = {
        "id": "speaks-english-only",
        "question": "Does it know English only?",
        "declared_by": [{"fact": "library", "among": ["Transformers"]}],
    }
    head = {"schema_version": 1, "id": "acme", "version": "1.0.0", "title": "Acme", "license": "MIT", "traits": [trait]}
    (catalog / "catalog.yaml").write_text(json.dumps(head), encoding="utf-8")
    shutil.copy(CARDS / "support-7b.md", "README.md")
    ran = run_cli("review", REVIEW, "--catalog", catalog, "--from", "README.md", "--no-input", "--take-proposals")
    assert ran.code == 0, ran.err
    assert saved()["traits"]["speaks-english-only"] == "yes"
    ran = run_cli("explain", "speaks-english-only", "--catalog", catalog)
    assert "proposed where a model card or ML-BOM declares: library: Transformers" in ran.out


def test_a_file_that_declares_nothing_says_so(run_cli):
    Path("empty.md").write_text("---\nlicense: mit\n---\n", encoding="utf-8")
    Path("name.yaml").write_text("system: {name: Mine}\n", encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "name.yaml", "--from", "empty.md", "--no-input")
    assert ran.code == 0, ran.err
    assert "empty.md: nothing that is asked here is declared there" in ran.out


def card_with(front: str, body: str = "") -> str:
    return f"---\n{front}\n---\n{body}"


def bom_with(**parts) -> str:
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", **parts}, indent=1)


REFUSED = {
    "no such file": (None, "no such file"),
    "prose": ("# Title\n\nNo front matter here.\n", "neither a model card nor a bill of materials"),
    "empty": ("", "neither a model card nor a bill of materials"),
    "xml": ("<?xml version='1.0'?><bom/>", "can be converted"),
    "not closed": ("---\nlicense: mit\n", "has no end"),
    "alias bomb": (card_with("a: &a [x]\nb: [*a, *a]"), "card:3:5"),
    "tag": (card_with("base_model: !!python/object/apply:os.system [id]"), "card:2:13"),
    "duplicate": (card_with("license: mit\nlicense: gpl"), "card:3:1"),
    "deep": (card_with("a: " + "[" * 40 + "]" * 40), "card:2:"),
    "broken": (card_with("tags: [a\nb: {{ x"), "card:"),
    "control character": (card_with('base_model: "\x1b[2Jx"'), "card:2:14"),
    "latin-1": (card_with("base_model: caf\u00e9").encode("latin-1"), "card:2:16"),
    "binary": (b"---\n\x00\x01\n---\n", "binary"),
    "conflict": (card_with("<<<<<<< ours\na: 1\n=======\n"), "card:2:1"),
    "json cut off": ('{\n "bomFormat": "CycloneDX",\n "components": [', "card:3:"),
    "json with a comma too many": ('{\n "bomFormat": "CycloneDX",\n}', "not valid JSON"),
    "json nested": ('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", "nested deeper"),
    "json twice": ('{"bomFormat": "CycloneDX",\n "bomFormat": "CycloneDX"}', "card:2:2"),
    "json of something else": ('{"spdxVersion": "SPDX-2.3"}', "not a CycloneDX file"),
    "old": (bom_with().replace("1.6", "1.4"), "is CycloneDX 1.4"),
    "to come": (bom_with().replace("1.6", "2.0"), "is CycloneDX 2.0"),
    "half a character": ('{"bomFormat": "CycloneDX", "specVersion": "\\ud83d"}', "card:1:"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_refused_at_its_line_and_nothing_is_saved(run_cli, case):
    content, said = REFUSED[case]
    if content is not None:
        Path("card").write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = run_cli("review", REVIEW, "--from", "card", "--no-input", "--take-proposals")
    assert ran.code == 2, ran.out
    assert said in ran.err
    assert "\x1b" not in ran.err
    assert "Traceback" not in ran.err
    assert not Path(REVIEW).exists()


def test_a_card_larger_than_any_card_is_refused(run_cli):
    Path("card").write_bytes(b"---\nlicense: mit\n---\n" + b"x" * (16 * 1024 * 1024))
    ran = run_cli("review", REVIEW, "--from", "card", "--no-input", "--take-proposals")
    assert ran.code == 2
    assert "larger than 16 MiB" in ran.err


STRANGE = {
    "types": card_with("pipeline_tag: [1, {a: b}]\ntags: {a: b}\nbase_model: true\nmodel-index: 7\nname: 1\ndatasets: null"),
    "list": card_with("- a\n- b"),
    "word": card_with("just words"),
    "placeholders": card_with("license: mit", "# Model Card for {{ model_id }}\n\n{{ model_summary | default('', true) }}\n"),
    "front placeholders": card_with("model_name: '{{ pretty_name }}'\nbase_model: '[More Information Needed]'"),
    "unfilled": card_with("license: mit", "# Model Card for Model ID\n\n[More Information Needed] and more of it\n"),
    "components": bom_with(components=[1, None, {"type": "machine-learning-model", "modelCard": 7}, {"components": "x"}]),
    "metadata": bom_with(metadata=[], services=7, components={"a": 1}),
    "references": bom_with(
        components=[
            {
                "type": "machine-learning-model",
                "bom-ref": ["a"],
                "name": 7,
                "externalReferences": [None, {"type": "vcs"}],
                "modelCard": {"modelParameters": {"datasets": [{"ref": "gone"}, {"ref": 7}, None, []]}},
            }
        ]
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STRANGE)
def test_what_is_strange_declares_nothing_and_breaks_nothing(run_cli, case):
    Path("card").write_text(STRANGE[case], encoding="utf-8")
    Path("name.yaml").write_text("system: {name: Mine}\n", encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "name.yaml", "--from", "card", "--no-input")
    assert ran.code == 0, ran.err
    assert "name:" not in ran.out or case == "references"


def test_text_from_a_card_steers_neither_terminal_nor_file(run_cli):
    evil = "Filter\u202e\u2066\x00 \x1b]0;owned\x07"
    body = f"# {evil}\n\nA sentence of {evil} with more words.\n"
    front = 'pipeline_tag: text-generation\nbase_model: "x\u202ey\u200b"'
    Path("card.md").write_bytes(card_with(front, body).encode())
    ran = run_cli("review", REVIEW, "--plain", "--from", "card.md", stdin="\n\n\n" + "\n" * 30)
    assert ran.code == 0, ran.err
    text = Path(REVIEW).read_text(encoding="utf-8")
    for steering in "\x1b\x00\x07\u202e\u2066\u200b":
        assert steering not in ran.out
        assert steering not in text
    assert saved()["system"]["name"] == "Filter ]0;owned"


def test_long_text_is_cut_and_many_sources_are_counted(run_cli):
    front = "base_model: " + "b" * 5000 + "\ndatasets:\n" + "".join(f"- acme/d{n}\n" for n in range(5000))
    Path("card.md").write_text(card_with(front.rstrip(), "# " + "N" * 5000 + "\n"), encoding="utf-8")
    review = taken(run_cli, "card.md")
    assert len(review["system"]["name"]) == 500
    assert all(len(source) <= 500 for source in review["trait_sources"].values())
    assert "and 4997 more" in review["trait_sources"]["trains-models"]


def test_json_as_programs_write_it_is_read(run_cli):
    data = json.loads((CARDS / "ticket-triage.cdx.json").read_text(encoding="utf-8"))
    data["metadata"]["component"]["description"] = "Sorts \U0001f600 tickets \\ud83d, and/or more"
    expected = data["metadata"]["component"]["description"]
    for text in (
        json.dumps(data, indent="\t"),
        json.dumps(data, separators=(",", ":")),
        json.dumps(data, ensure_ascii=False).replace("/", "\\/"),
        "\ufeff" + json.dumps(data, indent=4).replace("\n", "\r\n"),
    ):
        Path(REVIEW).unlink(missing_ok=True)
        Path("bom.json").write_text(text, encoding="utf-8", newline="")
        review = taken(run_cli, "bom.json")
        assert review["system"]["description"] == expected
        assert sorted(review["traits"]) == sorted(FROM_TRIAGE)


def test_a_picture_in_a_bill_of_materials_is_passed_over(run_cli):
    data = json.loads((CARDS / "ticket-triage.cdx.json").read_text(encoding="utf-8"))
    picture = {"image": {"contentType": "image/png", "encoding": "base64", "content": "A" * 200_000}}
    graphics = {"collection": [{"name": "precision", **picture}]}
    data["components"][0]["modelCard"]["quantitativeAnalysis"] = {"graphics": graphics}
    Path("bom.json").write_text(json.dumps(data), encoding="utf-8")
    assert sorted(taken(run_cli, "bom.json")["traits"]) == sorted(FROM_TRIAGE)


def test_a_card_is_only_read(run_cli, card, bom):
    before = {f: Path(f).read_bytes() for f in ("README.md", "bom.json")}
    taken(run_cli, "README.md", "bom.json")
    assert before == {f: Path(f).read_bytes() for f in before}


def test_crlf_and_headings_underlined_as_conflicts_are_marked_do_no_harm(run_cli):
    card = card_with("pipeline_tag: text-classification", "Filters\n=======\n\nSorts mail for the whole company.\n")
    Path("card.md").write_text(card, encoding="utf-8", newline="\r\n")
    Path("name.yaml").write_text("system: {name: Mine}\n", encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "name.yaml", "--from", "card.md", "--no-input", "--take-proposals")
    assert ran.code == 0, ran.err
    assert saved()["system"]["description"] == "Sorts mail for the whole company."
