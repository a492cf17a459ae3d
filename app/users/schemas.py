"""What the addresses about people take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Login = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Place = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignIn(_In):
    """Name and password."""

    login: Login
    password: Password


class Token(BaseModel):
    """A token for ``Authorization: Bearer``."""

    access_token: str
    token_type: str = "Bearer"
    expires_in: int = Field(description="Seconds.")


class OrganisationIn(_In):
    """An organisation to enter."""

    name: Name
    role: str = Field(max_length=32, description="A role of rules.md 0.5, `planner` or `operator`.")
    district: Place | None = None
    subdistrict: Place | None = Field(None, description="Of a street office, as the datasets name it.")


class OrganisationChange(_In):
    """What to change of an organisation; what is left out stays."""

    name: Name | None = None
    district: Place | None = None
    subdistrict: Place | None = None

    def told(self) -> dict[str, str | None]:
        """Return what was told; a name is never taken away."""
        told = self.model_dump(exclude_unset=True)
        return {field: value for field, value in told.items() if field != "name" or value is not None}


class OrganisationOut(BaseModel):
    """An organisation."""

    id: str
    name: str
    role: str
    role_name_zh: str
    role_name_en: str
    district: str | None
    subdistrict: str | None


class Me(BaseModel):
    """Who is asking."""

    id: str | None = Field(description="The account or key; null on a server without accounts.")
    name: str
    organisation: OrganisationOut
    roles: list[str]
    is_planner: bool
    is_administrator: bool
    accounts: bool = Field(description="Whether people sign in here.")
    scopes: list[str] | None = Field(description="Of a key; null: everything that the person may do.")
    csrf: str | None = Field(description="What a page sends as `X-CSRF-Token`; null where it needs none.")


class UserIn(_In):
    """An account to enter."""

    login: Login
    name: Name
    organisation_id: str = Field(max_length=100)
    password: Password | None = Field(None, description="None for who signs in through the identity provider.")
    is_planner: bool = False
    is_administrator: bool = False


class UserChange(_In):
    """What to change of an account; what is left out, or null, stays."""

    name: Name | None = None
    organisation_id: str | None = Field(None, max_length=100)
    password: Password | None = None
    is_planner: bool | None = None
    is_administrator: bool | None = None
    is_disabled: bool | None = None


class PasswordChange(_In):
    """A new password of one's own."""

    old: Password
    new: Password


class UserOut(BaseModel):
    """An account."""

    id: str
    login: str
    name: str
    organisation: OrganisationOut
    is_planner: bool
    is_administrator: bool
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None


class KeyIn(_In):
    """A key to enter."""

    name: Name
    organisation_id: str = Field(max_length=100)
    scopes: list[Annotated[str, StringConstraints(max_length=40)]] = Field(min_length=1, max_length=40)
    expires_at: AwareDatetime | None = None


class KeyOut(BaseModel):
    """A key; its secret is not kept."""

    id: str
    name: str
    organisation: OrganisationOut
    prefix: str
    scopes: list[str]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None


class NewKey(KeyOut):
    """A key with its secret, which is told this once."""

    secret: str


class OrganisationPage(BaseModel):
    """Organisations by name."""

    items: list[OrganisationOut]
    total: int
    offset: int
    limit: int


class UserPage(BaseModel):
    """Accounts by login."""

    items: list[UserOut]
    total: int
    offset: int
    limit: int


class KeyPage(BaseModel):
    """Keys, the newest first."""

    items: list[KeyOut]
    total: int
    offset: int
    limit: int
