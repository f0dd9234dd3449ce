"""What an apology says and what it dodges: nine elements, eight anti-patterns, never a grade of sincerity.

`sentences` turns Markdown into sentences with their lines; `lexicon` says which words are alike, `grammar` who does
what in a clause, `traits` turns both into short strings, `scales` knows what each of them weighs for a rule. `linter`
puts that together with the sentences around and the facts that stand in records (remedies, promises, threads, a
speaker), and says what is missing or wrong, where and why. All of it is a pure function of its arguments and reads
English only.

The weights are learned from the labelled sentences in ``tests/standing/apologies`` by ``bench/learn_apologies.py``;
rules written by hand, which they replace, missed up to half of what they had not met.

Sources: the six elements of Lewicki, Polin & Lount, "An Exploration of the Structure of Effective Apologies" (2016);
Fehr & Gelfand, "When apologies work" (2010); Frantz & Bennigson, "Better late than early" (2005), for listening first.
"""

from candor.standing.apology.linter import Assessment, Facts, Finding, Part, Rule, assess_apology, gather_facts

__all__ = ["Assessment", "Facts", "Finding", "Part", "Rule", "assess_apology", "gather_facts"]
