"""The national standard of 双公示 data: presence, length, characters, code lists, dates, numbers, document numbers,
headers.

Which of these apply to which item, since when and how severely, is in the rulesets; here is only how they are tested.
"""

from engine import Check, hookimpl
from plugins.national_standard import (
    code_characters,
    dates,
    document_number,
    headers,
    lists,
    numbers,
    presence,
    publication,
    relations,
    text,
)


@hookimpl
def gongshi_checks() -> list[Check]:
    """The checks of this plugin."""
    return [
        presence.required,
        presence.nearly_empty,
        presence.placeholder,
        presence.must_be_blank,
        text.length,
        text.characters,
        text.private_use,
        code_characters.code_characters,
        code_characters.surrounding_space,
        lists.word,
        lists.several_words,
        lists.separator,
        lists.open_word_text,
        dates.real_date,
        dates.date_form,
        dates.not_after,
        numbers.number_form,
        numbers.not_scientific,
        document_number.document_number_shape,
        publication.publication_period,
        relations.division_shape,
        relations.expression,
        relations.expression_as_written,
        headers.missing_column,
        headers.unknown_column,
        headers.duplicate_column,
    ]
