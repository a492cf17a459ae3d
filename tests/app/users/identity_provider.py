"""A small identity provider on this machine: says yes at once, signs what it says, and checks what it is asked."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Header, HTTPException, Request
from fastapi.responses import RedirectResponse
from joserfc import jwk, jwt

CLIENT, SECRET = "sizhi", "a secret of the client"


@dataclass
class IdentityProvider:
    """What it says of whoever comes, and what it lies about.

    Attributes
    ----------
    claims
        Laid over what it would say.
    signs_with
        Another key than the one that it publishes, for a forgery.
    """

    claims: dict[str, Any] = field(default_factory=dict)
    issuer: str | None = None
    signs_with: jwk.RSAKey | None = None
    key: jwk.RSAKey = field(default_factory=lambda: jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        """Return the server."""
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def document(request: Request) -> dict[str, str]:
            address = str(request.base_url).rstrip("/")
            return {
                "issuer": self.issuer or address, "authorization_endpoint": f"{address}/authorize",
                "token_endpoint": f"{address}/token", "jwks_uri": f"{address}/keys",
            }

        @app.get("/authorize")
        def authorize(request: Request) -> RedirectResponse:
            asked = dict(request.query_params)
            if asked["client_id"] != CLIENT or asked["code_challenge_method"] != "S256":
                raise HTTPException(400)
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

        @app.post("/token")
        def token(
            request: Request, code: str = Form(), redirect_uri: str = Form(), code_verifier: str = Form(),
            authorization: str = Header(),
        ) -> dict[str, str]:
            asked = self.codes.pop(code, None)
            challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
            name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            if asked is None or (asked["code_challenge"], asked["redirect_uri"]) != (challenge, redirect_uri):
                raise HTTPException(400)
            if (name, secret.replace("%20", " ")) != (CLIENT, SECRET):
                raise HTTPException(401)
            said = {
                "iss": str(request.base_url).rstrip("/"), "aud": CLIENT, "sub": "4711", "nonce": asked["nonce"],
                "iat": int(time.time()), "exp": int(time.time()) + 300, "preferred_username": "through_provider",
                **self.claims,
            }
            header = {"alg": said.pop("alg", "RS256"), "kid": "one"}
            return {"token_type": "Bearer", "access_token": "-", "id_token": jwt.encode(
                header, said, self.signs_with or self.key, algorithms=["RS256"]
            )}

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        return app
