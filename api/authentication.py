"""Who asks, and whether it may: bearer keys, roles of routes, rates. Done before anything of the request is read."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, cast

from flask import Flask, current_app, g, request

from api.problems import Refused
from api.service import service
from store import keys
from store.callers import ROLES, Caller, Role
from store.rates import WINDOW_SECONDS

# A key that was found good is not looked up again for so long: a revoked key ends after this time at the latest.
TRUSTED_SECONDS: Final = 5
_MOST_TRUSTED: Final = 10_000
# A process counts this part of a minute's requests in advance, so that not every request writes to the database.
_BLOCKS: Final = 200
View = TypeVar("View", bound=Callable[..., Any])


def allow(*roles: Role) -> Callable[[View], View]:
    """Declare which roles may use a route. A route under /api/v1 that declares none is used by nobody."""

    def mark(view: View) -> View:
        view.roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


any_key = allow(*ROLES)


def roles_of(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """The roles that may use a route; None = no key is asked for (documents, health, metrics)."""
    declared: frozenset[Role] | None = getattr(app.view_functions[endpoint], "roles", None)
    if declared is None and any(rule.rule.startswith("/api/") for rule in app.url_map.iter_rules(endpoint)):
        return frozenset()
    return declared


def caller() -> Caller:
    """Who asks, once the request was let through."""
    return cast(Caller, g.caller)


def demand_organisation(organisation: str) -> None:
    """Raises Refused where a submitter names an organisation that is not its own."""
    own = caller().organisation
    if own is not None and organisation != own:
        raise Refused(
            403,
            "organisation-forbidden",
            zh="这个密钥只能报送和查看本单位的数据，请核对 organisation",
            en="this key is for its own organisation only; check `organisation`",
        )


@dataclass
class _Trusted:
    caller: Caller
    until: datetime


class Gatekeeper:
    """Knows keys for a moment, and counts requests."""

    def __init__(self) -> None:
        self._trusted: dict[bytes, _Trusted] = {}
        self._blocks: dict[str, tuple[int, int]] = {}
        self._counting = threading.Lock()

    def let_in(self, app: Flask) -> None:
        """Before a request: who asks, may it, not too often.

        Raises:
            Refused: no key, not this role, too many requests.
            UserError: `unknown-key`, `expired-key`, `revoked-key`.
        """
        if request.endpoint is None:
            return
        roles = roles_of(app, request.endpoint)
        if roles is None:
            return
        now = service().clock()
        g.caller = self._caller(now)
        if g.caller.role not in roles:
            raise Refused(
                403,
                "role-forbidden",
                zh=f"角色 {g.caller.role} 不能使用这个接口，请换用有权限的密钥",
                en=f"the role {g.caller.role} may not use this; use a key of another role",
            )
        self._count(g.caller, now)

    def _caller(self, now: datetime) -> Caller:
        text = _bearer()
        digest = hashlib.sha256(text.encode()).digest()
        known = self._trusted.get(digest)
        if known is not None and now < known.until:
            return known.caller
        found = _verified(text, now)
        if len(self._trusted) > _MOST_TRUSTED:
            self._trusted.clear()
        self._trusted[digest] = _Trusted(found, min(now + timedelta(seconds=TRUSTED_SECONDS), _midnight(now)))
        return found

    def _count(self, who: Caller, now: datetime) -> None:
        if who.key_id is None:
            return
        window = int(now.timestamp()) // WINDOW_SECONDS
        with self._counting:
            counted_in, left = self._blocks.get(who.key_id, (window, 0))
            if counted_in != window or left <= 0:
                left = self._taken(who.key_id, now)
            self._blocks[who.key_id] = (window, left - 1)

    def _taken(self, key_id: str, now: datetime) -> int:
        """Count a block of requests in advance; how many they are."""
        limit, rates = service().settings.rate_limit, service().home.rates
        for block in sorted({max(1, limit // _BLOCKS), 1}, reverse=True):
            allowance = rates.allow(key_id, now, limit, block)
            if allowance.allowed:
                return block
        raise Refused(
            429,
            "too-many-requests",
            zh=f"每分钟最多 {limit} 次请求，请在 {allowance.retry_after} 秒后重试",
            en=f"at most {limit} requests a minute; try again in {allowance.retry_after} seconds",
            headers={"Retry-After": str(allowance.retry_after)},
        )


def install_gatekeeper(app: Flask) -> None:
    """Ask every request for its key."""
    gatekeeper = Gatekeeper()
    app.before_request(lambda: gatekeeper.let_in(current_app))


def _verified(text: str, now: datetime) -> Caller:
    home = service().home
    return keys.verify(home.database, home.secret, text, now)


def _midnight(now: datetime) -> datetime:
    """The next one: at midnight keys expire."""
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _bearer() -> str:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Refused(
            401,
            "key-missing",
            zh="请在请求头中提供密钥：Authorization: Bearer gsk_…",
            en="send a key in the header Authorization: Bearer gsk_…",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return text.strip()
