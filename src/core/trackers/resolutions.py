"""Names of resolutions, which say how work ended, and what we take them for."""

from collections.abc import Mapping

from ..issues.model import Status
from .model import Mapped
from .names import normalized
from .statuses import CLOSED, map_status, refine
from .tracker_json import Scalar, present
from .unmapped import Unmapped

ORDINARY = frozenset(
    {
        *("complete", "delivered", "deployed", "implemented", "released", "solved"),
        *("abgeschlossen", "behoben", "erledigt", "fertig", "gelöst", "umgesetzt"),
        *("corrigé", "fait", "résolu", "terminé", "terminée"),
        *("completado", "corregido", "finalizado", "hecho", "listo", "resuelto"),
        *("completato", "corretto", "fatto", "risolto"),
        *("concluído", "corrigido", "feito", "resolvido"),
        *("afgerond", "gereed", "opgelost", "voltooid"),
        *("gotowe", "naprawione", "rozwiązane", "zrobione"),
        *("выполнено", "готово", "исправлено", "решено"),
        *("完了", "修正済み", "已完成", "已修复", "已解决", "完成"),
    }
)
"""Whole names, beside those of statuses, which say that the work was done: nobody needs to hear of them."""


def map_resolution(name: Scalar, own: Mapping[str, Status]) -> Mapped[Status | None]:
    """Return what a resolution says about an issue that is done: that, or that it was canceled.

    It never reopens the issue.

    Args:
        name: as people see it.
        own: the project's names, as `parse_status_map` returns them; they outweigh the tables.

    >>> map_resolution("Won't Do", {}).value, map_resolution("Fertig", {}), map_resolution(None, {})
    ('canceled', Mapped(value='done', unmapped=None), Mapped(value=None, unmapped=None))
    >>> map_resolution("Wird nicht gemacht", {"wird nicht gemacht": "canceled"}).value
    'canceled'
    """
    shown = present(name)
    if shown is None:
        return Mapped(None)
    named = map_status(shown, None, own)
    status = named.value if named.unmapped is None and named.value in CLOSED else refine("done", shown)
    is_known = named.unmapped is None or normalized(shown) in ORDINARY
    return Mapped(status, None if is_known else Unmapped("resolution", shown, status, is_guess=False))
