"""Rows of another tool -> findings: what its checks decide of our questions, over which scope, how old.

A FAIL may decide a question unfavourably. A pass decides it only where every account has a pass for every
check that is needed together, in every Region, and none of another kind. Without a row there is no finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from ftr_tui.model.command_line import kind_of
from ftr_tui.model.elsewhere import Report, Row, Said, Tool
from ftr_tui.model.facts import Fact, Facts, Finding, Resource, Status, Verdict
from ftr_tui.model.joining import FRESH, aged
from ftr_tui.rules import RULES
from ftr_tui.rules.base import Rule, finding, seen
from ftr_tui.rules.elsewhere_checks import NAMES, PROOF, PROOF_LIVE, RECHECK, TOPICS, Check, Topic, check_of
from ftr_tui.rules.root_account import ROOT
from ftr_tui.rules.words import NAMED, count, day, every, joined, labels, listed, plural, sentence, stamp

LIVE = timedelta(hours=48)
"""How old a pass may be that Security Hub shows when it is asked: it looks again every day."""
UNFILTERED = "The file has all findings of these checks, not only those that passed."
"""What is assumed of a file in which nothing fails: lists are often downloaded with a filter."""
_KEPT = 1000
"""So many resources are made of rows; a findings file keeps fewer, and half a million would cost a minute."""
Judged = tuple[str, Check, Row]
"""A check's id, what it means here, and a row of it."""
_RULES: Mapping[str, Rule] = {rule.question: rule for rule in RULES}


def judge(
    report: Report,
    aws_texts: Mapping[str, str],
    now: datetime,
    *,
    accounts: Sequence[str] = (),
    regions: Sequence[str] = (),
) -> list[Finding]:
    """Return what a report of another tool says of a list, one finding a question at most, never an unknown.

    ``aws_texts``: question -> AWS's sentence, of the questions that may be judged; of others nothing is said.
    ``accounts`` and ``regions`` are those that a pass must cover; empty: the report's own. Pure.
    """
    if report.facts:
        return _of_facts(report, aws_texts, now)
    by_question: dict[str, list[Judged]] = {}
    for row in report.rows:
        check = check_of(report.tool, row.check)
        if check is not None and check.question in aws_texts:
            by_question.setdefault(check.question, []).append((row.check, check, row))
    needed = tuple(dict.fromkeys([*accounts, *(report.accounts or (r.account for r in report.rows))]))
    out = []
    for question, told in by_question.items():
        found = _Told(report, _RULES[question], told, needed, tuple(regions), now).finding()
        if found is not None:
            out.append(_known(found, aws_texts[question]))
    return out


def speaks_of(tool: Tool, check: str) -> str:
    """Return the question that a check says something about; empty where there is none."""
    found = check_of(tool, check)
    return found.question if found is not None else ""


def narrower(finding: Finding) -> list[str]:
    """Return in what the checks behind a tool's finding ask something else than the question."""
    known = next((t for t in Tool if t.value == finding.tool), None)
    checks = [check_of(known, c) for c in finding.sources] if known is not None else []
    return list(dict.fromkeys(c.narrower for c in checks if c is not None and c.narrower))


def _known(found: Finding, aws_text: str) -> Finding:
    if not found.verdict.decided or aws_text in _RULES[found.question].aws_text:
        return found
    text = (
        "Not decided: AWS has changed the sentence of this question, and the check was matched with another."
        f" It would have said {found.verdict.value}: {found.summary}"
    )
    undecided: dict[str, object] = {"verdict": Verdict.SUPPORTS, "favourable": None, "by_account": {}}
    return found.model_copy(update=undecided | {"summary": text, "assumes": "", "draft": ""})


@dataclass(frozen=True)
class _Told:
    """All that a report says of one question."""

    report: Report
    rule: Rule
    told: Sequence[Judged]
    needed: tuple[str, ...]
    regions: tuple[str, ...]
    now: datetime

    def finding(self) -> Finding | None:
        """Return the finding; None where the rows say neither pass nor fail."""
        fails = [(n, c, r) for n, c, r in self.told if r.said is Said.FAIL]
        against = [t for t in fails if t[1].against]
        if against:
            return self._against(against)
        if all(r.said is Said.OTHER for _, _, r in self.told):
            return None
        proof = min(self._proofs, key=lambda p: len(self._missing(p, self.needed)), default=None)
        lacks = self._lacks(proof)
        return self._proved(proof) if proof and not lacks else self._supports(fails, lacks)

    # Unfavourable: one row is enough, whoever muted it and however old it is.

    def _against(self, fails: Sequence[Judged]) -> Finding:
        topic = TOPICS[self.rule.question]
        things = _things((r for _, _, r in fails), topic)
        bad, n = _resources(things), len(things)
        looked = [r for _, c, r in self.told if c.against and r.said is not Said.OTHER]
        if not self._live and _each_named(looked, topic):
            total = len(_things(looked, topic))
            said = f"{n} of {count(total, topic.noun)}" if total > 1 else f"The only {topic.noun}"
        else:  # Nobody asked a judge for what passed where something failed: of how many is not known.
            said = count(n, topic.noun)
        # An account is its own name.
        names = [r.name for r in bad[:NAMED]] if topic.noun == "account" else labels(bad[:NAMED])
        more = f", and {n - NAMED} more" if n > NAMED else ""
        muted = sum(r.muted for _, _, r in fails)
        hidden = f"{count(muted, 'row')} of these {'is' if muted == 1 else 'are'} suppressed there:"
        hidden += " it still stands" if muted == 1 else " they still stand"
        text = sentence(
            f"{self._who(n for n, _, _ in fails)}:",
            f"{said} {topic.fault[n != 1]}: {listed(names)}{more}.",
            f"{hidden} so in the account." if muted else "",
        )
        literal = (Verdict.NO, Verdict.YES)
        bad_word, good_word = literal if self.rule.favourable_answer == "yes" else literal[::-1]
        alone = dict.fromkeys(self._accounts(), str(Verdict.SUPPORTS))
        alone |= {a: str(good_word) for a in alone if any(not self._missing(p, (a,)) for p in self._proofs)}
        alone |= {r.account: str(bad_word) for _, _, r in fails}
        return self._made(bad_word, text, fails, favourable=False, resources=bad, by_account=alone, total=n)

    # Favourable: all that is needed together, everywhere.

    @property
    def _live(self) -> bool:
        """Whether our own scan asked, so that no file stands between."""
        return not self.report.hash

    @property
    def _proofs(self) -> Sequence[frozenset[str]]:
        question, tool = self.rule.question, self.report.tool
        live = PROOF_LIVE.get(tool, {}).get(question, ()) if self._live else ()
        return (*PROOF.get(tool, {}).get(question, ()), *live)

    def _lacks(self, proof: frozenset[str] | None) -> str:
        """Return why passes prove nothing, in words; empty where they do."""
        if proof is None:
            notes = dict.fromkeys(c.narrower.rstrip(".") for _, c, _ in self.told if c.narrower)
            return ". ".join(notes) or "this check alone answers less than the question asks"
        if self.report.cut:
            return "the file is one page of several"
        mine = [r for n, _, r in self.told if n in proof]
        if other := [r for r in mine if r.said is Said.OTHER]:
            words = dict.fromkeys(r.detail for r in other if r.detail)
            said = f"{count(len(other), 'row')} {'says' if len(other) == 1 else 'say'} neither pass nor fail"
            return f"{said} ({listed(words, 2)})" if words else said
        if self._regional and any(not r.region for r in mine):
            return "the rows do not say of which Region they are"
        if missing := self._missing(proof, self.needed):
            return f"no pass of {listed(missing, 3)}"
        if any(r.at is None for r in mine):
            return "it is not said when this was looked at"
        return ""

    @cached_property
    def _passed(self) -> set[tuple[str, str, str]]:
        """Check, account and Region of every pass; the Region is empty for what an account has once."""
        told = ((n, r) for n, _, r in self.told if r.said is Said.PASS)
        return {(n, r.account, r.region if self._regional else "") for n, r in told}

    def _missing(self, proof: frozenset[str], accounts: Sequence[str]) -> list[str]:
        """Return which check has no pass in which account and Region, in words."""
        out = []
        for account in accounts:
            for region in self._covered:
                gone = sorted(c for c in proof if (c, account, region) not in self._passed)
                out += [f"{joined(gone)} in {f'{account} {region}'.strip()}"] if gone else []
        return out

    @property
    def _regional(self) -> bool:
        topic = TOPICS.get(self.rule.question)
        return topic is not None and topic.regional

    @cached_property
    def _covered(self) -> tuple[str, ...]:
        """The Regions that a pass must cover; one nameless for what an account has once."""
        if not self._regional:
            return ("",)
        return self.regions or tuple(dict.fromkeys(r.region for _, _, r in self.told if r.region)) or ("",)

    def _proved(self, proof: frozenset[str]) -> Finding:
        topic = TOPICS[self.rule.question]
        passes = [t for t in self.told if t[0] in proof]
        rows = [r for _, _, r in passes]
        said = f"No {topic.noun} found that {topic.fault[0]}."
        if _each_named(rows, topic):
            said = every(len(_things(rows, topic)), topic.noun, *topic.good)
        who = self._who(n for n, _, _ in passes)
        regions = [r for r in self._covered if r]
        accounts = f"{plural('account', len(self.needed))} {listed(self.needed)}"
        only = f"Production runs in {plural('Region', len(regions))} {listed(regions, 40)} only."
        lines = [
            topic.assumes,
            *(c.assumes for _, c, _ in passes if not self._live),
            f"Production runs in {accounts} and in no others.",
            only if regions else "",
        ]
        if not self._live and all(r.said is Said.PASS for r in self.report.rows):
            lines.insert(1, UNFILTERED)
        verdict = Verdict.YES if self.rule.favourable_answer == "yes" else Verdict.NO
        found = self._made(
            verdict,
            f"{who}: {said}",
            passes,
            favourable=True,
            assumes="\n".join(dict.fromkeys(line for line in lines if line)),
            by_account=dict.fromkeys(self.needed, str(verdict)),
        )
        draft = f"{said} Source: {who}, {stamp(found.read_at)}, {accounts}."
        fresh = LIVE if self._live and self.report.tool is Tool.SECURITY_HUB else FRESH
        return aged(found.model_copy(update={"draft": draft}), self.now, fresh)

    # Neither: it helps a person to answer.

    def _supports(self, fails: Sequence[Judged], lacks: str) -> Finding:
        things = _things((r for _, _, r in fails), TOPICS.get(self.rule.question))
        bad = _resources(things)
        judged = [t for t in self.told if t[2].said is not Said.OTHER]
        if bad:
            what = f"{len(fails)} of {count(len(judged), 'row')} fail: {listed(r.name for r in bad[:NAMED])}"
            what += f", and {len(things) - NAMED} more" if len(things) > NAMED else ""
        else:
            what = f"{count(len(judged), 'row')} {'passes' if len(judged) == 1 else 'pass'}, none fails"
        notes = [c.narrower.rstrip(".") for _, c, _ in fails if c.narrower] or [lacks]
        why = ". ".join(dict.fromkeys(notes))
        text = seen(f"{self._who(n for n, _, _ in judged)}: {what}", why[:1].lower() + why[1:])
        return self._made(Verdict.SUPPORTS, text, judged, favourable=None, resources=bad, total=len(things))

    # What all have

    def _who(self, checks: Iterable[str]) -> str:
        version = f" ({self.report.version})" if self.report.version else ""
        return f"{self.report.tool}{version}, {listed(dict.fromkeys(NAMES.get(c, c) for c in checks), 4)}"

    def _accounts(self) -> list[str]:
        return list(dict.fromkeys(r.account for _, _, r in self.told if r.account))

    def _at(self, row: Row) -> datetime | None:
        return row.at or self.report.at

    def _made(
        self,
        verdict: Verdict,
        text: str,
        used: Sequence[Judged],
        *,
        favourable: bool | None,
        resources: Sequence[Resource] = (),
        total: int = 0,
        assumes: str = "",
        by_account: Mapping[str, str] | None = None,
    ) -> Finding:
        accounts = self._accounts()
        regions = list(dict.fromkeys(r.region for _, _, r in self.told if r.region)) if self._regional else []
        dates = [at for _, _, r in used if (at := self._at(r)) is not None]
        read_at = min(dates, default=self.now)
        where = f"{count(len(accounts), 'account')} ({listed(accounts, 3)})"
        where += f", {count(len(regions), 'Region')} ({listed(regions, 4)})" if regions else ""
        when = f"the oldest of {stamp(read_at)}" if dates else "with no word of when"
        return Finding(
            question=self.rule.question,
            control=self.rule.control,
            verdict=verdict,
            favourable=favourable,
            summary=text,
            scope=f"{count(len(used), 'row').capitalize()} over {where}, {when}.",
            assumes=assumes,
            total=total,
            resources=list(resources),
            recheck=list(RECHECK.get(self.rule.question, ())) if favourable is not None else [],
            accounts=accounts,
            regions=regions,
            read_at=read_at,
            newest=max(dates, default=None),
            sources=list(dict.fromkeys(n for n, _, _ in used)),
            by_account=dict(by_account or {}) if len(accounts) > 1 else {},
            tool=str(self.report.tool),
        )


def _each_named(found: Sequence[Row], topic: Topic) -> bool:
    """Whether each row names what it is about: a judge only counts what passed."""
    return topic.noun == "account" or all(r.resource for r in found)


def _things(found: Iterable[Row], topic: Topic | None) -> dict[tuple[str, str, str], Row]:
    """Return what rows are about, each thing once: account, Region, name -> its first row."""
    out: dict[tuple[str, str, str], Row] = {}
    whole = topic is not None and topic.noun == "account"
    # Each Region may say the same of a user: what an account has once is one thing.
    regional = topic is None or topic.regional
    for row in found:
        name = row.account if whole else row.resource or row.account
        out.setdefault((row.account, row.region if regional else "", name), row)
    return out


def _resources(things: Mapping[tuple[str, str, str], Row]) -> list[Resource]:
    """Return the first thousand things; those of the account with the most of them first."""
    of = Counter(account for account, _region, _name in things)
    worst = sorted(things.items(), key=lambda item: -of[item[0][0]])[:_KEPT]
    out = []
    for (account, region, name), row in worst:
        # An ARN or an id of AWS's is what a command line of the next step needs.
        kind, known = kind_of(row.resource)
        out.append(
            Resource(
                name=_short(name),
                detail=f"{row.detail} (suppressed)".strip() if row.muted else row.detail,
                account=account,
                region=region,
                kind=kind,
                id=known or row.resource,
            )
        )
    return out


def _short(name: str) -> str:
    """Return the end of an ARN, by which people know a thing; anything else as it is."""
    if not name.startswith("arn:") or name.count(":") < 5:
        return name
    return name.split(":", 5)[5].rpartition("/")[2] or name


# A credential report is read by our own rules


def _of_facts(report: Report, aws_texts: Mapping[str, str], now: datetime) -> list[Finding]:
    """Judge facts that hold the credential report alone, as of its own day: ages count from there."""
    at = report.at or now
    facts = tuple(Fact("iam_rep", a, None, Status.COMPLETE, data, at) for a, data in report.facts.items())
    out = []
    for rule in RULES:
        if rule.question not in aws_texts or "iam_rep" not in rule.collectors:
            continue
        found = finding(rule, Facts(facts, at), aws_texts[rule.question])
        if found.verdict is Verdict.UNKNOWN:
            continue
        if found.favourable and (why := _doubt(report, rule, facts, aws_texts[rule.question], now)):
            text = f"Not decided: {why} It said {found.verdict.value}: {found.summary}"
            undecided: dict[str, object] = {"verdict": Verdict.SUPPORTS, "favourable": None, "by_account": {}}
            found = found.model_copy(update=undecided | {"summary": text, "assumes": "", "draft": ""})
        where = f"{count(len(found.accounts), 'account')} ({listed(found.accounts, 3)})"
        scope = f"{report.tool} of {stamp(at)}: {where}."
        told = {"scope": scope, "tool": str(report.tool)}
        out.append(aged(found.model_copy(update=told), now, FRESH))
    return out


def _doubt(report: Report, rule: Rule, facts: tuple[Fact, ...], aws_text: str, now: datetime) -> str:
    """Return why what a credential report shows is no proof, a sentence; empty where it is one."""
    if report.at is None:
        return "the report does not say of when it is."
    if cut := [f.account for f in facts if not any(r["user"] == ROOT for r in f.data["rows"])]:
        return f"the row of the root user of {listed(cut, 3)} is missing, so others may be missing too."
    today = finding(rule, Facts(facts, now), aws_text)
    if today.favourable:
        return ""
    return f"so it was on {day(report.at)}; unless it was changed since, it would be now: {today.summary}"
