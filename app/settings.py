"""Settings of the server: every one is an environment variable ``SIZHI_…``."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from geodata.domain import Datum


class Settings(BaseSettings):
    """How the server runs.

    Attributes
    ----------
    data
        Folder for uploads, datasets, plans and the database file (``SIZHI_DATA``).
    database_url
        SQLAlchemy's address of the database; a SQLite file in ``data`` where left out.
    plan_folders
        Plan folders to list; a folder without ``plan.json`` stands for the plan folders inside it.
    host, port
        Where the server listens.
    basemap, basemap_key, basemap_name, basemap_datum
        The optional base map; see :func:`app.maps.basemap.find_base_map`.
    upload_limit_mb
        Most megabytes of one upload.
    job_processes
        Most jobs at a time, each in a process of its own; the others wait in their order. As many as the machine has
        processors where left out.
    job_standby
        Whether one process is kept ready with everything loaded, so that the next job begins at once.
    accounts
        Whether people sign in (``SIZHI_ACCOUNTS=on``); without accounts whoever reaches the server may do everything.
    oidc_issuer, oidc_client_id, oidc_client_secret
        The identity provider through which people may sign in (OpenID Connect), and what this server is called there;
        see :mod:`app.users.oidc`.
    oidc_name, oidc_login_claim
        What the page for signing in calls it, and the claim that holds the login of an account here.
    webhook_private
        Whether webhooks may go to addresses inside the own network and on this machine.
    """

    model_config = SettingsConfigDict(env_prefix="SIZHI_")

    data: Path = Path("sizhi-data")
    database_url: str | None = None
    plan_folders: tuple[Path, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8000
    basemap: str | None = None
    basemap_key: str | None = None
    basemap_name: str | None = None
    basemap_datum: Datum | None = None
    upload_limit_mb: int = 512
    job_processes: int | None = None
    job_standby: bool = True
    accounts: bool = False
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = "统一身份认证"
    oidc_login_claim: str = "preferred_username"
    webhook_private: bool = False

    @property
    def database_address(self) -> str:
        """Return the address of the database."""
        return self.database_url or f"sqlite:///{(self.data / 'sizhi.sqlite').resolve()}"
