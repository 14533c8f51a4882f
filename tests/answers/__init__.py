"""The stored answers: what the program replied and drew, so that every change of it is seen.

    python -m tests.answers compare [NAME...] [--all]
    python -m tests.answers accept [NAME...] --reason "why they are right"

`compare` asks the program anew and prints each difference as a line (alike ones together, with
their number; `--all` prints every one); it exits with 1 if there is any. `accept` takes the
differences over into `stored/` and writes the reason into `accepted.md`. A NAME is a part of the
name of an input or a document: `drawn/`, `copies/example`, `songjiang`.

Asked about are the files of tests/data, odd files of others (where they stand beside the checkout),
seeded damaged copies of our own files, and everything that the program draws: `dump --json` and
`check --json` of each file, each cell, style and page set-up of each workbook, each paragraph and
table of each document. Documents are read without the program. What is not here is left out with a
line, and its answers are kept. After a merge of two branches that both took over answers, take
either file of `stored/`, `compare`, and `accept` what both of them meant to change.

The suite asks about a sample (test_answers.py).
"""
