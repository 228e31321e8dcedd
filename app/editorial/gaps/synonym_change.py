"""A synonym as a change of one line of the editors' file, everything around it untouched."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from app.editorial.rewording import stems_of
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.kernel.text import one_line
from app.kernel.wording import N_
from app.knowledge.synonym_file import read_synonyms
from app.search.synonyms import Synonyms

LONGEST_PHRASE = 60  # characters
_PLAIN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_AMBIGUOUS = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})
_EMPTY = "groups:\n"


@dataclass(frozen=True, slots=True)
class SynonymChange:
    """What to commit: ``text`` is the whole file, ``line`` the new line, ``instead_of`` the old one."""

    file: str
    text: str
    line: str
    instead_of: str


def synonym_file(language: Language) -> str:
    """Return the name of the file inside the articles' folder."""
    return f"synonyms.{language}.yaml"


def with_synonym(text: str | None, language: Language, first: str, second: str) -> SynonymChange:
    """Return the change that makes two phrases mean the same in the file as it stands.

    Where an idea has its line already the other phrase joins it. Raises RuleBroken in words when they are
    one already, when a phrase cannot be a synonym, or when the file is not one that can be changed so.
    """
    phrases = _checked(first, language), _checked(second, language)
    if stems_of(phrases[0], language) == stems_of(phrases[1], language):
        raise RuleBroken(N_("These are the same words for the search already."))
    text = _EMPTY if text is None else text
    before, groups = _groups(text, language)
    lines = text.splitlines(keepends=True)
    holding = _holding(groups, phrases, language)
    if holding is None:
        place, line = _appended(lines, groups, phrases)
        lines.insert(place, f"{line}\n")
        old = ""
    else:
        node, phrase = holding
        place, old = node.start_mark.line, lines[node.start_mark.line].rstrip("\r\n")
        line = _joined(lines[place], node, phrase)
        lines[place] = line + lines[place][len(old) :]
    change = SynonymChange(synonym_file(language), "".join(lines), line, old)
    _check_outcome(before, change, language, phrases)
    return change


def _checked(phrase: str, language: Language) -> str:
    words = one_line(phrase)
    if not words:
        raise RuleBroken(N_("Write both phrases."))
    if len(words) > LONGEST_PHRASE:
        raise RuleBroken(N_("Use at most %(limit)s characters."), limit=LONGEST_PHRASE)
    if not stems_of(words, language):
        raise RuleBroken(N_("«%(phrase)s» holds no word that the search knows how to read."), phrase=words)
    return words


def _groups(text: str, language: Language) -> tuple[Synonyms, list[yaml.SequenceNode]]:
    """Return what the file says, and the places of its groups in it."""
    name = synonym_file(language)
    known, faults = read_synonyms({name: text.encode()})
    if faults:
        raise RuleBroken(N_("%(file)s has a fault; mend that first."), file=name)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == "groups"), None)
    return known, list(root.value) if isinstance(root, yaml.SequenceNode) else []


def _holding(
    groups: Sequence[yaml.SequenceNode], phrases: tuple[str, str], language: Language
) -> tuple[yaml.SequenceNode, str] | None:
    """Return the group that says one of the phrases, and the phrase it lacks."""
    stems = [stems_of(phrase, language) for phrase in phrases]
    for said, lacking in ((1, 0), (0, 1)):
        for group in groups:
            own = {stems_of(str(word.value), language) for word in group.value}
            if stems[0] in own and stems[1] in own:
                raise RuleBroken(N_("They are synonyms already: %(line)s"), line=_words_of(group))
            if stems[said] in own:
                return group, phrases[lacking]
    return None


def _joined(line: str, node: yaml.SequenceNode, phrase: str) -> str:
    """Return the line of a group in brackets with one more phrase before the closing one."""
    start, end = node.start_mark, node.end_mark
    if not node.flow_style or start.line != end.line:
        raise RuleBroken(
            N_("The group «%(line)s» is written over several lines: add the phrase by hand."),
            line=_words_of(node),
        )
    body, rest = line[: end.column - 1].rstrip(), line[end.column :].rstrip("\r\n")
    return f"{body.removesuffix(',')}, {written(phrase)}]{rest}"


def _appended(
    lines: list[str], groups: Sequence[yaml.SequenceNode], phrases: tuple[str, str]
) -> tuple[int, str]:
    """Return where a group of its own goes, behind the last one, and its line."""
    group = f"- [{written(phrases[1])}, {written(phrases[0])}]"
    if groups:
        last = groups[-1]
        place = last.end_mark.line + (1 if last.flow_style else 0)
        if lines and not lines[place - 1].endswith("\n"):
            lines[place - 1] += "\n"
        first = lines[groups[0].start_mark.line]
        return place, first[: len(first) - len(first.lstrip())] + group
    for number, line in enumerate(lines):
        if re.fullmatch(r"groups:\s*(?:\[\]|~|null)?\s*(?:#.*)?", line.rstrip("\r\n")):
            lines[number] = re.sub(r"groups:\s*(?:\[\]|~|null)", "groups:", line.rstrip("\r\n")) + "\n"
            return number + 1, f"  {group}"
    lines.append(("" if not lines or lines[-1].endswith("\n") else "\n") + _EMPTY)
    return len(lines), f"  {group}"


def _check_outcome(
    before: Synonyms, change: SynonymChange, language: Language, phrases: tuple[str, str]
) -> None:
    """See that the file says what it said and the new pair, and nothing else."""
    after, faults = read_synonyms({change.file: change.text.encode()})
    old, new = before.groups.get(language, ()), after.groups.get(language, ())
    differing = [group for group in new if group not in old]
    kept = len(new) - len(old) == (0 if change.instead_of else 1) and before.bilingual == after.bilingual
    wanted = {stems_of(phrase, language) for phrase in phrases}
    right = len(differing) == 1 and wanted <= {stems_of(word, language) for word in differing[0]}
    if faults or not kept or not right:
        raise RuleBroken(
            N_("The line cannot be added to %(file)s without changing the rest: add it by hand."),
            file=change.file,
        )


def _words_of(group: yaml.SequenceNode) -> str:
    return ", ".join(str(word.value) for word in group.value)


def written(phrase: str) -> str:
    """Return a phrase as YAML inside brackets reads it back."""
    plain = _PLAIN.fullmatch(phrase) and phrase.lower() not in _AMBIGUOUS
    return phrase if plain else json.dumps(phrase, ensure_ascii=False)
