"""Who may do what to whom: acts, roles, relations and the one table that joins them."""

from betweenus.domain.access.acts import Act
from betweenus.domain.access.identity import Identity, Relation, Role
from betweenus.domain.access.table import TABLE, Decision, decide

__all__ = ["TABLE", "Act", "Decision", "Identity", "Relation", "Role", "decide"]
