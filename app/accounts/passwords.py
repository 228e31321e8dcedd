"""Which passwords are good enough (security 7)."""

from zxcvbn import zxcvbn

from app.kernel.errors import RuleBroken

SHORTEST = 12
LONGEST = 128
_PRODUCT_WORDS = ("tuqr", "soporte", "support", "ayuda", "inventario", "tienda", "venezuela")
_WEIGHED = 72  # zxcvbn takes no more; what follows can only make a password better
_GOOD_ENOUGH = 3
_OF_ITS_OWN = 8  # characters that are left when every known word is taken out


def require_good_password(password: str, *, name: str, email: str) -> None:
    """Refuse a password that is short, long, common, or made of the person's own words. Raises RuleBroken."""
    if len(password) < SHORTEST:
        raise RuleBroken("Use at least %(count)s characters; a short sentence works well.", count=SHORTEST)
    if len(password) > LONGEST:
        raise RuleBroken("Use at most %(count)s characters.", count=LONGEST)
    known = [*_PRODUCT_WORDS, *name.lower().split(), *email.lower().replace("@", ".").split(".")]
    weak = zxcvbn(password[:_WEIGHED], user_inputs=known)["score"] < _GOOD_ENOUGH
    if weak or len(_without(known, password.lower())) < _OF_ITS_OWN:
        raise RuleBroken("That password is easy to guess. Choose another one, such as four unrelated words.")


def _without(known: list[str], password: str) -> str:
    for word in sorted((word for word in known if len(word) > 2), key=len, reverse=True):
        password = password.replace(word, "")
    return password
