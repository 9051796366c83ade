"""The demo service: invented people, made by the services as a real service would make them."""

from dataclasses import dataclass

from betweenus.services.demo.stories_reading import read_service

PASSWORD = "look-round-freely"  # noqa: S105 - printed on purpose: the demo holds nobody's data


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody one can be in the demo."""

    role: str
    name: str
    email: str
    password: str = PASSWORD


def logins() -> tuple[Login, ...]:
    """A login for each role, the client's last; needs no database."""
    staff = {row["key"]: row for row in read_service()["staff"]}
    shown = (
        ("Therapist", "helen"),
        ("Therapist in training", "cerys"),
        ("Supervisor", "judith"),
        ("Service lead", "nasreen"),
        ("Administrator", "colin"),
    )
    found = [Login(role, staff[key]["name"], staff[key]["email"]) for role, key in shown]
    return (*found, Login("Client", "Kola Adewumi", client_email("kola")))


def client_email(key: str) -> str:
    """The address a client of the demo signs in with."""
    return f"{key}@clients.demo.betweenus.example"
