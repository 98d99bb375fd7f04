"""Checks of codes and numbers by their shapes and check characters: unified social credit code, organisation code,
registration number, tax number, resident identity number, passports and permits.
"""

from engine import Check, hookimpl
from plugins.code_checksums import (
    identity_number,
    organisation_code,
    registration_number,
    tax_number,
    travel_documents,
    unified_code,
)


@hookimpl
def gongshi_checks() -> list[Check]:
    """The checks of this plugin."""
    return [
        unified_code.unified_code_shape,
        unified_code.unified_code_check_digit,
        unified_code.unified_code_class,
        unified_code.unified_code_organ_class,
        unified_code.unified_code_inner_organisation_code,
        organisation_code.organisation_code_shape,
        organisation_code.organisation_code_check_digit,
        organisation_code.organisation_code_of_unified_code,
        registration_number.registration_number_width,
        registration_number.registration_number_shape,
        registration_number.registration_number_check_digit,
        tax_number.tax_number_shape,
        identity_number.identity_number_shape,
        identity_number.identity_number_birth_date,
        identity_number.identity_number_province,
        identity_number.identity_number_check_digit,
        travel_documents.passport_shape,
        travel_documents.hk_macau_permit_shape,
        travel_documents.taiwan_permit_shape,
        travel_documents.foreigner_permanent_residence_shape,
        travel_documents.foreigner_permanent_residence_check_digit,
    ]
