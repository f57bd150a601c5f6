"""Start the program; `--version` is answered before anything heavy is imported."""

import sys

from mlthreat.version import VERSION


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"mlthreat {VERSION}\n")
        return
    from mlthreat.cli.app import run

    sys.exit(run())


if __name__ == "__main__":
    main()
