"""What waits for the coordinator, for the desk's home: each with where it is seen to."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from issuer.words.sentence import Sentence, counted, sentence
from register.delivery_board import Stage
from register.desk_work import Job, JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing to see to."""

    words: Sentence
    act: Sentence
    """What the button says."""
    endpoint: str
    values: Mapping[str, str | int]


_STAGES: tuple[tuple[Stage, Callable[[int], Sentence], Sentence], ...] = (
    (
        Stage.REFUSED,
        lambda n: counted("{count} adresse refusée", "{count} adresses refusées", n),
        sentence("Corriger"),
    ),
    (
        Stage.UNCERTAIN,
        lambda n: counted("{count} e-mail de sort inconnu", "{count} e-mails de sort inconnu", n),
        sentence("Voir"),
    ),
    (
        Stage.NOT_SENT,
        lambda n: counted("{count} attestation à envoyer", "{count} attestations à envoyer", n),
        sentence("Envoyer"),
    ),
    (
        Stage.SENT,
        lambda n: counted("{count} lien jamais ouvert", "{count} liens jamais ouverts", n),
        sentence("Relancer"),
    ),
    (
        Stage.NO_ADDRESS,
        lambda n: counted(
            "{count} attestation à remettre sur papier",
            "{count} attestations à remettre sur papier",
            n,
        ),
        sentence("Voir"),
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
            words=sentence("Travail arrêté au module {code}", code=job.module_code),
            act=sentence("Reprendre"),
            endpoint="job_page",
            values={"number": job.id},
        )
        for job in jobs
        if job.state is JobState.FAILED
    ]
    totals = Counter[Stage]()
    for by_stage in stages.values():
        totals.update(by_stage)
    for stage, in_words, act in _STAGES:
        if totals[stage] and (has_mail or stage is Stage.NO_ADDRESS):
            found.append(
                Waiting(
                    words=in_words(totals[stage]),
                    act=act,
                    endpoint="deliveries",
                    values={"etat": stage.value},
                )
            )
    return found
