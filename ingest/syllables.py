"""What can be a Vietnamese syllable: onset, rhyme and tone, from the rules of the script (pure).

Not a word list: "nghiêng" can be one and "ngiêng" cannot, whether or not anybody says it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ONSET_LIST = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet
    oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ up ut uy uya uych uyên uyêt uyn uynh
    uyp uyt uyu uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp
    ươt ươu y yêm yên yêng yêt yêu
"""
_AFTER_QU_LIST = """
    a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât ây e en eo et ê ên ênh
    êch êt i ich in inh it o ôc ơ y ych yên yêt yn ynh yt yu
"""
_AFTER_GI_LIST = "êc êm ên êng êp êt êu n m"

_ONSETS = frozenset(("", *_ONSET_LIST.split()))
_RHYMES = frozenset(_RHYME_LIST.split())
_AFTER_QU = frozenset(_AFTER_QU_LIST.split())
_AFTER_GI = frozenset(_AFTER_GI_LIST.split())
"""Of a rhyme that begins with i, the onset gi has swallowed the i: giếng, gìn."""
_FRONT = frozenset("eêiy")
_STOPS = ("c", "ch", "p", "t")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_CHECKED_TONES = frozenset("\u0301\u0323")
"""A syllable that ends in a stop bears sắc or nặng and no other tone."""
_BEFORE_FRONT = frozenset(("k", "gh", "ngh"))
_BEFORE_OTHERS = frozenset(("c", "g", "ng"))


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Tell whether a word can be one Vietnamese syllable; case and Unicode form do not matter."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [ch for ch in decomposed if ch in _TONES]
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(ch for ch in decomposed if ch not in _TONES))
    if plain.endswith(_STOPS) and not _CHECKED_TONES.issuperset(tones or "-"):
        return False
    return any(_fits(plain[:size], plain[size:]) for size in range(min(3, len(plain)), -1, -1))


def _fits(onset: str, rhyme: str) -> bool:
    """Tell whether an onset goes with a rhyme in Vietnamese spelling."""
    if onset not in _ONSETS:
        return False
    if onset == "qu":
        return rhyme in _AFTER_QU
    if onset == "gi":
        return not rhyme or rhyme in _AFTER_GI or (rhyme in _RHYMES and rhyme[0] not in "iy")
    if rhyme not in _RHYMES:
        return False
    front = rhyme[0] in _FRONT
    if onset in _BEFORE_FRONT:
        return front
    if rhyme.startswith("yê"):
        return not onset
    return not (front and onset in _BEFORE_OTHERS)
