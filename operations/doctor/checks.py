"""All checks of a diagnosis, in the order in which a person mends."""

from operations.doctor import backups, files, keys, machine, public, register, settings
from operations.doctor.examination import Check

CHECKS: tuple[Check, ...] = (
    ("réglages", settings.check_placeholders),
    ("adresses", settings.check_addresses),
    ("mandataire", settings.check_proxies),
    ("fichiers", files.check_modes),
    ("fichiers secrets", files.check_secrets),
    ("page de secours", files.check_recovery_page),
    ("propriétaire", files.check_owners),
    ("registre", register.check_register),
    ("journal", register.check_log),
    ("rôles", register.check_roles),
    ("bureau", register.check_desk_secret),
    ("clés", keys.check_ring),
    ("signature", keys.check_probe),
    ("confiance", keys.check_trust),
    ("rapports", keys.check_receipts),
    ("listes", register.check_lists),
    ("messages", register.check_outbox),
    ("horloge", machine.check_clock),
    ("polices", machine.check_fonts),
    ("lecteur QR", machine.check_decoder),
    ("disque", machine.check_disk),
    ("minuteries", machine.check_timers),
    ("courrier", machine.check_mail),
    ("Redis", machine.check_redis),
    ("sauvegardes", backups.check_backups),
    ("exercice", backups.check_drill),
    ("vérificateur", public.check_verifier),
    ("TLS", public.check_tls),
    ("code QR", public.check_qr),
    ("bureau", public.check_desk),
    ("page des participants", public.check_participant),
)
