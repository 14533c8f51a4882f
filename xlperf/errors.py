"""Defines the one error that a user can meet.

Everything that a file, an argument or the machine can do wrong becomes an `XlperfError`;
any other exception is our own bug and is allowed to show its traceback.
"""


class XlperfError(Exception):
    """Carries one Chinese sentence: which file, sheet and cell; what is wrong; what to do.

    The command line prints it on stderr and exits with 2; in Excel it becomes a message box.
    `code` names the sentence where it comes from a list of sentences; tests assert on it.
    """

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code
