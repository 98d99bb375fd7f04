"""`/organisations`: the register of the units, and taking a new one in."""

from datetime import date

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

from api.answers import answer
from api.authentication import allow, caller
from api.decisions import today
from api.forms import FORM_BODY, form_source
from api.language import language
from api.models import ImportedRegister, OrganisationItem, OrganisationList
from api.service import service
from store import audit
from store.organisations.importing import import_organisations
from store.organisations.lookup import organisations_on

api = APIBlueprint("organisations", __name__, url_prefix="/api/v1/organisations", abp_tags=[Tag(name="organisations")])


class OrganisationQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    on: date | None = Field(default=None, description="Default: today.")
    county: str | None = Field(default=None, max_length=100)


class ImportFields(BaseModel):
    model_config = ConfigDict(extra="forbid")

    as_of: date | None = None


@api.get("", responses={200: OrganisationList})
@allow("maintainer")
def organisations(query: OrganisationQuery) -> Response:
    """The units in the register on a day; persons and telephones are not shown."""
    with service().home.database.reading() as session:
        units = organisations_on(session, query.on or today(), query.county)
    items = [OrganisationItem.model_validate(unit, from_attributes=True) for unit in units]
    return answer(OrganisationList(items=items))


@api.put("", responses={200: ImportedRegister}, openapi_extensions=FORM_BODY)
@allow("maintainer")
def put_organisations() -> Response:
    """Take the register of annex 1 in, as a whole or not at all."""
    fields = ImportFields.model_validate(request.form.to_dict())
    home, source = service().home, form_source()
    done = import_organisations(
        home.database,
        source,
        home.gate.registry,
        as_of=fields.as_of or today(),
        imported_on=today(),
        language=language(),
    )
    with home.database.writing() as session:
        audit.record(session, caller(), "organisations.import", source.sha256, service().clock())
    counts = {name: len(getattr(done, name)) for name in ImportedRegister.model_fields}
    return answer(ImportedRegister(**counts))
