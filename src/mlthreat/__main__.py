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
    import signal

    gc.disable()  # a start makes many objects and little garbage
    # pydantic would look for plug-ins of its own in every installed package
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from mlthreat.cli.app import run
    from mlthreat.cli.streams import settle

    settle()
    # whoever asks the program to end is told like whoever presses Ctrl-C: the terminal is put right, the lock given back
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()
    code = run()
    gc.freeze()  # nor is there any to be looked for at the end, when everything goes
    return code


if __name__ == "__main__":
    main()
