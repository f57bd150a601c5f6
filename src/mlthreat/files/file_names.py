"""What files are called, by which they are known before anything is read."""

from typing import Final

MANIFEST: Final = "catalog.yaml"
POLICY: Final = "mlthreat-policy.yaml"
PROJECT: Final = "mlthreat.yaml"
REVIEW_SUFFIX: Final = ".review.yaml"
