"""The registry over HTTP: pages of it, one entry with its chain, columns entered by hand, tables for Excel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import StreamingResponse

from app.paging import Cursor, Limit
from app.papers.imprint import Imprint
from app.problems import documented
from app.registry.schemas import Entry, EntryChange, EntryPage, History
from app.registry.service import change_entry, entry_out, history_of, list_entries
from app.registry.store import Filters, each_entry, find_entry
from app.registry.tables import registry_book, registry_csv
from app.registry.web import CSV, CSV_TYPE, XLSX, XLSX_TYPE, attached, day_within
from app.storage.models import now
from app.web import Answers, Match
from app.workspace import CurrentReading, CurrentSession, CurrentWorkspace, Person, Who, Workspace

EntryId = Annotated[str, Path(max_length=64)]
UNKNOWN: Answers = {404: documented("No entry under this identifier, or none that this person may see.")}
Text = Annotated[str | None, Query(max_length=200)]

api = APIRouter(prefix="/api/v1", tags=["registry"])


def _filters(
    subdistrict: Text = None, state: Annotated[str | None, Query(max_length=32)] = None,
    q: Annotated[str | None, Query(max_length=200, description="In name, code, number, certificate.")] = None,
    on: Annotated[date | None, day_within("Entries that held on this day; today where left out.")] = None,
    ended: Annotated[bool, Query(description="Those also that no longer hold.")] = False,
) -> Filters:
    return Filters(subdistrict, state, q, on, ended)


Wanted = Annotated[Filters, Depends(_filters)]


@api.get("/registry", summary="List the registry")
def get_registry(
    session: CurrentReading, who: Who, wanted: Wanted, cursor: Cursor = None, limit: Limit = 50
) -> EntryPage:
    """List approved communities by street office: a street office its own, a district its own, the city all."""
    return list_entries(session, who, wanted, cursor=cursor, limit=limit)


@api.get("/registry.csv", summary="The registry for Excel, as CSV", response_class=StreamingResponse, responses=CSV)
def get_csv(workspace: CurrentWorkspace, who: Who, wanted: Wanted) -> StreamingResponse:
    """Send all columns of the entries, however many."""
    return StreamingResponse(
        _chunks(workspace, who, wanted), media_type=CSV_TYPE,
        headers=attached("registry.csv", "台账.csv"),
    )


@api.get("/registry.xlsx", summary="The registry as an Excel book", response_class=Response, responses=XLSX)
def get_book(session: CurrentReading, who: Who, wanted: Wanted) -> Response:
    """Send all columns of the entries as a book."""
    imprint = Imprint(dated=now().astimezone().date(), district=who.district)
    return Response(
        registry_book(each_entry(session, who, wanted), imprint), media_type=XLSX_TYPE,
        headers=attached("registry.xlsx", "台账.xlsx"),
    )


@api.get("/registry/{entry_id}", summary="Read one entry", responses=UNKNOWN)
def get_entry(entry_id: EntryId, session: CurrentReading, who: Who, response: Response) -> Entry:
    """Return one entry with all its columns; its ``ETag`` is the revision."""
    return _tagged(entry_out(find_entry(session, who, entry_id), who), response)


@api.patch(
    "/registry/{entry_id}", summary="Enter columns by hand",
    responses={
        **UNKNOWN, 403: documented("Seen, but kept by its street office and the bureau of its district."),
        409: documented("Changed meanwhile (member `revision`), ended, or the certificate is another community's."),
    },
)
def patch_entry(
    entry_id: EntryId, revision: Match, asked: EntryChange, session: CurrentSession, who: Who, response: Response
) -> Entry:
    """Change columns that are entered by hand; what the frozen plan and the case say cannot be changed here."""
    return _tagged(change_entry(session, who, entry_id, revision, asked), response)


@api.get("/registry/{entry_id}/history", summary="Where a community comes from", responses=UNKNOWN)
def get_history(entry_id: EntryId, session: CurrentReading, who: Who) -> History:
    """Return the chain of predecessors and successors, each with the days between which it holds."""
    return history_of(session, who, entry_id)


def _tagged(entry: Entry, response: Response) -> Entry:
    response.headers["ETag"] = f'"{entry.revision}"'
    return entry


def _chunks(workspace: Workspace, who: Person, wanted: Filters) -> Iterator[bytes]:
    with workspace.database.reading() as session:
        yield from registry_csv(each_entry(session, who, wanted))
