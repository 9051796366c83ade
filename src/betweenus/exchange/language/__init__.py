"""Language: passages and codes suggested by the best of what is installed on this machine."""

from betweenus.exchange.language.suggesting import Suggester, suggester

__all__ = ["Suggester", "suggester"]
