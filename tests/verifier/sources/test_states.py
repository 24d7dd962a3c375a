"""How each source is, in words."""

from datetime import timedelta

from verifier.sources.states import SourceState

OTHER = "https://pont.example"


def test_states_of_a_source_have_their_words() -> None:
    def words(**more: object) -> str:
        known = {"problem": None, "list_left": timedelta(days=20), "is_list_old": False, **more}
        return SourceState(address=OTHER, **known).words  # type: ignore[arg-type]

    assert words() == "elle répond, sa liste vaut encore 20 jours"
    assert words(list_left=None) == "elle ne publie aucune liste"
    assert "périmée" in words(list_left=-timedelta(days=1))
    assert words(problem="x ne répond pas") == "x ne répond pas"
