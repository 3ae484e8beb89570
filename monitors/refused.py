"""A refusal: what was asked cannot be done, with a stable code, the field, the rule and the fix."""

from __future__ import annotations


class Refused(Exception):
    """Raised where a command or a whole batch is refused; `status` is the HTTP status it becomes.

    `message` says the rule that was broken, `hint` what to do instead, `field` which input to change ("" for none).
    """

    def __init__(self, code: str, message: str, hint: str = "", field: str = "", status: int = 422) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.field = field
        self.status = status
