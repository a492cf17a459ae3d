"""Imports point one way: app → optimizer → the words of geodata (domain, domain_facts), app → geodata.

Each door has one file.
"""

import ast
import os
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WEB_AND_STORAGE = ("fastapi", "starlette", "uvicorn", "folium", "branca", "sqlalchemy", "typer")
GEOMETRY = ("geopandas", "shapely", "pyproj", "pyogrio", "pandas")


def imported_names(source: str) -> set[str]:
    """Return every dotted name that a source imports, `from a import b` as both `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that this test can read them"
            names |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def sources(*packages: str) -> Iterator[tuple[str, str]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {"node_modules", "vendor"} & set(path.parts):
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def importers(*wanted: str, of: tuple[str, ...]) -> set[str]:
    """Return the files of some packages that import one of the wanted modules or anything below it."""
    return {
        path
        for path, source in sources(*of)
        if any(name == module or name.startswith(f"{module}.") for name in imported_names(source) for module in wanted)
    }


def test_both_forms_of_import_are_seen():
    assert imported_names("import a.b\nfrom c import d\nif x:\n    from e.f import g") == {
        "a.b", "c", "c.d", "e.f", "e.f.g",
    }


@pytest.mark.parametrize(("package", "higher"), [("geodata", ("optimizer", "app")), ("optimizer", ("app",))])
def test_no_package_imports_a_higher_one(package: str, higher: tuple[str, ...]):
    assert importers(*higher, of=(package,)) == set()


@pytest.mark.parametrize("package", ["geodata", "optimizer", "app"])
def test_no_imports_run_in_a_circle(package: str):
    """Not even those for types alone."""
    names = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): source
             for path, source in sources(package)}
    graph = {}
    for name, source in names.items():
        seen = (imported_names(source) & names.keys()) - {name}
        graph[name] = {one for one in seen if not any(other.startswith(f"{one}.") for other in seen)}
    TopologicalSorter(graph).prepare()


def test_no_modules_of_the_page_import_each_other_in_a_circle():
    assets = ROOT / "app" / "assets"
    modules = [path for path in assets.rglob("*.js") if "vendor" not in path.relative_to(assets).parts]
    graph = {
        path: {Path(os.path.normpath(path.parent / name))
               for name in re.findall(r'from "(\.[^"]+)"', path.read_text(encoding="utf-8"))}
        for path in modules
    }
    assert set().union(*graph.values()) <= set(modules)
    TopologicalSorter(graph).prepare()


def test_neither_core_package_knows_the_web_folium_or_a_database():
    assert importers(*WEB_AND_STORAGE, of=("geodata", "optimizer")) == set()


def test_the_optimizer_sees_nothing_of_geodata_but_its_words():
    seen = {
        name for _, source in sources("optimizer") for name in imported_names(source) if name.split(".")[0] == "geodata"
    }
    modules = {name for name in seen if name.count(".") == 1}
    assert modules <= {"geodata.domain", "geodata.domain_facts"}
    assert "geodata" not in {name for _, source in sources("optimizer") for name in plain_imports(source)}


def plain_imports(source: str) -> set[str]:
    """Return what `import a.b` brings in, which would run the whole package for the sake of one name."""
    return {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names
    }


def test_the_optimizer_needs_no_geometry():
    assert importers(*GEOMETRY, of=("optimizer",)) == set()


@pytest.mark.parametrize(("words", "others"), [("domain.py", set()), ("domain_facts.py", {"geodata.domain"})])
def test_the_words_need_only_the_standard_library_at_run_time(words: str, others: set[str]):
    tree = ast.parse((ROOT / "geodata" / words).read_text(encoding="utf-8"))
    runtime = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in runtime}
    assert modules <= {"__future__", "dataclasses", "enum", "typing"} | others


def test_only_milp_and_master_talk_to_the_solver():
    solving = importers("pulp", "highspy", of=("geodata", "optimizer", "app"))
    assert solving <= {"optimizer/milp.py", "optimizer/master.py"}


def test_only_the_maps_talk_to_folium():
    outside = importers("folium", "branca", of=("geodata", "optimizer", "app"))
    assert {path for path in outside if not path.startswith("app/maps/")} == set()


READERS = {"read_file", "read_csv", "read_excel", "read_dataframe", "read_graphml", "load_workbook"}
"""Calls that open a geographic file or a table."""


def opens_files(source: str) -> bool:
    """Whether a source calls a reader of a library; asking `geodata.reading` to read is what everybody should do."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id in {"reading", "sheets"})
        for node in ast.walk(ast.parse(source))
    )


def test_a_call_that_opens_a_file_is_seen():
    assert opens_files("gpd.read_file(path)")
    assert not opens_files("reading.read_file(path)")


def test_only_reading_opens_input_files():
    """`vector` reads what `reading` hands it, `app/maps/sheet.py` plan folders of our own."""
    openers = {path for path, source in sources("geodata", "optimizer", "app") if opens_files(source)}
    assert openers <= {"geodata/reading.py", "geodata/vector.py", "app/maps/sheet.py"}
