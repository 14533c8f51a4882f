"""Runs the command `xlperf`, also for `python -m xlperf`.

A process that a command starts imports the script that started the command, and so this file: it
must not load the command line, let alone run it.
"""


def main() -> None:
    """Run the command line."""
    from xlperf.cli import main

    main()


if __name__ == "__main__":
    main()
