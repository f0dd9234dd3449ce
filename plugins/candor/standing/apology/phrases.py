"""In which words English takes responsibility, regrets, names harm – and in which it shrinks, blames and dodges.

Every function takes one sentence, or a few, as `plain` text and answers yes or no. Word lists are data, kept at the
top; the grammar is the little that the rules need: who is the subject, is the clause conditional, is the verb negated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice


def words(text: str) -> str:
    """An alternation of the patterns in `text`, which white space separates; ``_`` stands for a space."""
    return "(?:" + "|".join(word.replace("_", " ") for word in text.split()) + ")"


def verbs(text: str) -> frozenset[str]:
    """The words in `text`, which white space separates."""
    return frozenset(text.split())


def expression(pattern: str) -> re.Pattern[str]:
    """The pattern with ``{NAME}`` replaced by the word lists of this module, upper and lower case alike."""
    return re.compile(re.sub(r"\{([A-Z_]+)\}", lambda name: globals()[name[1]], pattern), re.IGNORECASE)


ADVERBS = (
    r"(?:(?:\w+ly|also|then|still|just|ourselves|myself|all|simply|never|again|too|so|very|both|once|twice|even|now|"
    r"already|always|ever|indeed|first) )*"
)
AUXILIARY = r"(?:(?:have|has|had|'ve|'d|do|did|was|were) )?"
OUR_PEOPLE = words(
    "team teams engineers? engineering staff support colleagues? people company code scripts? developers? "
    "drivers? managers? "
    "management leadership technicians? installers? agents? software systems? process(?:es)? monitoring sales "
    "marketing "
    "department office desk data_team customer_service operators? inspectors? moderators? nurses? pilots? crews? "
    "guards? "
    "dispatchers? lawyers? doctors? teachers? fitters? trainers? editors? clerks? cashiers? cooks? kitchen board"
)
WE = (
    rf"(?:\bwe(?:'ve|'d)?(?:, (?:the|as|your|at|in) [^,.;]{{1,40}},)?|\bI(?:'ve|'d)?|\bmy [\w-]+ and I|\bour "
    rf"(?!customers\b|members\b|users\b|readers\b|passengers\b)[a-z]+(?:ers|ors|ists|men)\b|\bour (?:own "
    rf")?(?:[\w-]+ ){{0,2}}?{OUR_PEOPLE}|\bour own [\w-]+|\bwho work "
    rf"for us)"
)

FAULT_VERBS = words(
    "failed fail broke broken neglected ignored overlooked missed misled misinformed lied deceived lost deleted "
    "erased wiped destroyed "
    "overcharged undercharged underestimated misjudged misread mishandled mismanaged misconfigured miscalculated "
    "misplaced mistreated "
    "miscommunicated misrepresented misused exposed leaked forgot forgotten hid hidden concealed skipped caused "
    "hurt harmed wronged "
    "delayed betrayed disappointed wasted damaged endangered abandoned dismissed botched bungled violated "
    "breached withheld "
    "mixed_up messed_up screwed_up slipped_up blew dropped_the_ball cut_corners fell_short fallen_short rushed gambled "
    "stayed_silent kept_silent kept_quiet said_nothing went_silent looked_away left_you left_people left_them "
    "left_customers let_down refused "
    "let_(?:you|them|people|our|every|any|everyone|everybody|members|customers)\\b(?:.{0,40}\\bdown)? let_errors? "
    "kept_(?:you|people|members|customers|them)_(?:waiting|in_the_dark|out|uninformed) "
    "charged_(?:[\\w,]+_){1,4}(?:twice|double|too_much|wrongly|for_) double-charged doubled_your "
    "billed_(?:[\\w,]+_){1,4}(?:twice|too_much|wrongly) "
    "(?:sent|gave|shipped|told|charged|billed|printed|published|delivered|set|applied|used|chose|entered|quoted|"
    "put|called|paid)_(?:[\\w,]+_){0,4}wrong\\w* "
    "gave_away gave_(?:[\\w,]+_){1,5}(?:away|without) gave_the_(?:personal_)?(?:addresses|names|data|numbers) "
    "sold_your "
    "(?:made|make|took|taken)_(?:\\w+_){0,4}(?:mistakes?|errors?|misjudge?ments?|blunders?|wrong\\w*|"
    "bad_(?:choice|decision|call)|poor_(?:choice|decision|call)) "
    "(?:got|get|had|have|did)_(?:\\w+_){1,4}wrong(?:ly)? acted_wrongly handled_(?:\\w+_){1,3}(?:badly|poorly|wrongly) "
    "(?:took|waited|needed)_(?:\\w+_){0,2}too_(?:long|late|much) (?:acted|reacted|answered|responded|told_you|"
    "moved|apologi[sz]ed|noticed|spoke|came)_too_(?:late|slowly|little) "
    "(?:reacted|acted|answered|responded)_(?:far_)?(?:too_)?(?:slowly|late|poorly|badly) "
    "shipped_(?:\\w+_){0,9}(?:without|untested) (?:released|pushed|deployed|changed|launched|closed|moved|"
    "switched_off|sent|rolled_out|started|installed|ran|copied)_(?:[\\w.,]+_){0,9}without "
    "chose_(?:\\w+_){1,6}(?:over|instead) put_(?:\\w+_){1,8}(?:at_risk|in_danger|before|above|ahead|over|first_and) "
    "kept_(?:\\w+_){1,4}(?:muted|silent|secret|off|open|hidden) treated_(?:\\w+_){1,4}(?:as|badly|unfairly|poorly) "
    "allowed_ tried_to_hide knew_and left_(?:[\\w,]+_){0,6}(?:waiting|alone|open|unlocked|unanswered|untested|"
    "running|exposed|in_the_dark|in_the_cold|without|behind|lying) "
    "tried_your_patience own_(?:this|that|it|the)(?:_\\w+)?_?(?:failure|mistake|error|fault)? switched_off_the_wrong "
    "stopped_(?:checking|testing|listening|watching|answering) took_(?:\\w+_){0,3}money sent_only only_told_you "
    "told_nobody told_no_one warned_nobody"
)
NOT_A_FAULT = words(
    "experience lose see find receive cause intend mean want notice_any suffer detect identify expect ask_for "
    "store share sell charge_you break observe "
    "wish deserve need have_to have_(?:foreseen|known|predicted|prevented|anticipated|done) hesitate believe_that_any"
)
MODAL_FAULT = (
    rf"(?:(?:should|ought to) (?:not |never |{ADVERBS})|could {ADVERBS})have\b|should(?:n't| not) have\b|"
    rf"should(?:'ve)\b"
)
OUR_FAULT = words(
    "fault faults mistakes? errors? failures? failings? doing responsibility oversight negligence misjudge?ment "
    "blunder carelessness omission neglect decision_and_our_fault"
)
IF_CLAUSE = re.compile(
    r"\b(?:if|in case|in the event(?: that)?|in so far as|to the extent(?: that)?|unless)\b[^,.;:!?]*[,.;:!?]?"
    r"|(?:^|[,;] ?)(?:should|were|had) (?:we|you|any\w*)\b[^,.;:!?]*[,.;:!?]?",
    re.IGNORECASE,
)

WRONG_PEOPLE = (
    r"(?:(?:the|a) (?:wrong|house next door|neighbou?rs?)|(?:a |complete |total )?strangers?|somebody else|"
    r"someone else|another (?:\w+)|one another|each other)(?:'s)?\b"
)
DEFECTIVE = words(
    "faulty defective weak broken unsafe untested unchecked expired contaminated dangerous stale rotten wrong false "
    "misleading incorrect fake counterfeit damaged unsuitable unlicensed insecure offensive insulting racist sexist "
    "illegal unlawful unfair excessive inaccurate outdated obsolete live mocking mocked unverified unencrypted"
)
NEGATIVE = words(
    "unsafe wrong ill sick cold late lost empty useless worse dirty dangerous unusable unavailable unreadable spoiled "
    "spoilt ruined broken closed blocked locked stranded injured hurt failed suffered missed died overflowed crashed "
    "leaked burst burned"
)
HANDED = words(
    "sent sold gave given served shipped delivered published printed approved offered installed built released pushed "
    "posted emailed mailed handed issued supplied put rented lent showed shown passed fed billed charged paid used ran "
    "run hired promoted aired broadcast opened quoted rolled_out started kept displayed"
)
RESPONSIBILITY = [
    expression(
        rf"{WE} {AUXILIARY}{ADVERBS}{{HANDED}} [^.;]{{1,70}}?(?:\b(?:to|for|with|of|by|meant for|intended for|"
        rf"beside|at) "
        rf"(?:an? )?{WRONG_PEOPLE}|\b{{DEFECTIVE}}\b|\bwho(?:m|se)? we (?:had )?(?:not|never)|\bwe knew\b|\bto save "
        rf"(?:money|time|costs?)\b|\bbefore (?:it|the \w+) (?:was|had been)\b|\bthat (?:did not|never|mocked|should)\b|"
        rf"\b(?:at|for) (?:double|twice|three times)\b)"
    ),
    expression(
        r"\b(?:our|my) (?:own )?(?:choice|decision|call|idea) to\b|\b(?:because of|through|by) (?:decisions?|"
        r"choices?|mistakes?|errors?|things?) (?:that )?(?:we|I) \w+|\b(?:we|I)\b[^.;]*\balone (?:am|are) "
        r"(?:to blame|responsible|guilty)\b|\b(?:we|I) (?:was|were) (?:drunk|rude|cruel|greedy|lazy|cowardly|afraid|"
        r"blind|deaf|asleep|absent|inexperienced|overconfident|naive|selfish|stubborn|cold|heartless|harsh|"
        r"impatient|unkind)\b"
    ),
    expression(r"\b(?:we|I)\b[^.;]*\b(?:did|said|changed|learned|told you) (?:absolutely )?nothing\b"),
    expression(
        rf"{WE} {ADVERBS}had (?:no|neither|nobody|only one) (?!choice|doubt|intention|idea that|reason|way of|"
        rf"knowledge)\w+"
    ),
    expression(
        r"\b(?:our|my) (?:own )?(?:responsibility|duty|job|task)\b(?! to (?:our|the) shareholders)|\bwho (?:must|"
        r"should|have "
        r"to) answer for\b|\b(?:was|is) (?:us|we|I|me) who\b|\b(?:we|I) (?:are|am) (?:the ones? )?(?:answerable|"
        r"accountable)\b|"
        r"\b(?:a|the) decision that (?:we|I) made\b|\bthat (?:we|I) (?:had )?made it\b|\bthat decision was (?:wrong|"
        r"bad|ours)\b"
    ),
    expression(rf"{WE} {AUXILIARY}{ADVERBS}{{FAULT_VERBS}}(?!\w)"),
    expression(rf"{WE} (?:not only )?{MODAL_FAULT}"),
    expression(
        rf"{WE} {ADVERBS}(?:did|do|had|have|could|were|was|would) ?(?:not|n't|never) {ADVERBS}(?!{NOT_A_FAULT}\b)\w+"
    ),
    expression(
        rf"{WE} (?:had )?never (?!{NOT_A_FAULT}\b)\w+ed\b|{WE} (?:had )?never (?:told|asked|thought|checked|read|"
        rf"built|wrote|gave)"
    ),
    expression(
        rf"{WE} (?:were|was|are|am|have been|had been|'re|'m) {ADVERBS}(?:to blame|at fault|responsible|wrong|"
        rf"careless|negligent|dishonest|silent|slow|late|unprepared|complacent|arrogant|sloppy|unfair|reckless|"
        rf"mistaken|inattentive|blind|too \w+|not (?!aware|able to find)\w+)"
    ),
    expression(
        r"\b(?:we|I) (?:\w+ )?(?:take|accept|bear|took|accepted|acknowledge|own|carry) (?:\w+ "
        r"){0,2}(?:responsibility|blame|the fault|this failure|fault|this|that|it|up to)\b"
    ),
    expression(
        r"\b(?:fault|error|mistake|failure|responsibility|blame|failing)s? (?:was|is|were|are|lies?|lay|"
        r"rests?) (?:\w+ )?(?:ours|mine|with us|on us|ours alone)\b"
    ),
    expression(
        r"\b(?:wrong|unfair|careless|dishonest|negligent|foolish|lazy) (?:of|for) (?:us|me)\b|\band (?:we|I) knew "
        r"(?:it|that|this|about|better)\b"
    ),
    expression(
        r"\b(?:error|mistake|failure|fault|oversight|lapse|misjudge?ment|omission)s? on (?:our|my) part\b|\bmy "
        r"(?:mistake|fault|error)\b"
    ),
    expression(r"\bonly ourselves to blame\b|\bblame (?:only )?ourselves\b|\bon us\b(?=[.!,;]|$)"),
    expression(r"\bour (?:own )?(?:\w+ ){0,2}?{OUR_FAULT}\b(?! to (?:investigate|answer|help))"),
]

SORRY = expression(
    r"\b(?:saddens (?:us|me)|pains us|saddened|pained|sorry|apologi[sz]e|apologi[sz]ing|apology|apologies|regret|"
    r"regrets|ashamed|remorse|forgive us)\b"
)
OWN_SORRY = expression(
    r"(?:\b(?:am|are|'re|'m|is|feel|be|were|was) (?:\w+ ){0,3}?(?:sorry|ashamed)\b"
    r"|(?:^|[:;,–—-] ?|\band |\bso )(?:(?:truly|very|so|deeply|really|we're|we are) )*sorry\b"
    r"|\b(?:we|I) (?:[\w']+ ){0,5}?(?:apologi[sz]e|regret)\b|\bsay (?:\w+ )?sorry\b|\b(?:let|allow|permit) (?:me|"
    r"us) (?:to )?(?:\w+ "
    r")?apologi[sz]e\b"
    r"|^(?:[\w',]+ ){0,8}?(?:the|this) (?:[\w']+ ){1,4}?(?:(?:wish(?:es)?|wants?|would like) to )?(?:regrets?|"
    r"apologi[sz]es?)\b"
    r"|\bwith (?:\w+ ){0,2}?regret\b|\bforgive us\b|\bour (?:\w+ )?regrets?\b|\b(?:saddens|pains|grieves) (?:us|"
    r"me)\b|\b(?:saddened|pained)\b"
    r"|\b(?:our|my|an|the|sincere(?:st)?) (?:\w+ ){0,2}?apolog(?:y|ies)\b|(?:^|[,;:] ?)(?:\w+ )?apologies\b|(?:^|"
    r"[,;:] ?)(?:we )?apologi[sz]e\b)"
)
NOT_SORRY = expression(
    r"\b(?:not|n't|never) (?:\w+ ){0,2}(?:sorry|apologi[sz]e|regret|ashamed)\b|\bsorry (?:to (?:hear|see|learn|"
    r"say|inform)|state|sight|excuse)"
    r"|\b(?:will|would|shall|could|should|'ll) (?:\w+ )?(?:apologi[sz]e|regret) (?:to any|if|once|when|where)|"
    r"\basked \w+ to apologi[sz]e"
)
TO_SOMEBODY = expression(
    r"^(?: \w+ly| again| first| today| publicly)?,? ?(?:both )?to (?!have\b|be\b|hear\b|see\b|say\b)|^, [\w ]{2,30}, "
)
SOMEBODY_FEELS = expression(r"\b(?:feels?|felt|thinks?|believes?|may|might|could)\b")
VAGUE = words(
    "inconveniences? frustrations? confusion upset annoyance disappointment distress concerns? worry worries "
    "trouble troubles hassle feelings? misunderstandings? offen[cs]e "
    "experience discomfort anger impression stress"
)
FAULT_NOUNS = words(
    "mistakes? errors? failures? outages? delays? breach breaches silence charges? loss losses wait oversight "
    "negligence carelessness misinformation "
    "harm damage behaviou?r conduct tone treatment decision decisions way answers? lack lie lies blunder leak "
    "downtime overcharges? mix-up lapse lapses shortcomings injuries injury"
)
REGRET_OBJECT = [
    expression(
        r"^ ?(?::|,|–|—|-|that|because|,? ?and ashamed|how|when|,? ?that|for (?:how|what|the (?:way|ways|fact|times?|"
        r"days?|hours?|months?|moment|night|day)(?: (?:that|in which|how|when))?|everything|all(?: that)?|every "
        r"\w+))? ?(?:not only )?(?:that )?(?:we|I|our [\w-]+(?: \w+)?) (?!thank|hope|want to|wish|are grateful|"
        r"understand|feel|appreciate|will|can\b)\w+"
    ),
    expression(
        r"^ ?for the [\w -]{2,40}? (?:that |which )?our (?!customers|members|users|fans)[\w-]+(?: [\w-]+)? (?:has |"
        r"have |had )?(?:caused|brought|did|inflicted|left)\b"
    ),
    expression(r"^ ?(?:is |are )?(?:for|of|about) (?:what|how|everything) (?:we|I) \w+"),
    expression(
        rf"^ ?(?:for|of|about) (?:not |ever |having |both |{ADVERBS})*(?!everything|anything|nothing|something|being "
        rf"(?:a|an|the|unable)\b|during\b|morning|evening)\w{{2,}}ing\b(?! (?:this|it) may)"
    ),
    expression(
        r"^ ?(?:for|about|over|of|to|regarding)? ?(?:all (?:of )?)?(?:our|my) (?:own )?(?!customers?|members?|"
        r"users?)(?:[\w-]+ ){0,4}[\w-]+"
    ),
    expression(
        r"^ ?(?:for|about|over) (?:the|this|that|these|those|a|both|all the|every|such an?) (?:(?!inconvenien|"
        r"any\b)[\w-]+ ){0,4}?{FAULT_NOUNS}\b"
    ),
    expression(r"^ ?(?:for )?(?:the|your) [\w -]{2,40}? (?:that |which )?(?:we|I) (?!hope|will|can\b)\w+"),
    expression(
        r"^ ?for (?:its|their) (?:own )?(?!customers|members|patience)(?:\w+ ){0,3}?{FAULT_NOUNS}\b|^ ?for (?:its|"
        r"their) (?:failure|decision|silence|part|role)\b"
    ),
    expression(r"^ ?(?:for |about )?how \w+ly (?:we|I) \w+|^ (?:that )?(?:we|I) admit\b"),
    expression(r"^ ?to have \w+"),
    expression(r"^ ?to [^.;,]{2,60}? (?:that |whom? )?(?:we|I) (?!may\b|might\b|hope|will\b|can\b)\w+"),
    expression(r"^ ?about (?:the|your) [\w -]{2,40}? (?:that |which )?(?:we|I) (?!hope|will|can\b)\w+"),
    expression(r"^ ?(?:having|not having|not \w+ing|\w+ing) \w+"),
    expression(r"^.{0,90}?\bwho(?:se|m)? (?:[\w-]+ ){0,4}?(?:we|I) \w+"),
]
VAGUE_OBJECT = expression(
    r"^ ?that (?:our|the|a) (?:supplier|provider|partner|vendor|contractor|carrier|courier)s?\b|"
    r"^ ?for (?:the|your) (?:\w+ )?(?:loss|losses|harm|damage) (?:suffered|felt|caused by (?:the|a))\b|"
    r"^ ?(?:for|about) (?:any|the|this|your|all the|all)? ?(?:\w+ )?{VAGUE}\b|^ ?for (?:any|whatever)\b"
    r"|^ ?(?:if|in case|should|where|to (?:any\w*|those) who (?:may|might|feel))\b"
)
OUR_ACT = expression(
    r"^ ?(?:,|:)? ?(?:that |how |for (?:how |what )?)?(?:we|I)\b|^ ?(?:for|of|about) (?:our|my)\b"
    r"|^ ?(?:for|of) (?:not |having |\w+ly )*\w+ing\b"
)
FRONTED = expression(
    r"^(?:to|for) [^:;]*\b(?:we|I) (?:did|had|have|let|left|failed|hurt|harmed|lost|lied|broke|\w+ed)\b[^:;]*[:,;] "
    r"?(?:we|I) (?:are|am) (?:\w+ )?(?:sorry|ashamed)\b|"
    r"^for (?:our|what we|how we|all that we|not \w+ing|(?:\w+ly )?\w+ing)\b[^.]*?, (?:we|I) (?:are |am |do |can "
    r"only |\w+ly )*(?:sorry|apologi[sz]e)\b"
)
FOR_THAT = expression(
    r"\b(?:sorry|apologi[sz]e|apologies) (?:\w+ly )?for (?:that|this|it|both|all of it|everything)\b|\bregret (?:it|"
    r"that|this)\b(?! \w+ed)"
)
WRONG_OF_US = expression(
    r"\b(?:wrong|unfair|careless|unacceptable|dishonest) (?:of|for) (?:us|me)\b|\b(?:my|our|we|I)\b.* was (?:wrong|"
    r"unacceptable|a mistake)\b"
)
BARE_SORRY = expression(r"\b(?:sorry|apologi[sz]e|ashamed)\b[^,;:]{0,25}[.!]?$")

NUMBER_WORDS = words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen "
    "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\\w+)? hundred hundreds? thousands? million "
    "millions? dozen both every_one each_of every_single zero half a_quarter a_third two_thirds "
    "(?:a|one)_in_(?:\\w+) a_(?:fifth|sixth|tenth|twentieth|hundredth)"
)
AMOUNT = (
    rf"(?:(?:[£$€] ?)?\d[\d,. ]*(?: ?(?:%|per cent|percent|million|thousand|billion|k))?|\b{NUMBER_WORDS}\b(?: per "
    rf"?cent)?)"
)
AFFECTED = words(
    "players? pensioners? applicants? claimants? victims? workers? listeners? viewers? gamers? shoppers? diners? "
    "parents? pupils? trout fish animals? cattle drinkers? ticket-holders? policyholders? cardholders? borrowers? "
    "savers? travelers? commuters? fans? voters? couples? donors? authors? sellers? "
    "customers? members? users? people persons households? homes? houses? families flats? apartments? tenants? "
    "orders? parcels? packages? deliveries hubs? devices? accounts? bills? invoices? readings? "
    "complaints? payments? letters? schools? clinics? hospitals? records? messages? e-?mails? mails? addresses "
    "passengers? patients? children riders? drivers? readers? subscribers? shops? sites? "
    "of_you orders? units? products? items? batter(?:y|ies) passwords? files? photos? "
    "questions? calls? callers? tickets? refunds? residents? students? employees? businesses companies cards? "
    "meters? inverters? "
    "pumps? boilers? visitors? buyers? guests? travellers? bookings? reservations? transactions? contracts? "
    "requests? profiles? strangers? numbers? nurses? staff boys? girls? dogs? cats? wells? villages? villagers? "
    "players? weddings? "
    "inhalers? sub-postmasters prisoners? soldiers? teachers? journeys? flights? trains? seats? exams? tenancies "
    "garments? "
    "mothers? fathers? men women babies infants teenagers? witnesses households? farms? fishermen trees birds"
)
UNIT = words(
    "hours? days? minutes? seconds? weeks? months? years? times versions? engineers? colleagues staff steps pages "
    "experts? "
    "specialists? lessons changes causes reasons measures tests? releases? teams centres? centers? servers? sites? "
    "of_our "
    "investigators? reports? meetings updates? points rounds occasions things doctors nurses agents consultants firms"
)
ANY_COUNTED = expression(
    rf"(?<![\w.]){AMOUNT} ?(?:of )?(?:the |our |your |its |all )?(?!{UNIT}\b)(?:(?!{UNIT}\b)[a-z'-]+ "
    rf"){{0,3}}?(?!{UNIT}\b)[a-z'-]{{3,}}s\b"
)
SINGLE = expression(
    r"\b(?:a|one) (?:single |elderly |young |\w+-year-old )?(?:mother|father|boy|girl|baby|teenager|nurse|driver|"
    r"worker|tenant|soldier|village(?: of \d+)?|town|customer|member|patient|child|passenger|household|family|user|"
    r"resident|student|guest|person|man|woman)\b"
)
COUNTED = expression(
    rf"(?<![\w.]){AMOUNT} ?(?:of )?(?:the |our |your |its |all )?(?:{AMOUNT} ?)?(?:[\w'-]+ ){{0,2}}?{AFFECTED}\b"
)
MONEY_OR_SHARE = expression(r"[£$€] ?\d|\d ?%|\b\d[\d,.]* ?(?:per cent|percent|euros?|pounds?|dollars?|kWh)\b")
HARM_WORDS = expression(
    r"\b(?:late|lost|lose|losing|without|wrong(?:ly)?|not|nobody|no|could|unable|delayed|deleted|exposed|"
    r"affected|hit|hurt|injured|broken|cold|waited|missing|failed|twice|double|stopped|cut|locked|charged|"
    r"overcharged|leaked|gone|off|down|interrupted|damaged|crashed|stolen|too much|dark|died|"
    r"gave|given|sold|shared|doubled|evacuated|"
    r"burn\w*|spoiled|unanswered|disconnected|killed|underpaid|unpaid|readable|visible|stranded|poisoned|sick|ill|"
    r"evicted|bullied|cost (?:you|them|our|a|small|many|some|\w+ (?:shops|families|people|traders|customers))\b|"
    r"empty|brown|fit|prison|jail\w*|incorrect|dirty|strangers?|refus\w+|slept|withheld|cannot|"
    r"sewage|bit(?:ten)?|scarred|traumatised|harassed|sacked|drank|waiting|waste[ds]?|underpaid|overpaid|misled|"
    r"scalded|bitten|trapped|flooded|ruined|polluted|wiped|"
    r"erased|bankrupt|homeless|dead|destroyed|denied|withheld|cancelled|"
    r"missed|turned away|refused|owed|infected|overdrawn|scared|frightened|fell|suffered|deprived)\b"
)
NO_HARM = expression(
    r"\bthere are\b|\bwe (?:fit|have|run|operate|own|look after|sell|make|print|carry|fly|flew|employ)\b|\b(?:a|"
    r"every|each|per) (?:year|day|week|month|morning)\b|"
    r"\b(?:refund\w*|repaid|reimburs\w+|compensat\w+|restor\w+|wrote|written|asked|called|thank\w*|answered|"
    r"serve[ds]?|help\w*|test\w*|invit\w*|hir\w+|will|happy|satisfied|loyal|proud|trust(?:s|ed)? us|promise|"
    r"install\w*|spoken|spoke|talked|met|heard|attended|staff(?:ed)?|bak\w+|collected|received|plant(?:ed)?|"
    r"replaced|moved the|welcom\w+|train(?:ed)?|consult\w*|vot\w+|sold (?:more|over|last)|employs?|contacted|"
    r"visit\w*|interview\w*|deliver(?:s|ed)? (?:every|each)|employ\w*|use our)\b"
)
NOT_HARMFUL = expression(
    r"\b(?:home|safely)\b|\bhave (?:planted|replied|answered|spoken)\b|\bhave\b.*\bhappy\b|\bserved?\b|\bwill\b"
)
HAPPENED = expression(
    r"\b(?:was|were|had|ran|reached|lost|went|fell|got|did|saw|paid|came|stood|left|hit|met|took|read|flew|broke|"
    r"died|drank|ate|slept|froze|sank|burned|[a-z]{3,}ed)\b"
)
WE_DID_WELL = expression(
    r"\b(?:we|our \w+|police|firefighters|it|they|the (?:trial|repair|report|meeting|audit|inquiry|investigation|"
    r"new \w+|pool|update|fix)) (?:\w+ly )?(?:have |has |had |was |were )?(?:spoke|spoken|talked|met|tested|checked|"
    r"attended|lasted|cost|"
    r"involved|held|weigh\w*|replaced|installed|hired|trained|answered|raised|repaired|reviewed|inspected|wrote|"
    r"found|fitted|sold|added|opened|started|reported|looked|worked|came|took|needed|bought|built|deployed|fixed|"
    r"released|invested|asked|called)\b"
)
ONE_OF = re.compile(r"\bone of\b", re.IGNORECASE)
EVERY_SO_MANY = expression(
    r"\bevery (?:second|third|fourth|fifth|other|tenth)\b|\bfor (?:\d+|{NUMBER_WORDS}) (?:days|nights|weeks|months|"
    r"years)\b.*|\b{NUMBER_WORDS} of (?:the|our|your)\b|\b\d+ (?:had|were|was)\b"
)
UNKNOWN_HARM = expression(
    r"\b(?:(?:nobody|no one) (?:can|knows|could)(?: (?:say|tell))?\b|cannot be (?:counted|known|told)|do(?:es)? "
    r"?(?:not|n't) (?:yet )?know|(?:not|un)(?: yet| currently)? ?(?:known|clear|sure|certain)|"
    r"cannot (?:yet )?(?:say|tell|give)|can't (?:yet )?(?:say|tell)|no way (?:of knowing|to know)|still "
    r"(?:counting|finding out|checking|working out)|unknown|will never know)\b"
)
HOW_MANY = expression(
    r"\b(?:how (?:many|much|far)|(?:the )?(?:exact |full |total )?(?:number|extent|count|scale|sum|amount)|who "
    r"(?:was|else|has|is)|whose|(?:if|whether) (?:any\w*|the data|your))\b"
)
NOBODY_HARMED = expression(
    r"\b(?:nobody|no one|no (?:customers?|members?|users?|homes?|households?|people|data|orders?))\b.*\b(?:hurt|"
    r"injured|lost|affected|harmed|charged|exposed|missing|without|damaged)\b"
)

MONTH = words(
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul "
    "Aug Sept? Oct Nov Dec"
)
ABSOLUTE_DATE = expression(
    rf"\b\d{{4}}-\d{{2}}-\d{{2}}|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH}\.?,? \d{{4}}\b|\b{MONTH}\.? "
    rf"\d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}\b"
)
FUTURE = expression(r"\b(?:will|shall|'ll|going to|plan to|intend to)\b|\b(?:by|no later than) (?:the )?\d")
CAUSE = expression(
    r"\bhad (?:not |never |just |already |also )?(?:been )?(?:\w+ly )?(?!happened|occurred|begun|been\b)\w+(?:ed|en|"
    r"ne|wn|t|d|ung|ut)\b|"
    r"\b(?:and|which is) (?:so|therefore|thus)\b|\bas a consequence\b|\bthe (?:cause|reason|result|trigger|culprit)\b|"
    r"\b(?:since|as) (?:nobody|no one|our|the|a|an|we|I|one|two|its|his|her) [^.;]{1,40}\b(?:had|was|were|did)\b|"
    r"\b(?:started|began|originated|lay) (?:in|with|at) (?:an?|the|our|one)\b|\bit was (?:an?|the|our) "
    r"\w+[^.;]*\bthat\b|"
    r"\b(?:engineers?|employees?|colleagues?|technicians?|drivers?|crew|operators?|fitters?|clerks?|administrators?|"
    r"contractors?|teams?|managers?|staff|presenter|intern|supervisor|nurse|shift) [^.;]{0,40}?(?!was\b|were\b|had\b)"
    r"(?:\w+ed|left|put|sent|cut|drove|gave|took|ran|shut|set|broke|forgot|lost|hit|spilt|threw|wrote|built|read|"
    r"fell)\b|"
    r"\b(?:code|query|job|timer|alarm|valve|switch|certificate|key|cable|sensor|pump|server|disk|battery|charger|"
    r"machines?|printer|"
    r"setting|rule|model|release|patch|migration|check|field|file|wire|bolt|plug|heater|tank|pipe|hose|leak|"
    r"connector|fuse) "
    r"[^.;]{0,50}?\b(?:made|left|sent|stopped|let|released|emptied|overloaded|charged|turned|refused|filled|allowed|"
    r"took|"
    r"rounded|dropped|skipped|restarted|came loose|caught fire|gave way|failed|leaked|burst|broke|expired)\b|"
    r"\b(?:was|were) never \w+ed\b|\bhaving (?:been |not )?\w+|\b(?:loose|leap day|typo|wrong unit|unlimited|"
    r"infinite|blocked|swapped|reversed)\b|"
    r"\bafter (?!all\b|that\b|\d)\w+|\bmeant that\b|\bended up\b|\b(?:when|while|once) (?:we|I|our|an?|the|its|"
    r"somebody|someone|two|one)\b|, (?:leaving|wiping|causing|taking|"
    r"exposing|"
    r"cutting|deleting|sending|locking|knocking|so)\b|\b(?:faulty|defective|misconfigured|corrupt|stolen|wrong|"
    r"broken|expired|"
    r"untested|unpatched|mislabelled|blocked|contaminated|rogue)\b|\b(?:human error|power cut|attackers?|burglars?|"
    r"hackers?)\b"
    r"|\b(?:cut|drilled|crashed|dug) (?:through|into)\b|\btook \w+(?: \w+){0,4} (?:offline|down)\b|\bwithout "
    r"(?:testing|checking|"
    r"asking|telling|reading|a)\b"
    r"|"
    r"\b(?:because|caused?|causing|due to|owing to|as a result(?: of)?|result(?:ed|ing) (?:in|from)|led to|"
    r"leading to|root cause|(?:the|its|one) reasons?|(?:since|as) (?:we|I|our|the|a|an|nobody|no one)|which is "
    r"why|that is why|by mistake|by accident|triggered|introduced|set off|traced (?:it )?(?:back )?to|owed to|"
    r"stemmed from|came from|brought (?:down|about)|so (?:that )?(?:nobody|no one|the|it|we|every|all)|knocked "
    r"out)\b"
    r"|\b(?:bug|fault|error|mistake|change|update|script|defect|typo)\b.{0,60}\b(?:made|left|sent|stopped|broke|"
    r"switched|deleted|removed|charged|took|let|put|shut|doubled|wiped|blocked|locked|exposed)\b"
    r"|\b(?:power|hardware|disk|network|software|dns|cooling|equipment|valve|pump|system) failure|\b(?:failed|memory "
    r"leak|phishing|malware|ransomware|overload\w*|"
    r"mistyped|unreviewed|miscalculat\w+|overheat\w+|short circuit|race condition)\b|\b(?:crashed|wiped|disconnected|"
    r"tricked|disabled|collapsed|corrupted|"
    r"overwrote|overloaded|severed|destroyed|flooded|jammed|shut (?:\w+ ){0,4}?down|brought (?:\w+ ){0,5}?down|"
    r"locked (?:\w+ ){0,4}?out|ran out of|ran (?:the|a) \w+|"
    r"made (?:\w+ ){1,5}?(?:unavailable|unreachable|wrong)|removed (?:more|the)|set fire|started the fire|tripped|"
    r"which stopped)\b"
)

FORGIVENESS = expression(
    r"\b(?:forgive(?:ness)?|pardon|second chance|(?:earn|win|regain|rebuild|restore) (?:back )?(?:your|their) trust|"
    r"make it up to you)\b"
)

ANYBODY = (
    r"(?:any(?:one|body)?|some(?:one|body)?|you|those|people|(?:any|some|our)? ?(?:customers?|members?|users?|"
    r"readers?|people))"
)
EMBEDDED_IF = expression(
    r"\b(?:know|ask(?:ed|ing)?|check(?:ed|ing)?|wonder(?:ed|ing)?|see|saw|tell|told|say|said|test(?:ed|ing)?|sure|"
    r"find out|matter|decide|clear|verify|care[ds]?) (?:\w+ ){0,2}?(?:if|whether)\b"
)
CONDITIONS = [
    re.compile(r"\b(?:[Ii]f|[Ii]n case|[Ii]n the event|[Tt]o the extent|[Ii]nsofar as|[Ii]n so far as)\b"),
    re.compile(
        r"\b(?:any|whatever|whichever|anyone|anybody|those|everyone|everybody|all|customer|customers|member|members|"
        r"user|users|people|some)\b[^.]*\b(?:may|might|could)\b(?! not\b)"
    ),
    re.compile(r"(?:^|[,;] ?|\b)(?:[Ss]hould|[Ww]ere) (?:you|any\w*|we|there|this|it|our)\b"),
    re.compile(r"^[Ss]hould (?:the|my|his|her|their|one|some) [\w ]{2,30} (?:have|be|feel)\b"),
    re.compile(r"\bto (?:any|whichever|whatever)\w*(?: \w+)? who (?:was|were|is|are|has|have|felt|feels)\b"),
    re.compile(r"\b(?:may|might|could) have\b|\bperhaps\b|\bpossibl[ye]\b|\bpotential(?:ly)?\b|\bin the event\b"),
    re.compile(
        r"\b(?:[Ff]or|[Oo]f) any (?:possible |potential |perceived |further )?(?:offen[cs]e|upset|distress|hurt|"
        r"harm|disruption|misunderstanding|confusion|delays?|errors?)\b(?! we)"
    ),
    re.compile(
        r"\b(?:to|for) (?:any(?:one|body)?|those|customers|people|guests|fans|readers) (?:of you )?who (?:\w+ "
        r")?(?:felt|feels?|thought|thinks?|found|believes?|considers?|considered|took|were offended|was offended)\b"
    ),
    re.compile(r"\b(?:[Ss]upposing|[Aa]ssuming|[Pp]rovided|[Ii]n cases? where|[Ww]henever|[Ss]o far as|[Uu]nless)\b"),
    re.compile(r"\b[Ww]here (?!we\b)[\w' ]{2,40}?\b(?:not|fell|short|fail\w*|less|feels?|felt)\b"),
]
MAYBE_HURT = re.compile(
    r"\b(?:may|might|could) (?:well )?have (?:been |caused |felt |come across as )?(?:\w+ ){0,2}?(?:hurtful|"
    r"offensive|insensitive|"
    r"offen[cs]e|upset|offended|misleading|insulting|distress|inconvenience)\b"
)
CONDITION_ALONE = re.compile(
    rf"\b[Ii]f (?:{ANYBODY}) (?:was|were|is|are|has been|have been|had been|felt|feels?|got|took) (?:\w+ "
    rf")?(?:affected|offended|hurt|harmed|upset|inconvenienced|impacted|disappointed|misled|confused|concerned|"
    rf"troubled|insulted|let down|put out|offen[cs]e)\b"
)

READER = r"(?:(?!we\b|I\b|our own\b)[\w'’.-]+ ){0,6}?(?!we\b|I\b)[\w'’.-]+"
FELT = words(
    "feel feels felt feeling upset offended disappointed disappointing unhappy angry annoyed frustrated frustrating "
    "insulted "
    "insulting dissatisfied displeased perceive[ds]? perceiving believe[ds]? thinks? thought considers? considered "
    "sees?_(?:it|this|things|us) saw_(?:it|this|things|us) find_(?:it|this|us)_\\w+ "
    "found_(?:\\w+_){0,4}(?:un\\w+|cold|rude|hard|lacking|offensive|confusing|hurtful|disappointing|difficult|"
    "inadequate|poor|slow) "
    "(?:took|taken|take|takes)_(?:it|this|that|the_\\w+|offen[cs]e)_?(?:\\w+)? taken_(?:aback|badly|personally|amiss) "
    "not_satisfied were_left_feeling (?:bad|poor|negative|unpleasant)_experience not_happy misunderstood "
    "misread_(?:us|our|as) "
    "misinterpreted interpreted troubled concerned worried irritated hurt_by received_(?:as|so|with|badly|poorly) "
    "was_received were_received been_received "
    "(?:came|come|comes)_across remains?_(?:\\w+_)?(?:dissatisfied|unhappy|unconvinced|disappointed) "
    "lost_(?:confidence|faith|trust)_in stressful unpleasant painful difficult_for badly appeal hurting hurtful "
    "unwelcome welcome worried shock upsetting small unheard ignored "
    "let_down left_out unvalued misled uncomfortable unsettled alarmed distressed saddened outraged dismayed shaken "
    "viewed seen_(?:as|by) regarded_as construed understood_(?:in|as|that|differently|otherwise) experienced_(?:it|"
    "this|us|our) "
    "come_to_this hoped_for wished_for expected_(?:from|of) live_up lived_up meet_your_expectations fell_short_of_your "
    "this_view this_conclusion that_conclusion wrong_way bad_impression wrong_impression taken_as took_offen[cs]e"
    "land_with landed_with bad_taste sour_taste rubbed_(?:\\w+_){1,3}wrong expected_(?:more|better)_of_us lived_up"
)
FEELINGS = [
    expression(
        r"^ ?(?:that |if )?(?:my|our|the|this|that|these|those) (?:[\w-]+ ){0,3}?(?:(?:has|have|had|was|were|is|"
        r"are) )?(?:been )?"
        r"(?:offended|upset|hurt|angered|worried|shocked|disappointed|insulted|alarmed|viewed|seen|understood|taken|"
        r"perceived|"
        r"received|read|interpreted|felt|heard|experienced|described|regarded|construed|caused (?:\w+ "
        r"){0,2}?(?:offen[cs]e|upset|anger|"
        r"distress|hurt|worry|concern|disappointment)|been met with|(?:do|does|did)(?:n't| not) (?:please|suit|"
        r"satisfy|convince|appeal)|(?:makes?|made) (?:\w+ ){1,3}?(?:uncomfortable|unhappy|angry|sad|uneasy|upset|"
        r"anxious)|(?:not )?(?:been )?to (?:\w+ )?(?:everyone's|everybody's|your) (?:taste|liking)|left (?:\w+ "
        r"){1,3}?(?:worried|upset|feeling|disappointed|confused|angry)|came "
        r"(?:across|as a (?:shock|surprise))|did(?:n't| not) (?:live up|meet|match))\b"
    ),
    expression(
        r"^ ?(?:that )?(?:people|some|others|many|readers|viewers|fans|members|customers|guests|parents|anyone|"
        r"anybody|everybody|you|he|she|they)(?: of \w+(?: \w+)?)? "
        r"(?:\w+ ){0,2}?(?:(?:aren't|are not|isn't|is not|wasn't|were not|weren't) (?:\w+ )?(?:satisfied|happy|"
        r"convinced|pleased|content)|sees? (?:me|us|it|this|things)|didn't (?:like|enjoy|care)|did not (?:like|"
        r"enjoy|care)|dislike\w*|felt|got (?:upset|angry|hurt)|took|take|taken|found|find|saw|see|read|heard|think|"
        r"thought|feel|felt|believe|believed|interpreted|"
        r"understood|perceived|were left with|didn't feel|did not feel|are hurting|were hurt|are not happy|are "
        r"unhappy|had to experience)\b"
    ),
    expression(
        r"^(?: to hear)? ?(?:for|about) (?:the |any |your |all the )?(?:dismay|resentment|outrage|unease|sadness|"
        r"bitterness|anxiety (?!(?:that |which )?(?:our|we))|anger|frustration|disappointment|upset|worry|distress|"
        r"concern|hurt|offen[cs]e|"
        r"irritation|disquiet) (?:\w+ ){0,3}?(?:caused|feel|feeling|felt|among|in)\b"
    ),
    expression(
        rf"^(?: ?,)? ?(?:if |that |to (?:hear|see|learn|know|those|any\w*) (?:that |who )?|for those who "
        rf")?(?:.{{0,30}}?\b)?{READER}\b(?:[ \w',-]{{0,40}}?)\b{{FELT}}"
    ),
    expression(
        r"^ ?(?:for|about) (?:the|your|their|any|all the|all) (?:\w+ ){0,3}?(?:frustrations?|disappointment|"
        r"annoyance|impression|anger|upset|hurt feelings|feelings|distress|dissatisfaction|offen[cs]e|irritation|"
        r"(?:bad|poor|"
        r"negative) experience)\b"
    ),
    expression(r"^ ?to (?:hear|learn|read|see) (?:that )?(?:you|your|people|some|customers|members)\b"),
    expression(r"^ ?(?:for )?the (?:\w+ )?impression (?:that )?(?!we\b)\w+"),
    expression(
        r"^ ?(?:for )?(?:the|any|all the) (?:\w+ ){0,2}?(?:anger|upset|offen[cs]e|disappointment|hurt|frustration|"
        r"distress|unease|worry) (?:that )?(?:our|this|it|the|my)\b"
    ),
]

FEELINGS_BEFORE = expression(
    r"\b(?:(?:it )?(?:saddens|pains|grieves|hurts|troubles) (?:us|me)|a (?:shame|pity)|unfortunate|regrettable) "
    r"(?:to (?:hear|learn|see) )?"
    r"(?:that |if )?(?:you|people|some|our (?:customers|members|guests|fans))\b"
)

CONNECTIVES = (
    r"(?:but|however(?=,)|although|though|yet|nevertheless|nonetheless|still|that said|that being said|even though|"
    r"even "
    r"so|having said that|albeit|at the same time|then again|mind you|all the same)"
)
EXCUSE_INSIDE = [
    expression(
        rf"[,;:–—-] ?(?:and )?{CONNECTIVES},? (?!not\b|a\b|please (?!understand|remember|note|bear|consider|be )|"
        rf"also\b|only\b|above all|most of all|especially)(.+)$"
    ),
    expression(
        r" (?:but|however) ((?:the|this|that|these|it|there|you|your|our|we|I|please|as|in|most|some|nobody|no|only|"
        r"such|they|everyone|many|customers?|accidents)\b.+)$"
    ),
]
EXCUSE_WITH = expression(
    r"[,;:–—-] ?(?:and )?(?:in fairness|to be fair|except that|in our defen[cs]e|on the other hand|it (?:must|"
    r"should) be "
    r"(?:said|noted|remembered)),? ?(.+)$"
)
EXCUSE_BEFORE = expression(
    r"^(?:(?:while|although|though|even (?:though|if)|much as|as much as) (?:we|I)|despite our|for all "
    r"our)\b[^,]*\b(?:sorry|apologi[sz]e|"
    r"regret)\b[^,]*, ?(.+)$"
)
EXCUSE_AFTER = expression(
    r"^(?:But|However,|Nevertheless,?|Nonetheless,?|That said,|That being said,|Still,|Yet|Having said that,|Even so,|"
    r"At the same time,|In fairness,|To be fair,|On the other hand,|In our defen[cs]e,) (.+)$|^(It (?:must|should) be "
    r"(?:said|noted|remembered)\b.+)$"
)
OWN_CLAUSE = expression(
    r"^(?:we|I|that|this|it|and|which) (?:\w+ )?(?:knew|had not|hadn't|did not|didn't|could have|failed|ignored|"
    r"was (?:our (?:own )?(?:fault|mistake|error|job|duty|responsibility|decision|doing|choice|failure)|not enough|"
    r"luck|no (?:excuse|apology))|is (?:no|not) (?:an? )?(?:excuse|enough|apology)|know|owe|will|"
    r"are going|cannot undo|must do|have to do|can do better|want to)\b|^(?:we|I) (?:should|never|had promised|had "
    r"said|had told|promised)\b"
    r"|^(?:all|every|your|the|you|they|it|refunds?|everyone|everybody)\b.{0,40}\b(?:will|have|has|is|are) (?:\w+ "
    r")?(?:be|been|being|get|receive|now|already) ?(?:\w+ )?(?:refund\w*|replac\w+|paid|repaid|compensat\w+|"
    r"restor\w+|return\w+|fix\w+|repair\w+|back)\b"
    r"|^(?:we|I) have (?:now |since |already |all )?(?:paid|refunded|returned|restored|repaid|mended|fixed|written|"
    r"given)\b"
    r"|^(?:saying )?sorry is not|^an apology\b|^regretting\b|^words\b|^did not\b|^was not\b|^were not\b"
    r"|^you (?:owe us|deserve|were right|had every)"
    r"|^(?:your|the|all|every) (?:\w+ ){1,3}?(?:(?:will|is|are|remains?) (?:\w+ )?(?:valid|open|safe|available|"
    r"running|unaffected|working|on "
    r"(?:its|their) way|with you|sent|extended|kept)|remains?\b)"
    r"|^(?:we|I) (?:have|were|are) (?:now |since |already |all |also |been )?(?:managed|able|recovered|repaired|"
    r"replaced|reopened|found|"
    r"started|begun|recalled|removed|extended|added|sent|changed|stopped|learned)\b"
    r"|^(?:we|I) (?:do|did|can|could|would) not (?:expect|ask|want|hope|deserve|excuse|undo|blame|seek)\b|^(?:we|I) "
    r"(?:are|am) not asking\b"
    r"|^(?:saying|admitting|telling)\b.*\b(?:late|little|enough)\b|^(?:too|far too) (?:late|little)\b|^sorry "
    r"(?:does|will|can)\b"
    r"|^there (?:are|is) now\b|^you (?:are|were) (?:right|free|entitled)\b|\btwice as many\b"
    r"|^above all\b|^most of all\b|^(?:no|not an?) excuse\b|^(?:that|this) is no\b|^(?:we|I) (?:know|understand) "
    r"(?:you|that)\b"
    r"|^(?:please )?(?:write|call|ask|tell|come) \b.{0,40}\b(?:refund|money|help|us)\b"
)

AGENTLESS_NOUN = words(
    "mistakes? errors? faults? oversights? failures? failings? missteps? lapses? slips? misjudge?ments? wrongs? "
    "mix-ups? omissions? blunders? missteps? wrong_\\w+ bad_\\w+ poor_\\w+ incorrect_\\w+ balls?"
)
HARMFUL_PARTICIPLES = words(
    "mis(?!sed_out)\\w+(?:ed|en|id|aid|ead|ken|t) disregarded dismissed bypassed skipped omitted withheld concealed "
    "hidden "
    "forgotten mislaid given_away thrown_away thrown_out left_(?:on|off|out|open|behind|unlocked|unattended) "
    "disconnected overwritten overcharged overbilled overbooked oversold underpaid underestimated undercharged "
    "unpaid rejected denied refused "
    "contaminated spoiled ruined spilled  poisoned evicted cut lost wasted falsified altered "
    "tampered "
    "revealed shared_(?:\\w+_){0,3}without published_(?:\\w+_){0,3}without stored_(?:\\w+_){0,3}without "
    "sent_(?:\\w+_){0,3}without "
    "deployed_(?:\\w+_){0,3}without released_(?:\\w+_){0,3}without carried_out_(?:\\w+_){0,3}without (?:done|made|"
    "taken)_without "
    "sent_out_twice duplicated delayed postponed cancelled failed flouted"
)
AGENTLESS_LATE = [
    expression(r"\b(?:was|were|been|being|got) (?:\w+ly |also |simply |then |just )?{HARMFUL_PARTICIPLES}(?!\w)"),
    expression(
        r"\b(?:wrong|incorrect|inaccurate|unacceptable|inappropriate|false|outdated|faulty|unsafe|offensive|"
        r"misleading) [\w-]+(?: [\w-]+)? "
        r"(?:was|were|has been|have been|had been) \w+"
    ),
    expression(
        r"\b{AGENTLESS_NOUN} (?:were|was|have been|has been) (?:found|discovered|detected|identified|noticed)\b|"
        r"\ban? (?:old|outdated|earlier|incomplete|expired) [\w -]{2,30} (?:was|were) (?:used|sent|shown|printed|"
        r"published)\b"
    ),
    expression(
        r"\bmistakes (?:do )?happen\b|\b(?:errors?|mistakes?|faults?|inaccuracies|bugs?) (?:have |had )?(?:crept|"
        r"slipped|sneaked|found (?:its|their) way)\b|\bit is (?:regretted|regrettable|unfortunate) that\b.*"
        r"\b(?:was|were)\b"
    ),
    expression(
        r"\bit (?:was|has been|had been) (?:wrongly |mistakenly )?(?:decided|felt|thought|assumed|agreed|believed|"
        r"found|discovered|"
        r"determined|established) (?:to|that)\b"
    ),
    expression(
        r"\b(?:an?|the|some|several|various|certain|there were|there was)(?: \w+){0,3}? (?:failures?|lapses?|"
        r"mis\w+s?|shortcomings?|"
        r"breakdowns?|errors?|oversights?|deficienc(?:y|ies)|irregularities|gaps?|weaknesses|failings?) (?:occurred|"
        r"happened|took place|"
        r"arose|emerged|existed|came about|in (?:the|our|its)|of (?:communication|judge?ment|process|oversight))\b"
    ),
    expression(
        r"\b(?:things?|matters|the situation|events|it all|the discussion|the joke) (?:\w+ )?(?:got out of (?:hand|"
        r"control)|went (?:wrong|too far|awry|sideways)|"
        r"spiral\w+|escalated|fell through|slipped)\b|\bfell through the cracks\b|\bslipped through\b"
    ),
]
GOOD_PASSIVE = expression(
    r"\b(?:was|were|been|are|is|being) (?:\w+ly |now |again |all |since |then )?(?:found|corrected|repaired|"
    r"restored|returned|refunded|rewritten|opened "
    r"again|reopened|invited|visited|built|held|published on|informed|paid|replaced|recalled|rescued|treated|"
    r"thanked|updated|improved|fixed|"
    r"reviewed by|checked by|closed by|written by|cleaned|inspected|tested|answered|counted|reimbursed|"
    r"compensated)\b(?! (?:to|at|with|for|into|in) the wrong)"
)
AGENTLESS = [
    expression(
        r"\b{AGENTLESS_NOUN} (?:were|was|have been|has been|had been|got) (?:\w+ )?(?:made|taken|committed|"
        r"dropped|done|given|applied|sent|used|issued|charged|chosen|shipped|installed|entered|billed|delivered|"
        r"published|introduced)\b"
    ),
    expression(
        r"\b(?:an? )?(?:\w+ ){0,2}?(?:errors?|mistakes?|faults?|oversights?|failures?|lapses?|mix-ups?|breakdowns?|"
        r"misunderstandings?|issues?|problems?|slip-ups?|missteps?) (?:has |have |had )?(?:\w+ly )?(?:occurred|"
        r"happened|took place|taken place|arose|arisen|crept in|emerged|slipped (?:in|through))\b"
    ),
    expression(
        r"\b(?:something|things?|some things?|everything|matters) (?:has |have |had )?(?:went|gone|did not go|didn't "
        r"go)\b"
    ),
    expression(
        r"\bthere (?:was|were|has been|have been|had been) (?:an?|some|several|certain|clear|serious|many|the)? "
        r"?(?:\w+ ){0,2}?(?:failures?|failings?|shortcomings?|mistakes?|errors?|oversights?|lapses?|breakdowns?|"
        r"deficienc(?:y|ies)|misunderstandings?|miscommunications?|mix-ups?|delays?|wrongdoing)\b"
    ),
    expression(
        r"\b(?:wrong|incorrect|inappropriate|faulty|inaccurate|bad|poor) (?:[\w-]+ ){1,3}?(?:was|were|has been|have "
        r"been|had been) \w+(?:ed|en|de|nt|ld|id)\b"
    ),
    expression(
        r"\b(?:was|were|has|have|had)(?: not|n't| never)(?: yet)?(?: been)? (?:\w+ly )?(?!hurt\b|injured|affected|"
        r"harmed|lost\b|"
        r"damaged|compromised|accessed|stolen|taken\b|exposed|charged|deleted|been\b|able)\w+(?:ed|en|ept|ade|old|"
        r"ent|one|ead|un|out|aid)\b"
    ),
    expression(
        r"\bwrong (?:\w+ ){1,3}?(?:was|were|been) \w+\b|\b(?:a|the) (?:decision|choice|call|step|assumption)s? "
        r"(?:was|were|had been) "
        r"(?:taken|made)\b.*\bwrong\b"
    ),
    expression(
        r"^(?:an?|the|this|one) (?:[\w-]+ ){0,3}?(?:oversight|error|mistake|lapse|slip|miscalculation|"
        r"misconfiguration|mix-up|"
        r"miscommunication) (?:led|meant|caused|resulted|allowed|in)\b"
    ),
    expression(
        r"\b(?:standards|checks|controls|procedures|safeguards|communication|quality) (?:slipped|fell|failed|lapsed|"
        r"broke)\b"
    ),
    expression(r"\bshould(?: not|n't)? (?:\w+ )?have been \w+"),
    expression(
        r"\b(?:was|were|been) (?:left (?:\w+ly )?(?:accessible|exposed|unprotected|unsecured|unanswered|visible|"
        r"public|running)|introduced\b|"
        r"(?:stored|kept|sent|saved) (?:\w+ ){0,3}?in (?:plain|clear) ?text)"
    ),
    expression(
        r"\b(?:was|were|been|got) (?:\w+ )?(?:left (?:off|out|open|on|unlocked|unattended|behind|in|unsecured|"
        r"switched)|oversold|overbooked|mislaid|misprinted|mislabelled|misread|underpaid|overpaid|mixed up|swapped)\b"
    ),
]
CANONICAL_AGENTLESS = 4
"""The first so many patterns name a fault that has no doer; no sentence beside them can lend them one."""
MENDED = expression(
    r"\b(?:replaced|refunded|returned|repaired|restored|compensated|reimbursed|corrected|recalled|free of charge)\b"
)
NO_DOER = expression(
    r"\b(?:it (?:has )?(?:come|came) to (?:our|light)|brought to our|(?:made|became) aware)\b.*?\bthat\b"
)
DOER = expression(
    r"\b(?:we|I|we've|I've)\b|\bby (?:us|me|our|a member|members|the (?:courier|carrier|bank)|(?-i:[A-Z])\w+)\b|"
    r"\bbecause (?:we|I|our|my)\b|\bour "
    r"(?:own )?(?:[\w-]+ ){0,2}?(?:script|team|code|import|job|update|engineers?|staff|mistake|error|fault|"
    r"failure)s?\b"
)
UNHARMED = expression(r"^(?:nobody|no one|no \w+|none)\b")

HAS_NUMBER = expression(
    r"\d|\bwill\b|\b(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|"
    r"forty|fifty|hundred|dozen|three|four|five|six|seven|eight|nine|ten)\b"
)
QUANTITY_SHRINKERS = expression(
    r"\b(?:(?:very |relatively |comparatively |extremely |fairly |only an? )?(?:small|limited|tiny|low|minor|"
    r"negligible|insignificant|minute) (?:number|subset|fraction|proportion|percentage|group|minority|portion|"
    r"share|amount|handful|set)\b(?: of)?"
    r"|an? (?:mere )?handful of(?! us\b)"
    r"|(?:only|just|merely|but) (?:a )?(?:few|some|handful|very few|certain|isolated|one or two)\b"
    r"|(?:tiny|small|limited|minor|negligible|insignificant) (?:part|corner|section|area|sample|circle)s? of|a "
    r"couple of (?:[a-z]+ )?"
    r"(?:customers|users|members|people|guests|orders|accounts|parcels|letters|cases|bags|homes|flats|seats|bottles|"
    r"tenants)|"
    r"very little\b(?! for)|hardly any|precious few|(?:mostly|largely|practically|almost) (?:nobody|none|no one|"
    r"nothing)|a few (?:people|customers?|members?|users?|orders?|parcels?|cases?|accounts?|homes?|households?|"
    r"hubs?|"
    r"devices?|bills?|units?)\b"
    r"|a (?:few|couple of) (?:isolated |single |odd )?(?!days|hours|minutes|weeks|months|years|moments|seconds|of us|"
    r"words|lines|steps)[a-z]+s\b|very few\b|hardly any\w*|scarcely any\w*|almost no ?(?:one|body)|nearly no ?(?:one|"
    r"body)"
    r"|(?:vast|overwhelming|great|large) majority\b|most (?:of you|customers|users|members|people) (?:were "
    r"(?:not|un)|noticed nothing|did not notice|will not have|saw no)"
    r"|a certain number|an? unspecified number)"
)
QUALITY_SHRINKERS = expression(
    r"\b(?:(?:short|brief|little) (?:outage|interruption|delay|disruption|wait|pause|absence|turbulence|gap|"
    r"downtime)|little (?:more|other|else) than|modest (?:number|amount|share|part)|harmless|isolated \w+|noticed "
    r"nothing|only an? (?!few|handful)\w+(?=[.!]|$)|no (?:cause|reason|need) (?:for|to) (?:alarm|worry|panic|"
    r"concern)|"
    r"(?:was|were|is|are) (?:very |really |quite |rather |relatively |truly |so )?(?:tiny|small|slight|brief|short|"
    r"limited|modest|marginal|cosmetic|superficial)\b|purely \w+|nearly all .{0,30}\bun\w+ed|"
    r"marginal\w*|superficial\w*|mere\b|storm in a (?:tea ?cup|glass)|one-off|teething|typing error|formality|"
    r"trifle|triviality|no big deal|nothing (?:serious|dramatic|to worry)|"
    r"(?:a|some) (?:little|bit of) (?:\w+ )?(?:confusion|trouble|delay|noise|misunderstanding|mishap|error|slip|"
    r"inconvenience|difficulty)|"
    r"(?:small|little|tiny|mere|slight|mild|modest|trifling|harmless|simple) (?:\w+ )?(?:slip|error|mistake|mishap|"
    r"misunderstanding|delay|discomfort|disruption|"
    r"interruption|change|inaccuracy|irregularity|deviation|oversight|setback|blemish|technicality|problem|issue|"
    r"matter|confusion|part|bump|typo)|"
    r"(?:simply|merely|just|only) a (?:\w+ )?(?:misunderstanding|formality|slip|typo|mistake|matter|technical\w*)|"
    r"mild(?:ly)?|"
    r"(?:barely|hardly|scarcely) (?:made|any|anything|a|worth|\w+ed)|made (?:little|no) difference|next to "
    r"(?:nobody|nothing|no one|none)|"
    r"will (?:hardly|barely|not) (?:have )?notic\w+|did not notice a thing|no more than an? \w+|no harm (?:was )?done|"
    r"at (?:worst|most),? (?:it was )?an?|(?:for|within|in) (?:only )?a (?:short|brief) (?:while|time|moment|"
    r"period)|for a (?:moment|few (?:minutes|seconds))|"
    r"blown out of proportion|a (?:little )?bit of (?:an? |trouble)|(?:barely|hardly|scarcely) notic\w+|bumpy|"
    r"(?:for the most part|"
    r"mostly|largely),? "
    r"(?:not|un)\w*|not (?:particularly|especially|very|all that) \w+|limited in (?:scope|extent|impact|nature|time)|"
    r"hardly an?|wobble|mishap|mix-up|"
    r"short period|"
    r"short time only|quickly (?:dealt with|resolved|fixed|contained)|teething|some disruption|slightly|"
    r"inconvenien\w+|hassle|nuisance|minor|slight(?:ly)?|small (?:glitch|issue|problem|bug|error|mistake|"
    r"hiccup|delay|incident|mishap|matter|technical)"
    r"|brief(?:ly)? (?:interruption|outage|disruption|delay|period|moment|glitch|unavailab\w+|interrupted|"
    r"affected)|glitch(?:es)?|hiccups?|blips?|hitch(?:es)?|snags?|bump in the road|teething \w+"
    r"|isolated (?:incident|case|event|issue|occurrence)|merely|minimal|negligible|insignificant|trivial|"
    r"intermittent|nothing more than|no more than an?\b|no great importance|little (?:trouble|problem|issue|"
    r"mishap|delay|mix-up|slip)"
    r"|(?:just|simply|only) (?:an?|one|some) (?:\w+ ){0,2}?(?:error|glitch|bug|hiccup|delay|issue|problem|slip|"
    r"mistake|misunderstanding|display|cosmetic)|momentary|short-lived|cosmetic|not (?:a )?(?:serious|major|"
    r"significant|big deal|that bad)|unfortunate (?:situation|event|circumstance)s?)\b"
)
NOT_SHRINKING = expression(
    r"\b(?:(?:called|described|dismissed|brushed off|spoke of|played down) (?:it|this|that|them|your|the)\b|\ba "
    r"minor,|(?:read|took|saw|counted|regarded|treated|thought of) (?:it|that|this|them) as|"
    r"hardly an? (?:day|page|week|night)|(?:told|assured|promised) (?:her|him|you|them|people|everyone|"
    r"parents) |the short (?:answer|version)|^only we|terrible|nothing (?:\w+ ){1,3}(?:was|is) (?:minor|small)|no "
    r"\w+ of \w+ \w+ is|slightly "
    r"ashamed|which was (?:heartless|wrong|cruel|a lie)|small (?:claims|group of|girl|boy|child|team|shop|company|"
    r"office|print|mistake with)|"
    r"(?:was|is|were|are) (?:not|no|never|anything but) (?:an? )?(?:isolated|one-off|small|minor|slight|mere|trifle|"
    r"accident|slip|inconvenience)|"
    r"we (?:own|run|have|keep|employ|are) (?:only )?(?:a|an) (?:\w+ )?(?:handful|few|small|couple|little)|not a few|"
    r"to call (?:this|it|that)|(?<!nothing )(?<!no )more than|not (?:just|only|merely|simply|minor|a (?:minor|"
    r"small|"
    r"slight))|not an? (?:mere "
    r")?(?:inconvenience|glitch|hiccup|minor)|no (?:mere|small|minor)|anything but|far from|nothing (?:minor|"
    r"small|slight) about)\b"
    r"|\b(?:we|I) (?:\w+ )?(?:called|spoke of|described|wrote|said|treated|dismissed|played|thought|believed|"
    r"told)\b.*\b(?:wrong|not true|untrue|mistake|dishonest|should|was no|it was not)\b"
)

SELF_PRAISE = expression(
    r"\b(?:proud (?:of|to|that)|pride ourselves|pride in|take (?:\w+ ){1,6}?(?:very|extremely|so|incredibly|"
    r"more)? ?seriously|always (?:\w+ )?(?:put|placed|been|strived?|striven|worked|valued|cared|tried|acted|"
    r"believed|aimed|made|delivered|prioriti[sz]ed|had your|stood|given)"
    r"|(?:market|industry|world|global|technology)[ -]+(?:leader|leading|class)|leading (?:provider|brand|"
    r"company|supplier|manufacturer|platform|maker)|leaders? in\b|award-winning|world-class|best-in-class|"
    r"first-class|state-of-the-art|second to none|cutting-edge|unrivall?ed|unparalleled|outstanding|exemplary"
    r"|tireless(?:ly)?|heroic(?:ally)?|around the clock|round the clock|day and night|through the night"
    r"|(?:top|highest|number one|utmost|first|overriding|absolute|greatest) (?:priority|priorities|importance|"
    r"concern|standards?)|paramount|of the utmost"
    r"|(?:high|higher|highest|rigorous|exacting|strict) standards?|excellent|exceptional|amazing job|great job|"
    r"fantastic|excellence|passionate|known for (?:our|its|the)|reputation for|track record|strong record|proven "
    r"record|means? (?:everything|the world|a lot|so much) to us"
    r"|at the heart of|in our DNA|in our blood|above and beyond|invested (?:millions|heavily|significantly|\w+ "
    r"million|billions)|long history of|most trusted|trusted (?:by|brand|partner)|(?:swiftly|quickly|immediately|"
    r"promptly|rapidly|decisively) and \w+ly|reacted (?:immediately|quickly|swiftly|promptly)|acted "
    r"(?:immediately|quickly|swiftly|promptly)|respond(?:ed)? (?:immediately|swiftly)"
    r"|nobody cares more|no one cares more|cares? deeply|deeply committed|(?:fully|strongly|firmly|wholly) "
    r"committed|committed to (?:\w+ ){0,4}?(?:excellence|quality|privacy|security|safety|customers?|service|"
    r"transparency|highest)|our commitment to|dedicated (?:team|professionals|staff|to providing)|loved by|"
    r"millions of (?:happy|satisfied)|happy customers|one of the (?:best|safest|most)|the (?:best|safest|most "
    r"reliable) \w+ (?:in|on)|how quickly (?:our|we))\b"
)
STRONG_PRAISE = [
    expression(
        r"\b(?:nobody|no one|no other|none|few|hardly anyone)\b[^.;]*\b(?:than (?:we|us|ours)|as (?:well as |much "
        r"as |hard as )?(?:we|us)|like (?:we|us)|the way we)\b|"
        r"\b(?:we|our \w+)\b[^.;]*\b(?:more|better|safer|faster|harder|further|longer) (?:[\w ]{0,30})?than (?:any|"
        r"anybody|anyone|most|all|others?|our (?:rivals|competitors))\b|"
        r"\b(?:took|taken|takes?|taking) (?:\w+ and )?(?:immediate|swift|prompt|decisive|quick|rapid|firm)\b|"
        r"\b(?:fairness|honesty|safety|quality|integrity|transparency|respect|trust|kindness|excellence) (?:is|are|"
        r"has (?:always )?been) "
        r"(?:\w+ )?(?:our|what we|who we)\b"
    ),
    expression(
        r"\bnothing (?:is|matters|means|comes) (?:\w+ )?(?:more|before)\b.*\b(?:us|we|our|your)\b|\b(?:nobody|no "
        r"one) (?:\w+ ){0,2}?(?:harder|better|more|faster)\b[^.]*\b(?:we|us|our)\b|\bwe (?:would|have|will) never "
        r"(?:\w+ )?"
        r"(?:compromise|stop (?:working|caring)|rest|sacrifice)\b|\bwe (?:do|did|give|gave|offer|go) (?:far |much "
        r")?(?:more|everything|all|our (?:very )?(?:best|utmost|all))\b(?! (?:that )?(?:wrong|we could to hide))"
    ),
    expression(
        r"\b(?:given|gave|devoted|dedicated|spent) (?:my|our) (?:\w+ ){0,2}?(?:life|lives|career|heart|best years|"
        r"working life)\b|\b(?:everyone|everybody|anyone|anybody|those|people) who (?:\w+ )?(?:knows?|knew|met|"
        r"works?|worked) "
        r"(?:with |for )?(?:us|me)\b|\bhow (?:much|deeply|seriously|passionately) (?:we|I) (?:care|take|love|"
        r"value)\b|\b(?:I|we) (?:am|are) (?:an? |the )?(?:[\w-]+ )?(?:and )?(?:caring|honest|decent|good|kind|"
        r"loving|honourable|"
        r"family|responsible|ethical|transparent|proud)(?: and [\w-]+)? (?:person|man|woman|people|company|business|"
        r"firm|brand|employer|team|club)\b|\b(?:company|business|firm|brand|club|team|bank|airline) (?:with a|that) "
        r"(?:\w+ )?(?:heart|soul|conscience|cares?|listens?|puts)\b"
    ),
    expression(
        r"\b(?:we|our \w+) (?:have|has|'ve) (?:been \w+ing|served|looked after|kept|flown|delivered|built|made|"
        r"protected) [^.;]{0,40}?(?:safely|reliably|faithfully|proudly|happily|with care|for (?:over |more than |"
        r"almost |nearly )?"
        r"[\w-]+ (?:years|decades|generations))\b|\b(?:very )?highest (?:goals|aims|ideals|expectations|demands|"
        r"level)\b|\b(?:lead|leads|leading|led) the (?:\w+ )?(?:industry|market|field|way|world|sector|league)\b|"
        r"\b(?:happy|satisfied|delighted|contented|loyal) (?:guests|customers|clients|families|users|patients|"
        r"passengers|viewers)\b|\bhumanly possible\b|\bruns? through (?:everything|all)\b|\b(?:angels|heroes|"
        r"legends|stars)\b|"
        r"\bour (?:firm|company|brand|name|club|bank|airline|school|hospital) (?:stands|has always|is synonymous|"
        r"means|lives)\b|\bunlike (?:many|most|other)\b|\bfirst in (?:our|the) (?:field|industry)\b|\bin (?:our|"
        r"the) (?:top|best) "
        r"(?:ten|hundred|five)\b|\bproof of (?:our|how)\b|\b(?:won|win|winning|received|awarded) (?:\w+ "
        r"){0,3}(?:prizes?|awards?|medals?|stars)\b|\bvoted (?:\w+ )+of the year\b|\bat the (?:centre|center|core|"
        r"forefront) of\b|"
        r"\b(?:famous|celebrated|known|loved|admired|respected) (?:for|by|throughout|all over)\b|\b(?:children|"
        r"people|customers|families|guests|players|everybody|everyone) loves? (?:our|us)\b|\bno other \w+ (?:\w+ "
        r")+as (?:much|well|many|hard)\b|"
        r"\b(?:we|our \w+) (?:work|works|worked) (?:so |very |incredibly |extremely )?hard\b|\b(?:show|showed|shown|"
        r"displayed) (?:\w+ )?(?:courage|dedication|professionalism|commitment|heroism|compassion)\b|\bmost "
        r"respected\b"
    ),
]
OUR_PRAISE = [
    expression(
        r"\b(?:few|no|hardly any|not many) (?:other )?(?:companies|brands|firms|airlines|hotels|teams|banks|shops|"
        r"studios|people|providers) "
        r"(?:\w+ ){0,4}?(?:as much|as well|like|more|better|so much|that much)\b"
    ),
    expression(
        r"\b(?:we|I) (?:\w+ ){0,2}?(?:love|adore|cherish|care (?:deeply|about|for)|would never|spare no|spared no|"
        r"leave nothing|go (?:out of our way|to great|the extra)|"
        r"went (?:out of our way|to great|the extra)|do everything|did everything|do all|pride|excel|"
        r"outperform)\b(?! (?:the|his|her|their) (?:injured|wounded|dying))"
    ),
    expression(
        r"\b(?:can|could|may) (?:always |safely )?(?:rely|depend|count) on us\b|\bbyword\b|\bnothing (?:is|matters|"
        r"means) more\b|\bour (?:first|top|main|only|"
        r"greatest|chief) (?:concern|priority|thought|aim|goal)\b|\b(?:first|top) (?:concern|priority)\b|\bgreat "
        r"pride\b|\b(?:great|extraordinary) lengths\b|"
        r"\bfor (?:over |more than |nearly |almost )?(?:\w+|\d+) years,? (?:now )?(?:we|our|the name)\b|\bhumbled "
        r"to be\b|\bthanks to (?:our|the) (?:\w+ )?(?:quick|"
        r"swift|prompt|fast|skill|hard|brave|calm|expert|professional\w*|team|crews?|staff)\b|\bworse was "
        r"(?:prevented|avoided)\b|\bmore awards\b|"
        r"\b(?:continue|continues|continued) to be (?:rated|ranked|the|one)\b|\b(?:set|sets) the standard\b|\bours "
        r"is the\b|\bleading (?:\w+ )?(?:provider|name|brand|maker|airline)\b|"
        r"\bhonou?red to (?:be|have)\b|\bstate of the art\b"
    ),
]
MORE_PRAISE = expression(
    r"\b(?:quality first|(?:nobody|no one|no other|few) (?:[\w']+ ){0,4}?(?:more|better|harder|the way we|like we|as "
    r"(?:much|hard|well) as)|"
    r"always (?:\w+ )?(?:treated|listened|acted|led|kept|stood|taken|held|sought|believed)|passion for|passionate|"
    r"rigorous|robust|"
    r"prouder|proudly|beacon|gold standard|pioneer\w*|renowned|beloved|cherished|have (?:long )?trusted us (?:to|for|"
    r"with)|world's (?:best|leading|most)|"
    r"(?:second|next) to none|unmatched|unwavering|dedication|dedicated|relentless(?:ly)?|worked (?:so |incredibly |"
    r"very |extremely )?hard|"
    r"no effort|every effort|exceptional|incredible (?:team|job|work|people)|best (?:people|team|in the|in class)|"
    r"great (?:team|people)|"
    r"(?:happiest|satisfied) customers|award-winning|(?:won|winning|win) (?:\w+ ){0,3}?awards?|proud (?:history|"
    r"tradition|record)|devoted (?:my|our) (?:\w+ )?(?:life|lives|career)|few (?:\w+ ){1,3}?(?:would|could|can) "
    r"(?:have been |be )?as\b|(?:long|fine|strong|excellent|enviable) (?:tradition|reputation|"
    r"record)|number (?:one|1)\b|"
    r"commitment to (?:\w+ )?(?:excellence|quality|safety|customers?|transparency|service|privacy|integrity)|rose to "
    r"the (?:challenge|occasion)|"
    r"spring(?:ing)? into action|sprang into action|(?:rapid|swift|prompt|fast|quick)(?: and \w+)? (?:response|"
    r"action|reaction)|"
    r"lightning speed|record time|within minutes)\b"
)
NOT_LIKE_US = expression(
    r"\b(?:not|n't) (?:reflect|represent|define) (?:who|what|the (?:\w+ ){0,2}?(?:care|work|people|service|values|"
    r"standards?|quality))\b|\bnot who we are\b|\bout of character\b|\bone lapse\b"
)
OTHERS_DID_WELL = expression(
    r"\b(?:fire crew|crew|others?|doctor|other \w+|customer|member|reader|firefighter|volunteer|researcher|"
    r"neighbour|passenger|nurse|police|(?:fire "
    r")?brigade|fire service|emergency service|rescuer|student|user|"
    r"parent|journalist|paramedic)s?\b.*\b(?:"
    r"found|did|were|was|took in|told|noticed|reported|spotted|helped|saved|by)\b"
    r"|\b(?:work|job|effort)s? (?:by|of|from) the (?:fire|police|emergency|rescue|ambulance)\b"
)
NOT_PRAISE = expression(
    r"\b(?:will have|can be|could be|not|n't|never|hardly|nothing|should|used to|instead of|rather than|(?:we|I) "
    r"thought|need to|from "
    r"now on|failed|fell short|did not act|ought|must|were wrong|was wrong|too (?:slowly|late)|want to become|"
    r"betrayed|broke|careless|complacent|blind|arrogan\w+|once (?:were|was|called)|deserve[ds]? better|hollow|empty "
    r"words)\b"
)

OTHERS = words(
    "providers? suppliers? carriers? couriers? vendors? contractors? subcontractors? (?:business_|service_|delivery_|"
    "logistics_|payment_|technology_|trading_)?partners? "
    "manufacturers? installers? banks? operators? third[_-]part(?:y|ies) hackers? attackers? criminals? thieves "
    "vandals? cheaters? fraudsters? scammers? burglars? "
    "trolls? bots activists protesters strikers? unions? (?:employee|intern|trainee|worker|staff_member|nurse|driver|"
    "pilot|developer|engineer|clerk|cashier|technician|manager|volunteer|temp|guard|chef|doctor|freelancer|"
    "apprentice)s?_?(?:on_duty)? "
    "individuals? (?:previous|former)_(?:management|owners?|team|board|administration) regulators? government "
    "authorities council police media press newspapers? journalists? reporters? "
    "weather storms? snow rain rainfall wind floods? heatwave lightning demand pandemic traffic congestion "
    "post_office postal_service air_traffic_control (?:exam|water|energy|health)_(?:board|company) "
    "agency agencies wholesaler landlords? competitors? airlines? airports? network_operator consultants? "
    "warehouse_company developer_of_\\w+ farms? growers? factory laboratory lab maker "
    "farmers? lorry_firm software_house cloud_provider isp insurers? customs royal_mail distributors? retailers? "
    "printers? auditors? lawyers? algorithm"
)
THIRD_PARTY = (
    rf"(?:\b(?:a|an|the|our|one of our|some|certain|its|their|your|external|third|outside|sophisticated|"
    rf"unprecedented|unusual|rogue|record) (?:[\w'-]+ ){{0,4}}?)?\b{OTHERS}(?:'s?|’s?)?(?!\w)"
)
MISCHIEF = words(
    "failed lost ignor\\w+ overwhelm\\w+ neglect\\w* attack\\w* misconfigur\\w+ misled deceiv\\w+ lied exaggerat\\w+ "
    "broke caused stole copied damag\\w+ delay\\w* dropped sabotag\\w+ misinform\\w+ forgot overlook\\w+ "
    "missed hacked breach\\w* withheld refus\\w+ messed botched mishandl\\w+ misus\\w+ abus\\w+ disrupt\\w+ "
    "exploit\\w* wrong\\w* faulty defective crash\\w* twisted ruined misread misunder\\w+ without_permission "
    "distort\\w+ against_(?:company_)?policy against_(?:our_)?(?:rules|instructions|orders) made_it_(?:easy|"
    "impossible|worse|"
    "hard) cut_ pushed_ error mistake negligence incompetence fault to_blame let_\\w+(?:_\\w+)?_down left_ "
    "contaminated misrepresent\\w+ security_incident suffered_ pressed_the_wrong wip\\w+ not_follow reject\\w+ "
    "expos\\w+ unauthori[sz]ed buckled shortage "
    "did_not didn't never none_of_this carried_out vandali\\w+ tamper\\w* cheat\\w* leak\\w* late bankrupt collapsed "
    "burst flooded knocked mixed_up prevented forced twice processed_ made_(?:\\w+_){1,3}impossible out_of_(?:stock|"
    "order)"
)
CUSTOMERS = (
    r"\b(?:customers?|users?|members?|some of you|people|readers?|tenants?|passengers?|buyers?|clients?|many of you|"
    r"you)\b"
)
FORCES = words(
    "storms? heatwave flood(?:s|ing)? snow(?:fall)? rain(?:fall)? lightning strikes? pandemic earthquake ice wind "
    "cold_snap weather power_cut demand sanctions new_regulations? new_rules "
    "industrial_action traffic terrorism war covid(?:-19)?"
)
AGENT = (
    r"(?:ex-)?"
    r"(?!customers?\b|users?\b|members?\b|passengers?\b|readers?\b|subscribers?\b|orders?\b|numbers?\b|letters?\b|"
    r"errors?\b|computers?\b|servers?\b|power\b|water\b|paper\b|"
    r"other\b|another\b|either\b|neither\b|never\b|ever\b|after\b|over\b|under\b|later\b|summer\b|winter\b|doors?\b|"
    r"floors?\b|corner\b|matters?\b|answers?\b|offers?\b|"
    r"motor\b|sensors?\b|meters?\b|heaters?\b|chargers?\b|tower\b|river\b|number\b|restaurants?\b|plants?\b|"
    r"tenants?\b|rather\b|whether\b|together\b|further\b|however\b|"
    r"indicators?\b|factors?\b|newsletters?\b|parameters?\b|behaviou?r\b|counters?\b|filters?\b|timers?\b|"
    r"rumou?rs\b|quarter\b|december\b|september\b|november\b|october\b|our\b|her\b|per\b|or\b|for\b|their\b|your\b|"
    r"your\b|"
    r"four\b|hour\b|hours\b|were\b|where\b|there\b|here\b|colou?rs?\b|labou?r\b|order\b|border\b|finger\b|lever\b|"
    r"buffer\b|router\b|cover\b|layer\b|owner's\b|users'\b|wants?\b|important\b|constant\b|recent\b|several\b)"
    r"(?:\w+(?:ers?|ors?|ists?|ians?|eers?|men|man|women|woman|keepers?)|compan(?:y|ies)|firms?|council|"
    r"authorit(?:y|ies)|agenc(?:y|ies)|office|department|"
    r"ministry|hospital|school|university|banks?|airline|airport|port|railway|post|police|brigade|court|judge|"
    r"parents?|guests?|tenants|employees?|staff|"
    r"nurses?|thie(?:f|ves)|criminals?|vandals?|activists?|pirates|gangs?|competition|rivals?|opposition|union|"
    r"strike|press|media|bots?|algorithm|"
    r"software|market|industry|regulator|neighbou?rs?|crew|contractor|subcontractor|freelancer|somebody|someone|"
    r"others|children|pupils|students|driver|couriers?|"
    r"partners?|supplier|wholesaler|inspectors?|landlord|temp|clerk|farm|factory|lab|laboratory|agents?|crowds?|"
    r"executives?|directors?|president|minister|predecessors?|chair|parliament|government|congress|senate|city|"
    r"church|"
    r"(?:employ|refer|train|franchis|licens|committ|trust)ees?|architects?|experts?|attack(?:s|ers?)?|hack|store|"
    r"shop|predecessor|insurance|insurer|operator|platform|carrier|post office|utility|electricity|water board|"
    r"developer|builders?|roofers?|plumbers?|electricians?|"
    r"cooks?|chef|caretaker|janitor|doctors?|lawyers?|accountants?|trainer|coach|teacher|headmaster|head|bishop|"
    r"mayor|party|charity|club|league|federation|association|committee|"
    r"digger|machine|virus|gang|chips?|makers?|publisher|too many people)\b(?:'s? (?:[\w-]+ ){0,2}?\w+)?"
)
DID_HARM = words(
    "did_not did_nothing didn't had_not hadn't had_never never could_not refused failed fail forgot neglected "
    "ignored delayed broke broken stole took_(?:the|our|away|months|years|weeks|too) "
    "lost leaked exposed damaged destroyed cut blocked caused twisted distorted misrepresented misled misinformed "
    "lied hid had_hidden hacked attacked breached "
    "flooded burned mixed_up had_mixed mis\\w+(?:ed|ood|ead|aid|ook|t) over\\w+(?:ed|ook|slept|ran) disregarded "
    "violated circumvented bypassed abused exploited vandali[sz]ed sabotaged withdrew "
    "cancelled withheld rejected got_(?:\\w+_){0,3}wrong (?:gave|sent|delivered|supplied|sold|brought|installed|"
    "used|entered|picked|chose|printed|wrote|quoted|told)_(?:\\w+_){0,4}(?:wrong|faulty|"
    "contaminated|bad|false|incorrect|without|late|expired|defective|damaged) without_(?:consulting|asking|telling|"
    "permission|approval|authori[sz]ation|notice|warning|informing) "
    "has_been_experiencing have_been_experiencing experienced suffered kept_(?:\\w+ing) have_been_spreading "
    "has_been_spreading spread were_(?:slow|late|careless|drunk|to_blame|unwilling) was_(?:slow|late|"
    "careless|drunk|to_blame|asleep|negligent) fell_asleep left_(?:the|a|their|his|her|it|open|us) had_left "
    "let_(?:us|everybody|everyone|our)_(?:\\w+_)?down let_us_down walked_out went_(?:bankrupt|on_strike) "
    "acted_(?:alone|against) disobeyed drove_(?:up|into|through) crashed collided dropped spilled targeted "
    "tried_to_(?:buy|log|book|call|use) overwhelmed poisoned contaminated delivered_(?:\\w+_){0,3}late "
    "changed_(?:\\w+_){0,4}without imposed forced made_the_(?:decision|choice|call|mistake|error) broke_into "
    "dug_(?:up|through|into) (?:pushed|pulled|switched|turned)_(?:\\w+_){0,3}(?:off|out|wrong)"
)
NATURE = words(
    "summer winter spring autumn frost darkness earthquake storm weather heat heatwave frost snow ice wind rain "
    "flood lightning drought inflation crisis pandemic virus shortage congestion traffic demand fog hail sun tide "
    "fire market_conditions "
    "supply_chain energy_prices the_economy brexit war strike strikes"
)
OUTWARD = [
    expression(
        rf"^(?:[\w',-]+ ){{0,5}}?{AGENT} (?:who [^,.]{{1,50}} )?(?:had |has |have |also |then |simply |deliberately "
        rf"|suddenly |\w+ly )*{{DID_HARM}}(?!\w)"
    ),
    expression(
        rf"\b(?:down to|due to|because of|owing to|caused by|as a result of|(?:is|are|was|were) (?:a|the) (?:direct "
        rf")?(?:consequence|result|fault|responsibility|outcome|product) of|stem(?:s|med) "
        rf"from|introduced by|made by|left by|brought about by|comes? from|came from|thanks to) (?!us\b|our (?:own|"
        rf"mistake|error|decision|failure|team|staff)|me\b|my\b|(?:an?|the) (?:fault|mistake|error|"
        rf"decision|bug|timer|setting|change) (?:that |which )?(?:we|of ours|in our|on our|by us))(?:an?|the|our|"
        rf"one|some|their|his|her)? ?(?:[\w'-]+ ){{0,4}}?(?:{AGENT}|{{NATURE}}|office|data cent(?:re|er)|third "
        rf"part(?:y|ies)|customs|developer)\b"
    ),
    expression(
        r"^(?:an?|the|this|unexpected|sudden|severe|heavy|recent|extreme|global|unusual|exceptional)? ?(?:[\w-]+ "
        r")?{NATURE}\b[^.;]{0,30}? (?:has |have |had )?(?:\w+ly )?(?!was (?:announced|forecast)|is\b)(?:made|"
        r"tore|drove|"
        r"driven|brought|led|forced|knocked|damaged|caused|delayed|prevented|overwhelmed|flooded|destroyed|cut|hit|"
        r"closed|stopped|pushed|buckled|swept|blew|broke|froze|washed|reduced|slowed)\b"
    ),
    expression(
        r"\b(?:is|are|was|were) (?:entirely |largely |solely |also |partly |chiefly )?to blame\b|\b(?:their|his|"
        r"her) (?:own )?(?:fault|doing|mistake|choice|responsibility)\b"
    ),
    expression(
        r"\b(?:was|were|been|being) (?:\w+ly )?(?:cut|stolen|hacked|broken|damaged|caused|leaked|attacked|"
        r"vandalised|vandalized|smashed|set on fire|blocked|delayed|destroyed|deleted|changed|tampered with|"
        r"compromised|hit|brought down|spread|started|set off|"
        r"triggered|opened|left open|removed|switched off|misled|written|supplied|introduced|overwhelmed|mixed up) "
        r"by (?!us\b|our\b|me\b|my\b|mistake|accident|hand|then|now|noon|midnight|\d)(?:an? |the |some |one of the |"
        r"one )?[\w-]+"
    ),
]
BLAME = [
    expression(
        r"\b(?:result(?:s|ed|ing)? from|caused by|because of|victims? of|due to) (?:an?|the) (?:[\w-]+ "
        r"){0,3}?(?:attack|theft|strike|crime|fraud|sabotage|hoax)\b"
    ),
    expression(
        rf"{THIRD_PARTY} (?:is|are|was|were|remains?) (?:\w+ly )?(?:responsible|to blame|at fault|accountable|liable)\b"
    ),
    expression(r"\b(?:is|was|are|were) (?:\w+ly )?(?:the )?(?:fault|doing|responsibility) of (?!ours|us\b|our\b)\w+"),
    expression(
        r"\b(?:supplied|provided|sent|given|delivered) (?:to us )?by (?!us\b|our (?:own|team|staff))(?:an?|the|our|"
        r"one of our) \w+"
    ),
    expression(
        rf"^(?:(?:an?|the|this|that|unfortunately|recent|sudden|severe|heavy|extreme|unprecedented|record),? "
        rf")*(?:[\w-]+ ){{0,2}}?{FORCES}\b(?: (?:by|of|in|at|on) (?:[\w'-]+ ){{0,4}}?[\w'-]+)? (?!was cold)\w+(?:ed|"
        rf"t|de|w|ft|ke|an)\b"
    ),
    expression(
        r"^had (?!we\b|I\b|our\b|us\b)(?:the |a |an |any )?[\w' -]{2,40}? (?:\w+ed|told|read|kept|done|known|given|"
        r"come|been|not)\b"
    ),
    expression(
        r"\b(?:work|act|actions|fault|doing) of (?:one|a|an) (?:\w+ ){0,2}?(?:person|individual|employee|man|woman|"
        r"contractor|actor|bad apple)\b|\bno longer (?:works|employed|with)\b"
    ),
    expression(
        rf"^(?:[\w'’,-]+ ){{0,6}}?{THIRD_PARTY}\b(?! (?:has|have|had) (?:now |since |already )?(?:returned|paid|"
        rf"agreed|apologi[sz]ed|restored|fixed))[^.;]*?\b{MISCHIEF}"
    ),
    expression(
        r"\b(?:courier|supplier|vendor|contractor|carrier|customer|user|bank|provider|other side|board|school|"
        r"airline|weather|union)s?,? (?:and )?(?:not|rather than) (?:us|we|our\w*|the (?:university|company|bank|"
        r"council|hospital|airline|school))\b|\brather than (?:us|with us)\b"
    ),
    expression(
        r"^(?:the |our |some |many |most |certain )?(?:customers|users|members|people|parents|passengers|patients|"
        r"players|students|readers|tenants|guests) (?:who |had |did |didn't |failed |ignored |forgot |should "
        r")[^.;]*?\b(?:reus\w+|did not|didn't|ignor\w+|forgot|fail\w+|wrong\w*|should have|neglect\w+|against|easy|"
        r"misus\w+|never)\b"
    ),
    expression(
        rf"\b(?:caused by|because of|due to|owing to|fault of|down to|result of|responsibility of|error (?:by|of|at)|"
        rf"failure (?:by|of|at)|mistake (?:by|of|at)|outage at|problem (?:at|with)|blame \w*) (?:\w+ "
        rf"){{0,6}}?{THIRD_PARTY}"
    ),
    expression(
        rf"\b(?:fault|blame|error|responsibility|problem|cause) (?:lies|lay|rests|is|was) (?:\w+ ){{0,2}}?(?:with|at|"
        rf"on|outside) (?:{THIRD_PARTY}|the \w+|\w+ of)"
    ),
    expression(
        r"\b(?:circumstances|events|factors|forces|reasons) (?:\w+ )?(?:beyond|outside) our control|\b(?:beyond|"
        r"outside|out of) our control|\bforce majeure|\bact of god|\bthrough no fault of ours?|\bnot our (?:fault|"
        r"responsibility|doing|mistake)\b|\bunprecedented (?:demand|weather|circumstances)"
    ),
    expression(
        rf"{CUSTOMERS}(?: who [^,.]*?)? (?:had |have |has |may have )?(?:\w+ly )?(?:ignored|misunderstood|misread|"
        rf"misused|failed to|forgot|neglected|overlooked|misinterpreted|entered (?:\w+ ){{0,3}}?(?:wrong|incorrect)|"
        rf"used (?:\w+ ){{0,4}}?(?:wrong|incorrect)ly|did not (?:read|update|follow|check|enter|notice|install|"
        rf"respond|reply|register|opt|use|change|charge|switch|restart)|didn't (?:read|update|follow|check|enter|"
        rf"notice|install|respond|reply|register)|were (?:told|warned|informed) (?:in|on|by|about)|should have)\b"
    ),
    expression(r"^(?:nobody|no one) (?:told|warned|informed) us\b"),
    expression(
        r"^(?:a|an|one) (?:\w+ )?(?:employee|intern|trainee|contractor|worker|technician|staff member)s? \w+ed\b"
    ),
]

DO_NOT_BLAME = expression(
    r"\b(?:no one|nobody|none) but (?:us|ourselves|our)\b|\bwe had (?:trained|told|asked|ordered)\b|"
    r"\bnone of (?:this|it|that) (?:was|is)\b|\b(?:not|never) the fault of\b|\bnot to blame\b|\bon our orders\b|"
    r"\bas we had told\b|(?<!nobody )(?<!no one )\b(?:warned|told|asked) us\b|\bhad told the\b|"
    r"\b(?:not|never|n't|cannot|no) (?:to )?blame\b|\b(?:was|is|were) (?:not|never) (?:the|your|their) (?:fault|"
    r"doing)\b|\bcould not (?:log in|reach|use|get|buy|pay)\b"
)
OWN_CHOICE = expression(
    r"\bwhat (?:we|I) did\b|\b(?:we|I) did wrong\b|\b(?:was|is|are|were) (?:ours|mine)\b|"
    r"\b(?:we|I) (?:had )?(?:chose|chosen|picked|hired|had no|had only)\b|\bour (?:own )?(?:decision|choice|job|"
    r"fault|duty|watch)\b"
    r"|(?:\band|\bbut|\bbecause|\bsince|\bso|[;:–—]) (?:we|I)(?:'d| had| still| also)* (?!are|have|will|were|can|"
    r"could|take|apologi[sz]e|regret|"
    r"hope|understand|know|want|must|cannot|do\b|ask|expect)\w+|\b(?:on|under) our watch\b"
)

THANKS = expression(
    r"\b(?:thank(?:s|ful|ing)?|grateful|gratitude|appreciat(?:e|es|ed|ion|ive)|value|cheers|humbled|touched|indebted|"
    r"bless you|hats off)\b"
)
NO_THANKS = expression(
    r"\b(?:not|n't|no|never|instead of|nothing|undeserved)\b.{0,40}\b(?:thank\w*|appreciat\w+)|"
    r"\bthank\w*\b.{0,40}\b(?:not|n't|no longer|worthless)\b"
)
THANKED_FOR = expression(
    r"\b(?:patien(?:ce|t)|understanding|support(?! (?:team|desk|ticket))|trust|loyalty|cooperation|co-operation|"
    r"faith|flexibility|hanging (?:in|on)|hang(?:ing)? tight|putting up|standing with|backing|commitment|forgiveness|"
    r"forbearance|bearing with|sticking|staying|standing by|choosing|business|being (?:part|with|a (?:\w+ "
    r")?(?:customer|member))|custom|confidence|goodwill|continued|kindness|tolerance|indulgence)\b"
)
THANK_EVERYBODY = expression(
    r"\b(?:thank you|thanks|grateful|gratitude|appreciat\w+|thank(?:ful)?|heartfelt|means (?:a lot|so much|the "
    r"world))\b[^.;]{0,60}?\b(?:customers|guests|fans|members|"
    r"tenants|passengers|everyone|everybody|all of you|every one of you|clients|supporters|travellers|readers|"
    r"community|for (?:being|staying|remaining|"
    r"giving us|waiting|understanding|flying|shopping|travelling|banking|playing|believing|letting us|allowing us|"
    r"your|hanging|keeping))\b|^your (?:\w+ ){0,3}?(?:support|"
    r"patience|loyalty|trust|understanding) (?:\w+ )?(?:means|matters|is (?:\w+ )?appreciated)\b"
)
THANKED_PERSON = expression(
    r"\bwho (?!(?:have |has |'ve )?(?:stood|stuck|stayed|been|waited|remained|support\w*|trust\w*|chose|fly|flew|"
    r"shop|bank|kept|bore))\w+|"
    r"\b(?:thank(?:s| you)?),? (?:to )?(?:the )?(?:Mr|Mrs|Ms|Dr)\b|\bthanks to an?\b|\bthank(?:s| you)? (?:to "
    r")?(?:the )?\d+\b|\bfor (?:showing|reporting|warning|calling|writing|"
    r"letting us (?:into|see|know)|finding|pointing)\b|\b(?:had|have) thanked\b|\bour thanks go\b|\bthanks to "
    r"(?:her|his|their|whoever)\b|"
    r"\b(?:who|whose) (?:found|reported|told|warned|wrote|helped|tested|noticed|pointed)|\breported\b|\bfor "
    r"telling\b|\bfor (?:the )?(?:report|photograph|warning|hint|proof)"
)


# Who did what: the clause itself, where no list of phrases can be long enough

IRREGULAR = (
    "took gave made put let left kept sent sold told held lost got ran shut cut hid broke chose drove spoke wrote "
    "rode fell "
    "felt forgot knew meant paid led read said saw sat set spent stood stole swore taught threw thought understood "
    "went "
    "won wore built bought brought caught came did dealt drew ate fed fought flew froze grew hit hurt lent lit met "
    "rang "
    "rose sank shot shook slept slid spread struck swept tore woke withdrew bent burnt bit blew dug misread misled "
    "mistook "
    "overslept overran overdrew undercut underwent hung clung beat bound began crept dug forbade rang shrank sprang "
    "stuck wound"
)
PAST = (
    rf"(?P<verb>(?:under|over|mis|out|re|un)?{words(IRREGULAR)}|(?!(?:need|embed|indeed|speed|feed|seed)\b)[a-z-]+ed)\b"
)
WE_ACTED = re.compile(
    rf"(?:(?<!that )(?<!what )(?<!which )(?<!how )(?<!if )(?<!when )\b(?:we|I)|\bour (?:own )?(?:[\w-]+ "
    rf")?{OUR_PEOPLE}) "
    rf"(?!have |has |had been )(?:had )?{ADVERBS}{PAST}(?P<rest>[^.;]*)",
    re.IGNORECASE,
)
WELL_DONE = verbs(
    "bought offered passed paid asked met followed found informed replied answered spoke talked heard learned "
    "learnt received published "
    "apologised apologized said worked began started launched opened planned supported repaired restored replaced "
    "fixed mended refunded repaid returned reimbursed compensated checked tested inspected reviewed investigated "
    "hired trained founded planted helped thanked welcomed invited visited called phoned contacted notified warned "
    "announced offered agreed expected hoped wanted needed tried believed understood felt saw noticed discovered "
    "realised realized became recalled grounded evacuated reopened improved explained listened gathered counted "
    "measured won celebrated served interviewed consulted delivered installed rescued discussed considered wondered "
    "looked searched promised used-to reported confirmed identified traced isolated contained introduced commissioned "
    "appointed adopted wrote read responded acted reacted stopped owned voted joined attended regretted meant thought "
    "knew decided stayed sat stood handed secured recovered emptied added"
)
"""What we did in the past that is no fault unless something beside it says so."""
EITHER_WAY = verbs(
    "sold told made gave sent took used built ran put kept held got let left set brought came went moved changed "
    "  shared removed raised   did showed spent   printed posted shipped signed turned switched carried "
    "closed played flew drove rented rode grew led had wrote read stood meant thought knew decided stayed acted "
    "reacted introduced wanted believed stopped handed owned   promised tested delivered treated installed "
    "rolled published opened launched"
)
"""What may be either: it is a fault where `BADLY` stands behind it."""
BADLY = expression(
    r"\b(?:like (?:an?|cheap|dirt|nothing)|as (?:an?|if)|went home|(?:two|three|ten|\w+) times (?:the|too|more|as)|"
    r"out (?:of|on) (?:you|the|a) (?:Friday|sale)|on a Friday|up on|untested|unfinished|half-finished|in a hurry|at "
    r"random|the old|the draft|"
    r"where (?:survivors|children|anybody|anyone|everyone)|that (?:anybody|anyone|everyone|everybody) could|in "
    r"plain|into (?:a|the) (?:river|sea|public)|in (?:the wrong|public)|before (?:they|we|anyone)|into the hands|"
    r"behind your|their \w+ away|"
    r"without|instead|never|nobody|no one|nothing|none|empty|too (?!late to|many of you)\w+|wrong\w*|false\w*|"
    r"unsafe|faulty|weak|broken|untrained|unread|unpaid|for "
    r"(?:(?:\w+ )?(?:years|months|weeks|days)|nothing|money|profit)|after (?:promising|we had|being told|they|the "
    r"warning)|although|even though|despite|against|before (?:it|they|anybody|the inspection)|"
    r"to save|to cut|behind|in secret|secretly|from (?:you|your|the public|the regulator|our|a (?:young|child|"
    r"customer))|no (?:other|teacher|rule|reason|warning|one)|not (?:true|safe|ours|ready)|"
    r"strangers?|a lie|lies|the same letter|(?:when|while|as) the \w+ (?:was|were)|his seat|off (?:his|her|their|"
    r"your)|your (?:money|data|wells|trust|family|child|name) and|nothing|worst|"
    r"that (?:should|was not|were not|did not|broke no|nobody|had not|no)|which (?:was not|had not)|by accident|by "
    r"mistake|on purpose|knowing|over (?:your|our|the) \w+|at your expense|first)\b"
)
MADE_GOOD = expression(
    r"\b(?:your replacement|replacements?|a new|new \w+|every (?:volunteer|one of|tenant|patient|customer|member|"
    r"parent|guest)|(?:to|with) (?:all|every|each|everyone|everybody)|(?:to|for) the (?:police|regulator|press|"
    r"public|coroner|families)|"
    r"on (?:mon|tues|wednes|thurs|satur|sun)day|since then|in full|in person|by hand|all of the|their money|your "
    r"money back|a refund|a letter|an (?:inquiry|investigation|outside|independent)|flowers|the truth|extra|of the "
    r"year|a year ago|"
    r"again|back (?:to|on|in)|home|refund\w*|free of charge|at our own cost|at once|immediately|the same day|within "
    r"(?:the|an|a|one|two|\w+) (?:hours?|days?|minutes?)|as soon as|every rule|"
    r"every customer|every message|as the law|by the book|every day|each of (?:you|them)|on time|safely|so that "
    r"(?:you|nobody)|to help|for the families|last year|since \d{4}|\d{2}[\d,]* "
    r"(?:strollers|boilers|bottles|tickets|customers|passengers|trees|valves|letters))\b"
)


def acts_badly(text: str) -> bool:
    """We, in the simple past or the pluperfect, with a verb that is no good deed: so one tells what one has done wrong.
    What we have done since, in the perfect, is left alone."""
    for clause in WE_ACTED.finditer(text):
        verb, rest = clause["verb"].lower(), clause["rest"]
        if not clause["verb"].islower():
            continue  # a name such as Fred
        if (MADE_GOOD.search(rest) and not BADLY.search(rest)) or (verb == "did" and re.match(r" not\b| what", rest)):
            continue
        if verb in EITHER_WAY:
            return True
        if verb not in WELL_DONE or (BADLY.search(rest) and not MADE_GOOD.search(rest)):
            return True
    return False


PASSIVE = re.compile(
    r"\b(?P<tense>was|were|has been|have been|had been|got) (?P<adverb>(?:\w+ly |never |not |also |only |then |"
    r"twice )*)"
    r"(?P<verb>[a-z-]+(?:ed|en|wn|ne)|put|cut|left|lost|sent|kept|told|held|built|sold|paid|made|read|hurt|hit|set|"
    r"shut|let|bent|spent|met|caught|"
    r"taught|bought|brought|thought|found|fed|led|dealt|understood|stuck|struck|misread|misled|mislaid|dug|won|"
    r"withheld|overdrawn|torn|sworn)\b(?P<rest>[^.;]*)",
    re.IGNORECASE,
)
NO_FAULT_DONE = verbs(
    "filled created formed shared agreed booked arranged lifted cleared dried built told appointed played arrested "
    "founded born opened held elected published written found informed invited "
    "repaired restored refunded returned corrected replaced rewritten visited paid rescued thanked updated improved "
    "fixed reviewed cleaned inspected answered counted reimbursed compensated moved designed named called asked "
    "interviewed heard met added introduced planned scheduled expected attended cheered praised loved owned run made "
    "sold developed produced based located concerned delighted pleased impressed interested involved settled "
    "confirmed completed finished reopened tested treated read saved recovered identified discovered recorded filmed "
    "watched seen known given taken sent put kept shown brought set led used done left cut hit hurt injured affected "
    "harmed hospitalised struck welcomed appreciated needed allowed caused delayed evacuated grounded closed stopped "
    "recalled bought won launched dismissed damaged commissioned received installed trained contacted agreed "
    "withdrawn rebooked notified resolved deployed rolled learned changed strengthened tightened doubled hired "
    "secured contained isolated traced escalated assigned offered extended distributed reported alerted warned "
    "briefed consulted carried reinstated switched raised joined voted debated discussed fitted equipped licensed "
    "certified approved audited ordered delivered posted emailed mailed collected exchanged donated planted awarded "
    "mended handed rebuilt relaunched relocated registered revised renewed granted turned"
)
"""Passives of which most are no fault; the patterns above know those that are."""
NOT_DONE = re.compile(
    r"\b(?:not|never|insufficiently|poorly|badly|wrongly|inadequately|improperly|incorrectly)\b", re.IGNORECASE
)
PASSIVE_BADLY = expression(
    r"\b(?:secret|on a holiday|backwards?|upside down|the wrong way|inside out|too \w+ to|without|in error|by "
    r"mistake|too (?:early|late|"
    r"soon|long|often|little)|the wrong|to save|for (?:\w+ )?(?:hours|days|weeks|months)|twice|on the (?:tarmac|"
    r"floor|street)|from accounts|from "
    r"(?:customers|people|you)|behind|unattended|unread|unpaid|untested|unsafe|unlocked|open|on (?:all|overnight)|"
    r"into the (?:river|sea|public)|away|to strangers?|not (?:been )?(?:read|passed|told))\b"
)
DOER_NAMED = expression(
    r"\bby (?!mistake|accident|hand|then|now|\d|the (?:time|end)|noon|\w+day\b)(?:an?|the|our|us|me|one|two|[A-Z])"
)


NO_SUBJECT = re.compile(r"(?:^|[,;:] ?)(?:\w+ )?(?:nobody|no one|you|they|he|she|I|we|it)(?: \w+ly)? $", re.IGNORECASE)


def is_agentless_passive(text: str) -> bool:
    """Something was done, by nobody, that is not among what is well done."""
    for clause in PASSIVE.finditer(text):
        verb, rest = clause["verb"].lower(), clause["rest"]
        if DOER_NAMED.search(rest) or NO_SUBJECT.search(text[: clause.start()]):
            continue
        if NOT_DONE.search(clause["adverb"]) or (
            PASSIVE_BADLY.search(rest) and verb not in {"found", "repaired", "arrested"}
        ):
            return True
        if verb not in NO_FAULT_DONE:
            return True
    return False


VICTIM_NOUNS = words(
    "passengers patients guests tenants parents children pupils students customers members people fans readers "
    "workers nurses drivers "
    "players pensioners farmers donors residents users employees staff families visitors viewers commuters owners "
    "shoppers protesters"
)
FINITE = r"(?:has|have|had|is|are|was|were|will|would|can|could|may|might|must|do|does|did|should)\b"
OTHER_ACTED = re.compile(
    rf"^(?:(?:unfortunately|sadly|regrettably|then|as it happens|on \w+day),? )?(?P<who>(?!(?:we|I|our (?:own "
    rf")?{OUR_PEOPLE}|you|it|that|this|there|what|who|nobody|no one|none|each|both|all|every\w*|any\w*|to|if|on|at|"
    rf"in|for|from|because|"
    rf"when|while|although|though|as|since|after|before|by|with|without|under|not|only|sorry|apologies|thank\w*|how|"
    rf"so|but|and|yet|still|however|between|within|over|up|more|less|two|three|four|five|six|seven|eight|nine|ten|"
    rf"\d+)\b)"
    rf"(?:(?!we\b|I\b|us\b|my\b|{FINITE})[\w'-]+ ){{0,6}}?(?P<head>(?!we\b|I\b|{FINITE})[\w'-]+?)),? (?:who "
    rf"[^,.]{{1,50}},? )?"
    rf"(?:(?:had|simply|just|then|also|still|only|deliberately|often|usually|suddenly|\w+ly) )*(?P<never>never |"
    rf"simply never |did not |didn't |had not |should have |should not have |ought to have )?{ADVERBS}"
    rf"(?:{PAST}|(?P<habit>turn|come|arrive|ignore|forget|leave|misuse|break|fail|refuses?|fails?|keeps?|insists?|"
    rf"follow|read|keep|hand|open|close|check|look|watch|tell|pay|use|heed|wear|lock|report)\b)(?P<rest>[^.;]*)",
    re.IGNORECASE,
)
THINGS = verbs(
    "outage incident error errors mistake mistakes failure fault faults spill leak leaks breach fire accident delay "
    "delays letter letters update fix repair report reports system systems server servers service services page pages "
    "card cards order orders account accounts data number numbers figure figures call calls parcel parcels money "
    "payment payments bill bills water lift pool train trains flight flights ward shop site website app database "
    "certificate disk key alarm backup test check checks meeting investigation inquiry review apology word words "
    "answer answers promise promises decision decisions plan policy rule rules price prices question questions "
    "problem problems issue issues trouble silence damage harm loss losses cost costs fee fees work time times day "
    "days night week month year morning hour minute result results cause reason effect impact change changes release "
    "version migration network connection power light lights heating room rooms door doors house home homes building "
    "roof bridge road car cars bus buses ticket tickets refund refunds offer product products batch box boxes jar "
    "jars bottle bottles food meal meals sauce cake label labels file files photo photos picture pictures message "
    "messages mail mails email emails text texts post posts article film show concert event match game games tour "
    "song joke advert advertisement campaign contract form forms list lists document documents record records reading "
    "readings hub hubs pump pumps battery hardware firmware script code job query bug patch timer clock sensor device "
    "machine engine motor brake brakes cable valve pipe tank wire fuse trust confidence reputation name company firm "
    "business we us team support notice announcement statement story truth fact facts evidence proof sign signs "
    "warning warnings complaint complaints feedback reviews storms survey audit count total sum amount half third "
    "quarter majority minority rest part parts some many most few others something everything nothing thing things "
    "matter matters situation operation surgery scan vaccine treatment dose medicine exam exams grade grades mark "
    "marks score scores experience expectations quality standards standard safety security process procedure "
    "procedures training rota shift budget profit profits gate fence seat seats wall ground floor cellar garden wells "
    "well river fish animals dog dogs"
)
"""What cannot be blamed, because it does nothing of its own."""
VICTIMS = re.compile(rf"\b{VICTIM_NOUNS}\b$", re.IGNORECASE)
HARMLESS = (
    WELL_DONE
    | verbs(
        "told warned helped called wrote asked found published explained arrested resigned treated closed opened ended "
        "died lost suffered missed waited fell stood slept paid came went were was had took-part complained protested "
        "thanked forgave praised rescued saved raised signalled noticed sent built learned lived survived bought "
        "received got left stayed heard sat cried did arrived brought drove worked showed ran carried agreed accepted"
    )
) - verbs("used decided stopped emptied fixed introduced cancelled closed opened changed owned")
GUILTY = expression(
    r"\b(?:un(?!til|der|less|ion|it)\w+(?:ed)?|{DEFECTIVE}|our (?:terms|conditions|code|trust)|us from|me from|it "
    r"against|late|wrong\w*|without|cheap|half|against|too (?:fast|slowly|late|much)|out of context|in a hurry|"
    r"bottles|no |not |terrible|faulty|drunk|their own|open|on purpose|ignor\w+|down|up|off|closed|short|"
    r"to stop|the (?:strike|sky|contract|samples|cable|network|line|road|power|lines)|us (?:to|half|the wrong|bad|"
    r"down)|our (?:rules|hygiene|instructions|warehouse|network|tills|systems|servers))\b"
)


WAS_AT_FAULT = re.compile(
    rf"^(?!(?:we|I|our (?:own )?{OUR_PEOPLE}|you|it|that|this|there|nobody|no one)\b)(?:[\w'-]+ ){{1,5}}(?:was|"
    rf"were) (?:\w+ )?(?:asleep|drunk|late|careless|slow|absent|negligent|inattentive|to blame|at fault|unreliable|"
    rf"incompetent|irresponsible|"
    rf"unprepared|untrained|not (?:there|on duty|paying attention|careful))\b",
    re.IGNORECASE,
)


def somebody_else_did_it(text: str) -> bool:
    """The sentence begins with somebody or something else that acts, and not well."""
    if WAS_AT_FAULT.match(text):
        return True
    clause = OTHER_ACTED.match(text)
    if clause is None or not (clause["verb"] or "x").islower():
        return False
    verb, rest = (clause["verb"] or clause["habit"] or "").lower(), clause["rest"] or ""
    if verb.removesuffix("s") in {"refuse", "fail", "keep", "insist"} and not clause["who"].lower().startswith("our"):
        return True
    if clause["head"].lower() in THINGS:
        return False
    if clause["never"]:
        return True
    if VICTIMS.search(clause["who"]) or verb in HARMLESS or verb.removesuffix("s") in {"turn", "come", "leave"}:
        return bool(GUILTY.search(rest)) and verb not in {
            "helped",
            "warned",
            "told",
            "asked",
            "wrote",
            "thanked",
            "arrested",
        }
    return True


def any_of(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def unconditional(text: str) -> str:
    """The sentence without its if-clauses; "did not say if …" keeps its object."""
    return text if EMBEDDED_IF.search(text) else IF_CLAUSE.sub(" ", text)


# elements


def takes_responsibility(text: str) -> bool:
    """We or I, with a verb of fault, outside an if-clause."""
    text = unconditional(text)
    return any_of(RESPONSIBILITY, text) or acts_badly(text)


def is_own_regret(text: str) -> bool:
    """Says sorry at all, in our own name and now."""
    return bool(OWN_SORRY.search(text)) and not NOT_SORRY.search(text)


OFTEN_SORRY = 4
"""So many times a sentence may say sorry before the rest of it is left unread."""


def sorry_objects(text: str) -> list[str]:
    """What stands behind each "sorry", "apologise" or "regret" of ours; again without the person apologised to."""
    objects: list[str] = []
    for found in islice(SORRY.finditer(text), OFTEN_SORRY):
        rest = text[found.end() :]
        objects += {rest, re.sub(r"^(?: \w+ly| again| first| today)+", "", rest)}
        if TO_SOMEBODY.match(rest):
            objects += [
                rest[turn.start() :]
                for turn in re.finditer(r" (?:for|that|because)\b|, (?=we\b|I\b)", rest[:100])
                if not SOMEBODY_FEELS.search(rest[: turn.start()])
            ]
    return objects


def regrets_own_act(text: str, following: str = "", before: str = "") -> bool:
    """Regret whose object is something that we did or left undone, here or in the sentence beside a bare "sorry"."""
    if not is_own_regret(text):
        return False
    for rest in sorry_objects(text):
        if VAGUE_OBJECT.search(rest) or (any_of(FEELINGS, rest) and not acts_first(rest)):
            continue
        if any_of(REGRET_OBJECT, rest):
            return True
    if FRONTED.search(text):
        return True
    if FOR_THAT.search(text) and (
        takes_responsibility(text) or takes_responsibility(before) or WRONG_OF_US.search(text)
    ):
        return True
    return bool(BARE_SORRY.search(text)) and any(map(takes_responsibility, (following, before, text)))


def acts_first(rest: str) -> bool:
    """Whether what stands behind "sorry" begins with us doing something."""
    return bool(OUR_ACT.search(rest))


def names_harm(text: str) -> bool:
    """Who or what was hit, with a number or with the word that it is unknown."""
    if UNKNOWN_HARM.search(text) and HOW_MANY.search(text):
        return True
    if NOBODY_HARMED.search(text):
        return True
    text = ABSOLUTE_DATE.sub("", text)
    harmful = bool(HARM_WORDS.search(text)) and not NOT_HARMFUL.search(text)
    if EVERY_SO_MANY.search(text) and harmful:
        return True
    if COUNTED.search(text):
        return harmful or not (NO_HARM.search(text) or WE_DID_WELL.search(text))
    if (
        ANY_COUNTED.search(ONE_OF.sub("", text))
        and HAPPENED.search(text)
        and not (NO_HARM.search(text) or WE_DID_WELL.search(text))
    ):
        return True
    return harmful and any_of((MONEY_OR_SHARE, ANY_COUNTED, SINGLE), text)


def tells_when(text: str) -> bool:
    """An absolute date, with its year, of something that has happened."""
    return bool(ABSOLUTE_DATE.search(text)) and not FUTURE.search(text)


def tells_why(text: str) -> bool:
    return bool(CAUSE.search(text))


def asks_forgiveness(text: str) -> bool:
    return bool(FORGIVENESS.search(text))


# anti-patterns


def is_conditional(text: str) -> bool:
    """ "If anyone was affected": an apology, or the hurt itself, hung on a condition."""
    if EMBEDDED_IF.search(text):
        return False
    if CONDITION_ALONE.search(text) or MAYBE_HURT.search(text):
        return True
    return is_own_regret(text) and any_of(CONDITIONS, text) and not regrets_own_act(text)


def is_about_feelings(text: str) -> bool:
    """ "Sorry you feel that way": regret whose object is how somebody takes it."""
    if not SORRY.search(text):
        return False
    if FEELINGS_BEFORE.search(text):
        return True
    return any(not acts_first(rest) and any_of(FEELINGS, rest) for rest in sorry_objects(text))


def takes_back(text: str, following: str = "") -> bool:
    """ "Sorry, but": an apology followed by its excuse, in the same sentence or at the start of the next."""
    if not is_own_regret(text) and not re.match(r"sorry\b", text, re.I):
        return False
    if found := EXCUSE_BEFORE.match(text):
        return not OWN_CLAUSE.search(found[1]) and not takes_responsibility(found[1])
    start = next(found.end() for found in SORRY.finditer(text))
    for pattern in (*EXCUSE_INSIDE, EXCUSE_WITH):
        if (found := pattern.search(text, start - 1)) and not owns(found[1]):
            return True
    if found := EXCUSE_AFTER.match(following):
        return not owns(found[1] or found[2])
    return False


INSTRUCTED = expression(
    r"\b(?:was|were|had been) (?:never |not )?(?:given|told|provoked|forced|under (?:\w+ )?(?:pressure|orders|"
    r"stress)|following orders|"
    r"advised|assured|led to believe|misled|tired|ill|busy|asked to|doing all)\b|\b(?:doing (?:all|everything|their "
    r"best|our best)|say otherwise|clear on this|(?:received|had) (?:more than |over )?\d|advised|did (?:their|our) "
    r"best)\b|\bhad (?:no choice|little choice|been (?:told|assured|provoked))\b|"
    r"\b(?:no|little) choice\b|\bnot (?:insured|obliged|required|allowed)\b"
)


STILL_SORRY = expression(
    r"\b(?:sorry|apolog\w+|regret\w*|forgive\w*|mean it|excuse|too late|not enough|amends|make it up)\b|\b(?:begged|"
    r"warned|told|asked) us\b|\bglad to hear\b|"
    r"^(?:your|the|all|every|each|you|it|they|everyone|everybody)\b.{0,50}\b(?:has|have) (?:now |since |already |"
    r"all )?been \w+(?:ed|en|t|d)\b|\bin the post\b|\bon (?:its|their) way\b|"
    r"\b(?:more than|incomplete|inadequate) (?:that|this)?\b"
)


def owns(clause: str) -> bool:
    """Whether the clause behind a "but" goes on about our own fault rather than excusing it."""
    if INSTRUCTED.search(clause):
        return False
    if STILL_SORRY.search(clause):
        return True
    return bool(OWN_CLAUSE.search(clause)) or (
        takes_responsibility(clause) and not re.search(r"\bhad no choice\b", clause)
    )


def hides_doer(text: str, *beside: str) -> bool:
    """ "Mistakes were made": a fault without anybody who did it, here or in the sentences beside."""
    bare = NO_DOER.sub(" ", text)
    if (
        DOER.search(bare)
        or UNHARMED.search(bare)
        or (MENDED.search(bare) and not AGENTLESS[0].search(bare) and not NOT_DONE.search(bare))
    ):
        return False
    if any_of(AGENTLESS[:CANONICAL_AGENTLESS], bare):
        return True
    late = (any_of(AGENTLESS_LATE, bare) or is_agentless_passive(bare)) and not GOOD_PASSIVE.search(bare)
    return (late or any_of(AGENTLESS[CANONICAL_AGENTLESS:], bare)) and not any(map(takes_responsibility, beside))


def shrinks(text: str) -> bool:
    """ "Inconvenience", "a small number" with no number: the harm made small."""
    if NOT_SHRINKING.search(text):
        return False
    if regrets_own_act(text) and not BELITTLING.search(text):
        return False
    if DIMINUTIVE.search(text) and not (
        WE_ARE_SMALL.search(text) or re.search(r"\d", text) or HAS_NUMBER.search(text) or names_harm(text)
    ):
        return True
    if QUALITY_SHRINKERS.search(text):
        return not (names_harm(text) and not re.search(r"inconvenien|glitch|hiccup|only|just|merely", text, re.I))
    return (
        bool(QUANTITY_SHRINKERS.search(text)) and not HAS_NUMBER.search(text) and not re.match(r"only we\b", text, re.I)
    )


POSITIVE = words(
    "admired decisive(?:ly)? true_professionals (?:employer|partner|brand|provider|bank)_of_choice "
    "guiding_principle(?:s)? finest best safest fairest kindest cleanest greenest fastest strongest highest "
    "greatest most_(?:modern|"
    "advanced|trusted|reliable|respected|secure|honest|transparent|popular|beautiful|innovative|experienced) "
    "qualified honest(?:ly)? kind(?:ness)? well-being delight\\w* responsibly swiftly promptly professional(?:ly|"
    "ism)? excellent excellence impeccabl[ey] flawless reputation passion(?:ate)? lov(?:e|es|ed) leaders? leading "
    "proud(?:ly)? pride "
    "transparen\\w+ trusted ethical(?:ly)? praise[ds]? perfect(?:ly|ion)? experts? award\\w* quality safely "
    "reliab\\w+ dedicat\\w+ committed commitment caring famous renowned popular successful success innovati\\w+ "
    "prizes? courage\\w* "
    "tireless(?:ly)? devot\\w+ generous(?:ly|ity)? skilled talented experienced friendly warm-hearted first-class "
    "first-rate superior unique outstanding favou?rite beloved modern advanced tradition values integrity honesty "
    "hard-working diligent(?:ly)? conscientious(?:ly)? careful(?:ly)? thorough(?:ly)? exemplary unrivalled "
    "unmatched heroic(?:ally)? magnificent brilliant wonderful amazing extraordinary remarkabl[ey] admirabl[ey] "
    "cherish\\w* pioneer\\w* "
    "everything_humanly every_(?:effort|care) utmost speaks_for_itself second_to_none"
)
FIRST_PERSON = re.compile(r"\b(?:we|our|ours|us|I|my)\b", re.IGNORECASE)
GOOD_WORD = re.compile(rf"\b{POSITIVE}\b", re.IGNORECASE)
NO_PRAISE_OF_US = expression(
    r"\b(?:best (?:thing|way|that) (?:that )?(?:we|I)? ?can|not|n't|never|no|none|nor|neither|nothing|nobody|"
    r"without|fail\w*|lost|gone|only|instead|rather than|"
    r"want\w*|would like|wish|hope|need|must|should|ask\w*|used to|once|from (?:now|today)|will (?:be|have|let|need|"
    r"publish|pay)|learn\w*|wrong\w*|"
    r"false|hollow|paper|despite all|claimed?|pretend\w*|thought|said|wrote|call(?:ed)?|although|but|before|over "
    r"your|above|ahead of|at the (?:cost|expense)|sorry|apolog\w+|regret\w*|asham\w+|money|prize money|tired|worse|"
    r"bad\w*|poor\w*|"
    r"less|least|few|deserve\w*|broke\w*|betray\w*|misus\w+|abus\w+|slow\w*|careless\w*|too|stolen|stole|your "
    r"(?:loved|love|experience|pride)|thank\w*|independent|outside|by an?|experts? (?:to|have|who|will)|hired|"
    r"consult\w+|inspect\w+|because)\b"
)
PAST_PRAISE = expression(
    r"\b(?:claimed|pretended|while \w+ing|failed|not|n't|wrong|betrayed|let (?:you|them|this)|too (?:late|slow\w*|"
    r"little)|should|never (?:again|"
    r"thought)|forgot|broke|lost|instead|hollow|less than|deserve)\b"
)


BELITTLING = expression(
    r"inconvenien|hassle|nuisance|\b(?:minor|slight|slightly|little|brief|hiccups?|glitch\w*|trouble)\b"
)
DIMINUTIVE = expression(
    r"\b(?:(?:number|share|proportion|risk|percentage|rate)\b[^.;]* low\b|nothing (?:serious|major|bad|of note)|"
    r"small|smallest|tiny|little|slight(?:ly|est)?|minor|brief|short|few|only|just|barely|hardly|scarcely|mere|"
    r"merely|minute (?:quantity|amount|part)|modest|limited|marginal|negligible|trivial|practically (?:none|no|"
    r"nobody)|virtually (?:none|no|nobody)|"
    r"mild(?:ly)?|(?:one|single|isolated|unfortunate) (?:\w+ )?(?:incident|case|event|occurrence|mistake|"
    r"slip)\b.*\b(?:in \w+ years|ever))\b"
)
WE_ARE_SMALL = expression(
    r"^(?:(?:in|at|for|after|until|from) [^,]*, )?(?:we|I|you|our \w+|only (?:we|one|two)|few of|a few of us|the "
    r"few|some of you) (?!had (?:a|some)|experienced|saw|are (?:aware|sorry)|regret|apologi[sz]e|may|noticed)|"
    r"^sorry|"
    r"\b(?:small|little|few|short) (?:child\w*|boys?|girls?|theatre|compan\w+|firms?|teams?|print|groups? of|hall|"
    r"offices?|shops?|claims|towns?|letters?|business\w*|charity|print|talk|by little|while|time later|days|hours|"
    r"minutes|weeks|months|years|of us|who|words|lines)\b|"
    r"\b(?:no|not|never|more than|n't)\b|nothing (?!serious|major)|\bonly (?:after|when|then|because|if|once|by|to|"
    r"a year|on)\b|"
    r"\bjust (?:after|before|as|when|like|because|cause)\b|\bhardly a (?:day|page|week)\b|\b(?:too|so|very|how) "
    r"(?:few|little|short|small) (?:staff|money|time|nurses|people|care|light)\b|"
    r"\bwill\b|\bthank"
)


def praises_itself(text: str) -> bool:
    if NOT_LIKE_US.search(text):
        return True
    if any_of(STRONG_PRAISE, text) and not PAST_PRAISE.search(text):
        return True
    if (
        FIRST_PERSON.search(text)
        and GOOD_WORD.search(text)
        and not NO_PRAISE_OF_US.search(text)
        and not OTHERS_DID_WELL.search(text)
    ):
        return True
    praise = any_of((SELF_PRAISE, MORE_PRAISE, *OUR_PRAISE), text)
    return praise and not NOT_PRAISE.search(text) and not OTHERS_DID_WELL.search(text)


def blames(text: str, paragraph: Iterable[str] = ()) -> bool:
    """Somebody else's fault, in a paragraph that owns none."""
    if regrets_own_act(text):
        return False
    if (
        not (any_of((*BLAME, *OUTWARD), text) or somebody_else_did_it(text))
        or FUTURE.search(text)
        or DO_NOT_BLAME.search(text)
    ):
        return False
    return not any(takes_responsibility(sentence) or OWN_CHOICE.search(sentence) for sentence in (text, *paragraph))


def thanks_for_patience(text: str) -> bool:
    if any_of((THANKED_PERSON, NO_THANKS), text):
        return False
    return bool(THANKS.search(text) and THANKED_FOR.search(text)) or bool(THANK_EVERYBODY.search(text))
