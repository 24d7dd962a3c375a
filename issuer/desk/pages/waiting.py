"""What waits for the coordinator, for the desk's home: each with where it is seen to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from issuer.desk.pages.labels import count
from register.delivery_board import Stage
from register.desk_work import Job, JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing to see to."""

    words: str
    act: str
    """What the button says."""
    endpoint: str
    values: Mapping[str, str | int]


_STAGES = (
    (Stage.REFUSED, "adresse refusée", "adresses refusées", "Corriger"),
    (Stage.UNCERTAIN, "e-mail de sort inconnu", "e-mails de sort inconnu", "Voir"),
    (Stage.NOT_SENT, "attestation à envoyer", "attestations à envoyer", "Envoyer"),
    (Stage.SENT, "lien jamais ouvert", "liens jamais ouverts", "Relancer"),
    (
        Stage.NO_ADDRESS,
        "attestation à remettre sur papier",
        "attestations à remettre sur papier",
        "Voir",
    ),
)


def what_waits(
    stages: Mapping[str, Mapping[Stage, int]], jobs: Iterable[Job], *, has_mail: bool
) -> list[Waiting]:
    """Return what waits, the most urgent first.

    Args:
        stages: by module how many attestations are at each stage of delivery.
        jobs: that are not done.
        has_mail: whether messages can be sent from here.
    """
    found = [
        Waiting(
            words=f"Travail arrêté au module {job.module_code}",
            act="Reprendre",
            endpoint="job_page",
            values={"number": job.id},
        )
        for job in jobs
        if job.state is JobState.FAILED
    ]
    totals = Counter[Stage]()
    for by_stage in stages.values():
        totals.update(by_stage)
    for stage, one, many, act in _STAGES:
        if totals[stage] and (has_mail or stage is Stage.NO_ADDRESS):
            found.append(
                Waiting(
                    words=count(totals[stage], one, many),
                    act=act,
                    endpoint="deliveries",
                    values={"etat": stage.value},
                )
            )
    return found
