"""`/catalogues`: the versions of the organs' item catalogues, and taking a new one in."""

from datetime import date

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

from api.answers import answer
from api.authentication import allow, caller
from api.decisions import today
from api.forms import FORM_BODY, form_source
from api.models import CatalogueItem, CatalogueList, ImportedCatalogue, ImportedCatalogues
from api.service import service
from api.uploads import Code
from store import audit
from store.catalogue.importing import import_catalogue
from store.catalogue.versions import all_versions, items_of

api = APIBlueprint("catalogues", __name__, url_prefix="/api/v1/catalogues", abp_tags=[Tag(name="catalogues")])


class CatalogueQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    organisation: Code | None = None


class ImportFields(BaseModel):
    model_config = ConfigDict(extra="forbid")

    effective_from: date = Field(description="First day in force.")
    organisation: Code | None = None


@api.get("", responses={200: CatalogueList})
@allow("maintainer")
def catalogues(query: CatalogueQuery) -> Response:
    """All versions, by organ and number."""
    with service().home.database.reading() as session:
        versions = all_versions(session, query.organisation)
        items = items_of(session, [version.id for version in versions])
    return answer(
        CatalogueList(
            items=[
                CatalogueItem(
                    id=version.id,
                    organisation=version.organisation,
                    number=version.number,
                    effective_from=version.effective_from,
                    effective_until=version.effective_until,
                    state=version.state,
                    items=len(items[version.id]),
                )
                for version in versions
            ]
        )
    )


@api.post("", responses={201: ImportedCatalogues}, openapi_extensions=FORM_BODY)
@allow("maintainer")
def post_catalogue() -> Response:
    """Take an item catalogue (annex 2) in, as a whole or not at all; its versions begin as drafts."""
    fields = ImportFields.model_validate(request.form.to_dict())
    home, source = service().home, form_source()
    done = import_catalogue(
        home.database,
        source,
        effective_from=fields.effective_from,
        imported_on=today(),
        organisation=fields.organisation,
    )
    with home.database.writing() as session:
        audit.record(session, caller(), "catalogue.import", source.sha256, service().clock())
    organs = [
        ImportedCatalogue(organisation=organ.organisation, version=organ.version, items=organ.items)
        for organ in done.organs
    ]
    return answer(ImportedCatalogues(organs=organs), 201)
