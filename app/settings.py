"""Settings of the server: every one is an environment variable ``SIZHI_…``."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


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
    """

    model_config = SettingsConfigDict(env_prefix="SIZHI_")

    data: Path = Path("sizhi-data")
    database_url: str | None = None
    plan_folders: tuple[Path, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def database_address(self) -> str:
        """Return the address of the database."""
        return self.database_url or f"sqlite:///{(self.data / 'sizhi.sqlite').resolve()}"
