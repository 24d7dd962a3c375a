"""Access control: each route declares its method and role, and a route without them is closed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeVar

from flask import Flask
from flask.typing import ResponseReturnValue

from web.routing import add_route

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class Role(IntEnum):
    """What a route asks for; each includes those below it."""

    PUBLIC = 0
    READER = 1
    """Figures and the log, where nobody is named."""
    NAMES = 2
    """What is about people, to look at."""
    COORDINATOR = 3


ROLES = {"reader": Role.READER, "coordinator": Role.COORDINATOR}
"""The roles an account can have, by their name in the register."""


def role_of(name: str, *, readers_see_names: bool) -> Role:
    """Return what an account may do.

    Args:
        name: of its role in the register.
        readers_see_names: a setting; without it who only reads sees nobody's name.
    """
    role = ROLES[name]
    return Role.NAMES if role is Role.READER and readers_see_names else role


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address of the desk."""

    rule: str
    endpoint: str
    method: Literal["GET", "POST"]
    role: Role
    view: Callable[..., ResponseReturnValue]


class Routes:
    """The addresses that one module of views answers."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def get(self, rule: str, role: Role) -> Callable[[View], View]:
        """Declare a page, which changes nothing."""
        return self._declare(rule, "GET", role)

    def post(self, rule: str, role: Role) -> Callable[[View], View]:
        """Declare an act; the token of its form is checked before the view is called."""
        return self._declare(rule, "POST", role)

    def add_to(self, app: Flask, roles: dict[str, Role]) -> None:
        """Add the routes, and note in ``roles`` what each endpoint asks for."""
        for route in self._routes:
            add_route(app, route.rule, route.endpoint, route.view, route.method)
            roles[route.endpoint] = route.role

    def _declare(
        self, rule: str, method: Literal["GET", "POST"], role: Role
    ) -> Callable[[View], View]:
        def declare(view: View) -> View:
            endpoint = view.__name__
            self._routes.append(
                Route(rule=rule, endpoint=endpoint, method=method, role=role, view=view)
            )
            return view

        return declare
