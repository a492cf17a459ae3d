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
    plan_folders
        Plan folders to list; a folder without ``plan.json`` stands for the plan folders inside it.
    host, port
        Where the server listens.
    """

    model_config = SettingsConfigDict(env_prefix="SIZHI_")

    data: Path = Path("sizhi-data")
    plan_folders: tuple[Path, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8000
