from attestation.errors import ConfigurationError


def test_configuration_error_names_the_setting() -> None:
    error = ConfigurationError("register.url", "réglage manquant")

    assert str(error) == "register.url : réglage manquant"
    assert error.exit_code == 2
    assert error.lines() == ["Erreur : register.url : réglage manquant"]
