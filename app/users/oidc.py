"""Signing in through an identity provider: OpenID Connect, authorization code with PKCE.

The optional extra ``sizhi[oidc]`` brings :mod:`joserfc`, which checks what the provider signed; all else is three
requests. Somebody who comes from the provider needs an account here: one that was entered without a password and whose
login is what the provider's claim says. At the first time the account remembers the provider's own identifier of the
person, and from then on only that counts.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.error import URLError

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.settings import Settings
from app.storage.people import UserRow
from app.trail.store import write
from app.users.errors import ProviderError
from app.users.people import person_of_user
from app.users.sessions import canonical

PATIENCE_S = 10
MOST_BYTES = 1_000_000
LEEWAY_S = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures with a key that only the provider has; never none, never a shared secret."""
KNOWN_FOR_S = 600
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Attempt:
    """What the browser keeps while it is at the provider, so that nobody else can finish what it began."""

    state: str
    nonce: str
    verifier: str
    wanted: str

    def to_cookie(self) -> str:
        """Return the attempt as the value of a cookie."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def from_cookie(cls, text: str | None) -> Attempt:
        """Read what :meth:`to_cookie` wrote.

        Raises
        ------
        ProviderError
            Where there is nothing, or nothing of ours.
        """
        try:
            return cls(**json.loads(base64.urlsafe_b64decode(text or "")))
        except (ValueError, TypeError) as error:
            raise _failed("登录请求已过期，请重新登录", "The request has run out; begin again") from error


class Provider:
    """One identity provider.

    Parameters
    ----------
    settings
        ``oidc_issuer`` and what else begins with ``oidc_``.

    Raises
    ------
    ProviderError
        Where the settings are not enough, or the extra is not installed.
    """

    def __init__(self, settings: Settings) -> None:
        try:
            from joserfc import jwk, jwt  # the optional extra
        except ImportError as error:
            raise _failed("未安装统一身份登录组件：pip install 'sizhi[oidc]'", "pip install 'sizhi[oidc]'") from error
        self._jwk, self._jwt = jwk, jwt
        if settings.oidc_issuer is None or settings.oidc_client_id is None:
            raise _failed("SIZHI_OIDC_ISSUER 与 SIZHI_OIDC_CLIENT_ID 要一起设",
                          "SIZHI_OIDC_ISSUER and SIZHI_OIDC_CLIENT_ID go together")
        self.issuer, self._client_id = settings.oidc_issuer, settings.oidc_client_id
        secret = settings.oidc_client_secret
        self._secret = None if secret is None else secret.get_secret_value()
        self._claim = settings.oidc_login_claim
        self._known: tuple[float, dict[str, Any]] | None = None

    def begin(self, redirect_uri: str, wanted: str) -> tuple[str, Attempt]:
        """Return the provider's address to send the browser to, and what the browser keeps meanwhile."""
        attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)), wanted=wanted)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
        query = urllib.parse.urlencode({
            "response_type": "code", "client_id": self._client_id, "redirect_uri": redirect_uri,
            "scope": "openid profile", "state": attempt.state, "nonce": attempt.nonce, "code_challenge": challenge,
            "code_challenge_method": "S256",
        })
        address = str(self._document()["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{query}", attempt

    def finish(self, attempt: Attempt, redirect_uri: str, state: str | None, code: str | None) -> Mapping[str, Any]:
        """Trade the code for what the provider says of the person, and check that it says so.

        Raises
        ------
        ProviderError
            Where anything does not fit.
        """
        if state is None or code is None or not hmac.compare_digest(state.encode(), attempt.state.encode()):
            raise _failed("登录请求不是从本页发起，请重新登录", "The request did not begin here; begin again")
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri,
            "client_id": self._client_id, "code_verifier": attempt.verifier,
        }
        headers = {}
        if self._secret is not None:
            pair = f"{urllib.parse.quote(self._client_id, safe='')}:{urllib.parse.quote(self._secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        answer = _ask(str(self._document()["token_endpoint"]), form, headers)
        return self._claims(str(answer.get("id_token", "")), attempt.nonce)

    def account(self, session: Session, claims: Mapping[str, Any]) -> UserRow:
        """Find the account of a person; at the first time it is tied to the provider's identifier.

        Raises
        ------
        ProviderError
            Where there is no account, or it is closed.
        """
        subject = f"{self.issuer} {claims['sub']}"
        user = session.scalars(select(UserRow).where(UserRow.oidc_subject == subject)).unique().one_or_none()
        login = canonical(str(claims.get(self._claim) or ""))
        if user is None and login:
            user = session.scalars(select(UserRow).where(
                UserRow.login == login, UserRow.oidc_subject.is_(None), UserRow.password_hash.is_(None)
            )).unique().one_or_none()
            if user is not None:
                user.oidc_subject = subject
                write(session, person_of_user(user), "user.linked", "user", user.id, after={"issuer": self.issuer})
        if user is None or user.disabled_at is not None:
            raise _failed(f"{login or '此身份'} 在本系统没有可用账号。请联系管理员",
                          f"There is no account for {login or 'this identity'} here. Ask an administrator")
        return user

    def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        from joserfc.errors import JoseError

        try:
            keys = self._jwk.KeySet.import_key_set(_ask(str(self._document()["jwks_uri"])))
            claims = self._jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
            self._jwt.JWTClaimsRegistry(
                leeway=LEEWAY_S, iss={"essential": True, "value": self.issuer}, exp={"essential": True},
                aud={"essential": True, "value": self._client_id}, sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _failed("统一身份认证的签名或内容不符", "What the provider signed does not fit") from error
        if claims.get("azp", self._client_id) != self._client_id:
            raise _failed("统一身份认证的凭证发给了别的系统", "The provider's token is for another client")
        return dict(claims)

    def _document(self) -> dict[str, Any]:
        if self._known is None or time.monotonic() - self._known[0] > KNOWN_FOR_S:
            document = _ask(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if document.get("issuer") != self.issuer:
                raise _failed("统一身份认证的地址与其自述不符", "The provider calls itself something else")
            self._known = time.monotonic(), document
        return self._known[1]


def _ask(
    address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Ask for JSON; only over TLS, but for a provider on this machine."""
    place = urllib.parse.urlsplit(address)
    if place.scheme != "https" and not (place.scheme == "http" and place.hostname in LOCAL_HOSTS):
        raise _failed("统一身份认证的地址应为 https", "The provider's address has to be https")
    data = None if form is None else urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(address, data, {"Accept": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            told = json.loads(answer.read(MOST_BYTES))
    except (URLError, OSError, ValueError) as error:
        raise _failed("统一身份认证没有回应，稍后再试", "The provider does not answer; try again in a while") from error
    if not isinstance(told, dict):
        raise _failed("统一身份认证的回应不符合约定", "The provider's answer breaks its contract")
    return told


def _failed(zh: str, en: str) -> ProviderError:
    return ProviderError(zh, en)
