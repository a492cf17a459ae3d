"""Settings of the server: every one is an environment variable ``SIZHI_…``."""

from __future__ import annotations

from pathlib import Path

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

    @property
    def database_address(self) -> str:
        """Return the address of the database."""
        return self.database_url or f"sqlite:///{(self.data / 'sizhi.sqlite').resolve()}"
