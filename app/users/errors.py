"""Errors about people.

::

    AppError
    ├── SignInNeededError          people.sign_in             nobody is signed in, or no longer
    ├── SignInFailedError          people.wrong_password      name and password do not fit
    ├── TooManyAttemptsError       people.too_many_attempts   wrong too often, for a while
    ├── ForgedRequestError         people.csrf                a page wrote without its token
    ├── NotAllowedError            people.not_allowed         not what this role may do
    ├── ScopeError                 people.scope               not what this key is for
    ├── OutsideSubdistrictError    plans.outside_subdistrict  land of another street office
    ├── NobodyError                people.unknown             no such organisation, account or key
    ├── TakenError                 people.taken               a name that another has
    ├── LastAdministratorError     people.last_administrator  nobody would be left to manage people
    ├── UnfitError                 people.unfit               an organisation, password or scope that cannot be
    └── ProviderError              people.provider            the identity provider does not answer as it should
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from app.errors import AppError


class SignInNeededError(AppError):
    """Nobody is signed in, or no longer."""

    code = "people.sign_in"
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="sizhi"'}

    def __init__(self) -> None:
        super().__init__("尚未登录，或登录已过期。请登录后再试", "Not signed in, or no longer. Sign in and try again")


class SignInFailedError(AppError):
    """Name and password do not fit, or the account is closed; it is not said which."""

    code = "people.wrong_password"

    def __init__(self) -> None:
        super().__init__(
            "用户名或密码不对，或账号已停用", "Name and password do not fit, or the account is closed"
        )


class TooManyAttemptsError(AppError):
    """Wrong too often; see :mod:`app.users.attempts`."""

    code = "people.too_many_attempts"

    def __init__(self, wait_s: int) -> None:
        self.headers = {"Retry-After": str(wait_s)}
        minutes = -(-wait_s // 60)
        super().__init__(
            f"密码错误次数过多，{minutes} 分钟后再试", f"Wrong too often; try again in {minutes} min",
            members={"wait_s": wait_s},
        )


class ForgedRequestError(AppError):
    """A request with the cookie of a page, but without the token that only the page knows."""

    code = "people.csrf"

    def __init__(self) -> None:
        super().__init__(
            "请求缺少页面校验值 X-CSRF-Token。重新载入页面后再试",
            "The request lacks the page's X-CSRF-Token. Load the page again",
        )


class NotAllowedError(AppError):
    """Not what this role may do."""

    code = "people.not_allowed"

    def __init__(self, what_zh: str, what_en: str) -> None:
        super().__init__(
            f"当前账号不能{what_zh}。请联系管理员", f"This account may not {what_en}. Ask an administrator"
        )


class ScopeError(AppError):
    """Not what this key is for."""

    code = "people.scope"

    def __init__(self, needed: str | None) -> None:
        if needed is None:
            super().__init__("密钥不能用于这个地址，请以账号登录", "No key opens this address; sign in with an account")
        else:
            super().__init__(f"密钥缺少权限 {needed}", f"The key lacks the scope {needed}")


class OutsideSubdistrictError(AppError):
    """A gesture of a street office on land of another."""

    code = "plans.outside_subdistrict"

    def __init__(self, own: str | None, others: Iterable[str]) -> None:
        named = sorted(others)
        super().__init__(
            f"{'、'.join(named)}不在{own or '本单位'}辖区内，这一步未保存。街道只能划本街道的单元",
            f"{', '.join(named)} is not within {own or 'your territory'}; nothing was saved. "
            "A street office draws its own units only",
            members={"subdistricts": named},
        )


class NobodyError(AppError):
    """No such organisation, account or key."""

    code = "people.unknown"


class TakenError(AppError):
    """A name that another has."""

    code = "people.taken"


class LastAdministratorError(AppError):
    """Nobody would be left to manage people."""

    code = "people.last_administrator"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}是最后一名管理员，先指定另一名管理员",
            f"{name} is the last administrator; make another one first",
        )


class UnfitError(AppError):
    """An organisation, a password or a scope that cannot be."""

    code = "people.unfit"


class Wrongs:
    """What is wrong with one request, gathered so that all of it is said at once."""

    def __init__(self) -> None:
        self._found: list[NobodyError | TakenError | UnfitError] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Go on after what is wrong within."""
        try:
            yield
        except (NobodyError, TakenError, UnfitError) as error:
            self._found.append(error)

    def stop(self) -> None:
        """Raise the first error with the messages of all; nothing where nothing was wrong."""
        if self._found:
            zh = "；".join(each.message_zh for each in self._found)
            raise type(self._found[0])(zh, "; ".join(each.message_en for each in self._found))


class ProviderError(AppError):
    """The identity provider does not answer as it should, or its answer names nobody here."""

    code = "people.provider"
