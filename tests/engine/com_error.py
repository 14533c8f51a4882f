"""Excel's refusal of a call, in the shape that pywin32 gives it."""

from __future__ import annotations

_REFUSED = -2146827284


class com_error(Exception):
    """Excel's no to a call, as pywin32 hands it over."""

    def __init__(self, words: str) -> None:
        super().__init__(
            -2147352567, "发生意外。", (0, "Microsoft Excel", words, None, 0, _REFUSED)
        )
        self.excepinfo = self.args[2]
