"""Whether records are handed in within the working days that the ruleset allows, by the State Council's calendar."""

from engine import Check, hookimpl
from plugins.timeliness.working_calendar import published_calendar, working_days_between
from plugins.timeliness.working_days import timeliness_working_days

__all__ = ["gongshi_checks", "working_days_between"]


@hookimpl
def gongshi_checks() -> list[Check]:
    """The checks of this plugin.

    Raises:
        PluginError: a year's file in `calendars/` is not sound: nothing is judged by half a calendar.
    """
    published_calendar()
    return [timeliness_working_days]
