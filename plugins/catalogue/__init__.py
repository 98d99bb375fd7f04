"""Checks against the registers: organisations, and the item catalogue in force on the decision date."""

from engine import Check, hookimpl
from plugins.catalogue.authority import make_authority
from plugins.catalogue.counterpart import make_counterpart
from plugins.catalogue.item_known import make_item_known
from plugins.catalogue.matchers import Matchers
from plugins.catalogue.organisation_known import make_organisation_known
from plugins.catalogue.scope import make_scope


@hookimpl
def gongshi_checks() -> list[Check]:
    """The checks of this plugin; they share their matchers with each other and with nobody else."""
    matchers = Matchers()
    return [
        make_organisation_known(matchers),
        make_item_known(matchers),
        make_authority(matchers),
        make_counterpart(matchers),
        make_scope(matchers),
    ]
