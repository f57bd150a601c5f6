"""One run of `verify`: everything that a review, or a report, claims is computed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mlthreat.domain.assessment import Assessment, assess
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.library import Library
from mlthreat.domain.look import Look, OwnTemplates
from mlthreat.domain.review import Grade
from mlthreat.domain.signoff import review_digest, sign_off_states
from mlthreat.files.bundled import template_folder
from mlthreat.files.evidence import all_changed
from mlthreat.files.library_cache import template_cache
from mlthreat.files.policy_file import policy_for
from mlthreat.files.report_page import Page, is_report, read_page
from mlthreat.files.review_file import must_read_review
from mlthreat.files.ssh_signature import verify_all
from mlthreat.files.template_folder import read_templates
from mlthreat.version import VERSION
from mlthreat.views.verification import Verified


@dataclass(frozen=True, slots=True)
class Verification:
    """What the options of `verify` said."""

    library: Library
    day: date
    allowed_signers: Path | None
    templates: Path | None = None
    """The folder of somebody's own templates, for reports that were made with them."""

    def look_at(self, path: Path) -> Verified:
        """Verify a review or a report. Raises UserError where it cannot be read."""
        if is_report(path):
            page = read_page(path)
            assessment = assess(self.library, page.review, page.day, page.evidence)
            return self._verified(path, assessment, page.evidence, page)
        review = must_read_review(path, self.library)
        return self._verified(path, assess(self.library, review, self.day), all_changed(path, review), None)

    def _verified(
        self, path: Path, assessment: Assessment, evidence: Mapping[str, Sequence[str]], page: Page | None
    ) -> Verified:
        review = assessment.review
        signers = self.allowed_signers or (None if page else policy_for(path).allowed_signers)
        return Verified(
            file=str(path),
            day=str(self.day),
            digest=review_digest(assessment),
            states=sign_off_states(assess(self.library, review, self.day), evidence),
            signatures=verify_all(review.sign_offs, signers),
            pinned=sum(e.grade is Grade.PINNED for a in review.answers.values() for e in a.evidence),
            evidence=evidence,
            page=differences(page, assessment, self.templates) if page else None,
        )


def differences(page: Page, assessment: Assessment, templates: Path | None = None) -> tuple[str, ...]:
    """In what a page is not what its own data make, in words.

    `templates` are those of somebody's own; without them, UserError for a page that was made with such.
    """
    from mlthreat.views.forms import render
    from mlthreat.views.page_difference import first_difference

    own = _templates_of(page, templates)
    made = render(assessment, "html", template_folder(), template_cache(), Look(page.house, own))
    assert isinstance(made, str)
    found = []
    if own is not None and own.digest != page.templates:
        found.append(f"the templates in {own.folder} are not those that the page was made with")
    if review_digest(assessment) not in page.shown:
        found.append("the page does not show the digest of the review inside it")
    if difference := first_difference(page.text, made.encode("utf-8", "backslashreplace").decode()):
        found.append(
            f"the page is not what mlthreat {VERSION} with the catalogs in force makes of the review inside it: "
            "it was altered, or made by another version or with other catalogs"
        )
        found.append(f"the first difference is in {difference}")
    return tuple(found)


def _templates_of(page: Page, folder: Path | None) -> OwnTemplates | None:
    if page.templates is None:
        return None
    if folder is None:
        hint = "name their folder with --template; the page carries their digest"
        raise UserError("the page was made with templates of somebody's own, and cannot be made again without", hint)
    return read_templates(folder)
