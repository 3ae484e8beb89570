"""The channels of notifications as the settings name them: strict, with secrets that may come from the environment."""

from __future__ import annotations

import os
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, TypeAdapter, ValidationError, model_validator

from app.notify.signing import key_of

Level = Annotated[int, Field(ge=0, le=2)]
_URL = TypeAdapter(HttpUrl)


class ChannelSettings(BaseModel):
    """One `[[notify]]` table: where it leads, who is told from which escalation level on, and what may be said.

    Secrets stand in `secret` and `url`, or in the environment's variables that `secret_env` and `url_env` name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,31}$", description="lower-case letters, digits and _")
    kind: Literal["webhook", "apprise"]
    url: SecretStr | None = Field(None, description="where to; it may hold secrets, so it is never shown")
    url_env: str | None = Field(None, description="the environment's variable that holds the url")
    secret: SecretStr | None = Field(None, description="webhook: what it is signed with")
    secret_env: str | None = Field(None, description="the environment's variable that holds the secret")
    levels: dict[Literal["high", "medium", "low"], Level] = Field(
        default={"high": 2, "medium": 2}, description="the escalation from which it is told, by priority"
    )
    closing: bool = Field(default=True, description="tell those who were told that it is acknowledged or has ended")
    patient: bool = Field(default=False, description="name the patient in the message")

    @model_validator(mode="after")
    def whole(self) -> ChannelSettings:
        """Refuses a channel without an address, a webhook without a secret, and what is wrong in the file."""
        self._check_one_of("url", self.url, self.url_env)
        if self.kind == "webhook":
            self._check_one_of("secret", self.secret, self.secret_env)
        elif self.secret or self.secret_env:
            raise ValueError(f"channel {self.name}: secret is for webhooks only")
        if self.url is not None:
            self.address()
        if self.secret is not None:
            self.key()
        return self

    def address(self) -> str:
        """The address, wherever it stands; raises ValueError for one that can't be used."""
        address = self._told("url", self.url, self.url_env)
        if self.kind == "webhook":
            try:
                _URL.validate_python(address)
            except ValidationError:
                raise ValueError(f"channel {self.name}: url is no http or https address") from None
        return address

    def key(self) -> str:
        """The webhook's secret, wherever it stands; raises ValueError for one that is too weak."""
        secret = self._told("secret", self.secret, self.secret_env)
        try:
            key_of(secret)
        except ValueError as weak:
            raise ValueError(f"channel {self.name}: {weak}") from None
        return secret

    def _check_one_of(self, field: str, value: SecretStr | None, variable: str | None) -> None:
        if (value is None) is (variable is None):
            raise ValueError(f"channel {self.name}: say {field} or {field}_env, one of them")

    def _told(self, field: str, value: SecretStr | None, variable: str | None) -> str:
        """The environment is read when a server starts: other commands don't need the secrets."""
        if value is not None:
            return value.get_secret_value()
        found = os.environ.get(variable or "", "")
        if not found:
            raise ValueError(f"channel {self.name}: {field}_env names {variable}, which is not in the environment")
        return found
