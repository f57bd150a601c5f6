"""Start the program; `--version` is answered before anything heavy is imported."""

import sys

from mlthreat.version import VERSION


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"mlthreat {VERSION}\n")
        return
    try:
        sys.exit(_run())
    except KeyboardInterrupt:  # before there was anything to interrupt
        sys.exit(130)


def _run() -> int:
    import gc
    import os

    # A start makes many objects and little garbage; pydantic would otherwise look through every installed package for plug-ins.
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from mlthreat.cli.app import run
    from mlthreat.cli.streams import settle

    settle()
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()
    return run()


if __name__ == "__main__":
    main()
