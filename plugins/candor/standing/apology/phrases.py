"""In which words English takes responsibility, regrets, names harm – and in which it shrinks, blames and dodges.

Every function takes one sentence, or a few, as `plain` text and answers yes or no. Word lists are data, kept at the
top; the grammar is the little that the rules need: who is the subject, is the clause conditional, is the verb negated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def words(text: str) -> str:
    """An alternation of the patterns in `text`, which white space separates; ``_`` stands for a space."""
    return "(?:" + "|".join(word.replace("_", " ") for word in text.split()) + ")"


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
    "department office desk data_team customer_service operators?"
)
WE = (
    rf"(?:\bwe(?:'ve|'d)?|\bI(?:'ve|'d)?|\bour (?:own )?(?:[\w-]+ ){{0,2}}?{OUR_PEOPLE}|\bour own [\w-]+|\bwho work "
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

RESPONSIBILITY = [
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
        rf"\b(?:this|that|it|which|the \w+(?: \w+)?|all of (?:it|this)) (?:was|is|were|are) {ADVERBS}(?:entirely |"
        rf"all )?(?:our|my) (?:own |\w+ )?{{OUR_FAULT}}\b"
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
        r"\b(?:the|this) (?:company|council|bank|university|hospital|trust|airline|college|school|agency|department|"
        r"brand|"
        r"board|club|charity|government|ministry|team|store|restaurant|hotel|studio|group) (?:\w+ )?(?:takes?|"
        r"accepts?|took|"
        r"accepted|bears?) (?:\w+ ){0,2}(?:responsibility|blame)\b"
    ),
    expression(
        rf"{WE} (?:\w+ ){{0,2}}?(?!are\b|will\b|can\b|have not\b)\w+ [^.;]{{0,60}}?(?:\bwithout (?!delay|exception|"
        rf"you\b|question|charge|hesitation)"
        rf"(?:\w+ly )?\w+ing\b|\b(?:the|a) wrong\b|\bwrongly\b|\buntested\b|\bunsafe\b|\bin plain text\b|\bby "
        rf"mistake\b|\bin error\b|"
        rf"\banother (?:patient|customer|person|member|student|tenant)'s\b|\bto (?:the wrong|strangers)\b|\bopen "
        rf"overnight\b|\btoo (?:late|long|little|slowly)\b)"
    ),
    expression(
        rf"{WE} {AUXILIARY}{ADVERBS}(?:flooded|spilled|spilt|poisoned|contaminated|overbooked|oversold|overcooked|"
        rf"mislaid|crushed|ruined|scared|silenced|"
        rf"mis(?!s\b)\w+ed|over(?!came|saw|took|all)\w+ed|under(?!went|stood|took|stand)\w+ed|cheated|robbed|bullied|"
        rf"insulted|humiliated|evicted)\b"
    ),
    expression(
        r"\b(?:error|mistake|failure|fault|oversight|lapse|misjudge?ment|omission)s? on (?:our|my) part\b|\bmy "
        r"(?:mistake|fault|error)\b"
    ),
    expression(r"\bonly ourselves to blame\b|\bblame (?:only )?ourselves\b|\bon us\b(?=[.!,;]|$)"),
    expression(
        r"\b(?:we|I|our)\b.*\b(?:that|which|this|it) was (?:\w+ )?(?:wrong|not true|untrue|dishonest|a (?:\w+ "
        r")?(?:mistake|error|failure|lie)|careless|unacceptable|our {OUR_FAULT}|the wrong \w+|inexcusable|"
        r"negligent|unfair)"
    ),
    expression(r"\bour (?:own )?(?:\w+ ){0,2}?{OUR_FAULT}\b(?! to (?:investigate|answer|help))"),
]

SORRY = expression(
    r"\b(?:saddens (?:us|me)|pains us|saddened|pained|sorry|apologi[sz]e|apologi[sz]ing|apology|apologies|regret|"
    r"regrets|ashamed|remorse|forgive us)\b"
)
OWN_SORRY = expression(
    r"(?:\b(?:am|are|'re|'m|is|feel|be|were|was) (?:\w+ ){0,3}?(?:sorry|ashamed)\b"
    r"|(?:^|[:;,–—-] ?|\band |\bso )(?:(?:truly|very|so|deeply|really|we're|we are) )*sorry\b"
    r"|\b(?:we|I) (?:[\w']+ ){0,5}?(?:apologi[sz]e|regret)\b|\bsay (?:\w+ )?sorry\b|\blet (?:me|us) (?:\w+ "
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
    expression(r"^ ?(?:that|for the way)? ?(?:the|your) [\w -]{2,40}? (?:that )?(?:we|I) \w+"),
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
    expression(
        r"^ ?(?:that|how) (?:it|they) (?:\w+ly )?(?!was |were |is |has |have |had |may |might |can |felt |could )\w+"
    ),
    expression(r"^,? (?:on behalf of [\w ]{2,40}?, )?for (?:how|what) (?:we|I) \w+"),
    expression(r"^ ?(?:for )?(?:the|your) [\w -]{2,40}? (?:that |which )?(?:we|I) (?!hope|will|can\b)\w+"),
    expression(
        r"^ ?for (?:its|their) (?:own )?(?!customers|members|patience)(?:\w+ ){0,3}?{FAULT_NOUNS}\b|^ ?for (?:its|"
        r"their) (?:failure|decision|silence|part|role)\b"
    ),
    expression(r"^ ?(?:for |about )?how \w+ly (?:we|I) \w+|^ (?:that )?(?:we|I) admit\b"),
    expression(r"^ ?to have \w+"),
    expression(r"^ ?(?:having|not having|not \w+ing|\w+ing) \w+"),
    expression(r"^.{0,90}?\bwho(?:se|m)? (?:[\w-]+ ){0,4}?(?:we|I) \w+"),
    expression(
        r"^ ?(?:for|about) (?:your|the) (?:\w+ ){0,2}?(?:lost|missing|wrong|late|broken|double|deleted|unanswered|"
        r"incorrect|false)\b"
    ),
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
    "(?:a|one)_in_(?:\\w+)"
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
    "requests? profiles? strangers? numbers?"
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
    r"\b(?:a|one) (?:single |elderly |young )?(?:customer|member|patient|child|passenger|household|family|user|"
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
    r"evicted|"
    r"missed|turned away|refused|owed|infected|overdrawn|scared|frightened|fell|suffered|deprived)\b"
)
NO_HARM = expression(
    r"\b(?:refund\w*|repaid|reimburs\w+|compensat\w+|restor\w+|wrote|written|asked|called|thank\w*|answered|"
    r"serve[ds]?|help\w*|test\w*|invit\w*|hir\w+|will|happy|satisfied|loyal|proud|trust(?:s|ed)? us|promise|"
    r"install\w*|contacted|visit\w*|interview\w*|deliver(?:s|ed)? (?:every|each)|employ\w*|use our)\b"
)
NOT_HARMFUL = expression(r"\bhave\b.*\bhappy\b|\bserved?\b|\bwill\b")
UNKNOWN_HARM = expression(
    r"\b(?:do(?:es)? ?(?:not|n't) (?:yet )?know|(?:not|un)(?: yet| currently)? ?(?:known|clear|sure|certain)|"
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
    re.compile(r"\b(?:may|might|could) have\b|\bperhaps\b|\bpossibly\b"),
    re.compile(r"\b(?:[Ss]upposing|[Aa]ssuming|[Pp]rovided|[Ii]n cases? where|[Ww]henever|[Ss]o far as|[Uu]nless)\b"),
    re.compile(r"\b[Ww]here (?!we\b)[\w' ]{2,40}?\b(?:not|fell|short|fail\w*|less|feels?|felt)\b"),
    re.compile(r"\b[Ww]here we\b[^.]*\b(?:not|fell|short|fail\w*|less)\b"),
    re.compile(r"\b(?:any|to (?:any|those))\b[^.]*\bwho (?:feels?|felt|thinks?|believes?)\b"),
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
    "lost_(?:confidence|faith|trust)_in "
    "land_with landed_with bad_taste sour_taste rubbed_(?:\\w+_){1,3}wrong expected_(?:more|better)_of_us lived_up"
)
FEELINGS = [
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
    expression(r"^ ?for the way (?:that )?(?:you|they|people|some)\b"),
    expression(
        r"^ ?(?:for |about )?(?:how|the way) (?:my|our|the) (?:\w+ ){1,3}?(?:was|were|has been|have been) "
        r"(?:received|taken|perceived|seen|read)\b"
    ),
    expression(
        r"^ ?(?:for )?(?:the|any|all the) (?:\w+ ){0,2}?(?:anger|upset|offen[cs]e|disappointment|hurt|frustration|"
        r"distress|unease|worry) (?:that )?(?:our|this|it|the|my)\b"
    ),
    expression(
        rf"^ ?(?:if |that )?(?:this|it|our [\w-]+(?: [\w-]+)?|the [\w-]+(?: [\w-]+)?|what \w+ \w+|these \w+) (?:has |"
        rf"have |may have )?(?:\w+ )?(?:upset|offended|disappointed|annoyed|angered|frustrated|confused|bothered|"
        rf"hurt|(?:made|left|makes|caused) {READER} (?:to )?(?:feel|angry|upset|uncomfortable|uneasy|frustrated|"
        rf"unhappy|feeling|worried))\b"
    ),
]

CONNECTIVES = (
    r"(?:but|however(?=,)|although|though|yet|nevertheless|nonetheless|still|that said|that being said|even though|"
    r"even "
    r"so|having said that|albeit|at the same time)"
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
    r"^(?:(?:while|although|though|even though|much as|as much as) (?:we|I)|despite our|for all "
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
)

AGENTLESS_NOUN = words(
    "mistakes? errors? faults? oversights? failures? failings? missteps? lapses? slips? misjudge?ments? wrongs? "
    "mix-ups? omissions? blunders? missteps? wrong_\\w+ bad_\\w+ poor_\\w+ incorrect_\\w+ balls?"
)
FAULT_PARTICIPLES = words(
    "deleted lost charged overcharged removed overlooked ignored missed disclosed exposed disabled leaked "
    "dropped mishandled misplaced misled misinformed misdirected misconfigured misused mistreated neglected "
    "forgotten broken "
    "breached compromised violated damaged destroyed erased wiped delayed cancelled billed double-charged "
    "skipped misrouted misapplied miscalculated duplicated corrupted published_by_mistake let_down stolen "
    "abandoned cut_off omitted withheld "
    "(?:sent|issued|delivered|applied|published|shared|printed|charged|paid|given|handled|entered|configured|"
    "calculated|communicated|stored|labelled|processed|dispatched|forwarded)_(?:\\w+_){0,4}(?:wrong\\w*|"
    "incorrect\\w*|mistake|error|late|inadvertently|poorly|badly|improperly|twice) "
    "(?:inadvertently|accidentally|mistakenly|wrongly|incorrectly|erroneously|improperly|unintentionally|"
    "unfortunately|regrettably)_\\w+ "
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
    expression(r"\b(?:was|were|been|being|got|gets?) (?:\w+ )?{FAULT_PARTICIPLES}(?!\w)"),
    expression(
        r"\b(?:wrong|incorrect|inappropriate|faulty|inaccurate|bad|poor) (?:[\w-]+ ){1,3}?(?:was|were|has been|have "
        r"been|had been) \w+(?:ed|en|de|nt|ld|id)\b"
    ),
    expression(
        r"\b(?:was|were|been) (?:not|never) (?:\w+ly )?(?:met|followed|answered|renewed|tested|checked|communicated|"
        r"delivered|kept|informed|observed|honou?red|applied|sent|upheld|notified|monitored|reviewed|respected|made|"
        r"done|taken|handled|told|updated|caught|noticed|maintained|escalated|read)\b"
    ),
    expression(r"\bwas (?:an?|the) (?:\w+ ){0,2}?(?:failure|lapse|breakdown|lack) (?:of|to|in)\b"),
    expression(
        r"\b(?:was|were|has|have|had)(?: not|n't| never)(?: yet)?(?: been)? (?:\w+ly )?(?!hurt\b|injured|affected|"
        r"harmed|lost\b|"
        r"damaged|compromised|accessed|stolen|taken\b|exposed|charged|deleted|been\b|able)\w+(?:ed|en|ept|ade|old|"
        r"ent|one|ead|un|out|aid)\b"
    ),
    expression(r"\b(?:got|gets|getting) (?:\w+ly )?\w+(?:ed|en|st|ld)\b"),
    expression(
        r"\b(?:was|were|been|being) \w+(?:ed|en|t|ld|de|ne|wn)\b.{0,40}?(?:\bin error\b|\bby mistake\b|\bby "
        r"accident\b|\bwrongly\b|"
        r"\b(?:with|to|at|into|from|for|on) the wrong\b|\bprematurely\b|\btwice\b|\bunintentionally\b)"
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
        r"\b(?:corners|lines|wires|promises|calls|boxes|deadlines|signs) (?:were|was|got|have been|had been) (?:\w+ "
        r")?(?:cut|crossed|made|broken|missed|dropped|ticked)\b"
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
        r"\b(?:could|should|ought to) (?:\w+ )?have been (?:\w+ )?(?:handled|done|managed|communicated|avoided|"
        r"prevented|caught|better|spotted|explained)\b"
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
    r"\b(?:we|I|we've|I've)\b|\bby (?:us|me|our|a member|members|the (?:courier|carrier|bank)|[A-Z]\w+)\b|\bour "
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
    r"|a few (?:people|customers?|members?|users?|orders?|parcels?|cases?|accounts?|homes?|households?|hubs?|"
    r"devices?|bills?|units?)\b"
    r"|a (?:few|couple of) (?:isolated |single |odd )?(?!days|hours|minutes|weeks|months|years|moments|seconds|of us|"
    r"words|lines|steps)[a-z]+s\b|very few\b|hardly any\w*|scarcely any\w*|almost no ?(?:one|body)|nearly no ?(?:one|"
    r"body)"
    r"|(?:vast|overwhelming|great|large) majority\b|most (?:of you|customers|users|members|people) (?:were "
    r"(?:not|un)|noticed nothing|did not notice|will not have|saw no)"
    r"|a certain number|an? unspecified number)"
)
QUALITY_SHRINKERS = expression(
    r"\b(?:a (?:little )?bit of (?:an? |trouble)|(?:barely|hardly|scarcely) notic\w+|bumpy|(?:for the most part|"
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
    r"\b(?:to call (?:this|it|that)|(?<!nothing )(?<!no )more than|not (?:just|only|merely|simply|minor|a (?:minor|"
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
    r"\b(?:customer|member|reader|firefighter|volunteer|researcher|neighbour|passenger|nurse|police|(?:fire "
    r")?brigade|fire service|emergency service|rescuer|student|user|"
    r"parent|journalist|paramedic)s?\b.*\b(?:"
    r"found|did|told|noticed|reported|spotted|helped|saved|by)\b"
    r"|\b(?:work|job|effort)s? (?:by|of|from) the (?:fire|police|emergency|rescue|ambulance)\b"
)
NOT_PRAISE = expression(
    r"\b(?:not|n't|never|hardly|nothing|should|used to|instead of|rather than|(?:we|I) thought|need to|from "
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
BLAME = [
    expression(
        r"\b(?:result(?:s|ed|ing)? from|caused by|because of|victims? of|due to) (?:an?|the) (?:[\w-]+ "
        r"){0,3}?(?:attack|theft|strike|crime|fraud|sabotage|hoax)\b"
    ),
    expression(
        r"\bbecause (?:an?|the|some|one|another) (?:[\w-]+ ){0,2}?(?:guest|customer|user|passenger|visitor|employee|"
        r"contractor|driver|supplier|neighbour|patient|student|third party|hacker|worker|vendor|courier|member of "
        r"the public)s? \w+"
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
        r"\b(?:cut|damaged|hit|struck|broken|severed|stolen|leaked|deleted|disabled|blocked|vandalised|vandalized|"
        r"contaminated|tampered with) by (?!us\b|our\b)(?:an?|the|some|one) \w+"
    ),
    expression(
        r"^(?:an? )(?:external|outside|third-party|independent|former|local) (?:\w+ ){1,2}?(?!has agreed|will)\w+ed\b"
    ),
    expression(
        rf"^(?:(?:an?|the|this|that|unfortunately|recent|sudden|severe|heavy|extreme|unprecedented|record),? "
        rf")*(?:[\w-]+ ){{0,2}}?{FORCES}\b(?: (?:by|of|in|at|on) (?:[\w'-]+ ){{0,4}}?[\w'-]+)? (?!was cold)\w+(?:ed|"
        rf"t|de|w|ft|ke|an)\b"
    ),
    expression(
        rf"\b(?:because of|due to|owing to|caused by|thanks to|a result of) (?:(?:an?|the|this) )?(?:[\w-]+ "
        rf"){{0,3}}?{FORCES}\b"
    ),
    expression(r"\bit was (?!we|us|our|I\b|my\b)(?:the |a |an )?(?:[\w'-]+ ){1,5}?(?:that|who|which) (?!we\b|I\b)\w+"),
    expression(
        r"^had (?!we\b|I\b|our\b|us\b)(?:the |a |an |any )?[\w' -]{2,40}? (?:\w+ed|told|read|kept|done|known|given|"
        r"come|been|not)\b"
    ),
    expression(
        r"\b(?:problem|issue|fault|error|disruption|delay|failure|outage|contamination|shortage|confusion|breach)s? "
        r"(?:entirely |solely |largely )?(?:stems?|stemmed|arose|comes?|came|result(?:s|ed)|originated|lies|lay|was "
        r"down|is down) (?:from|with|to) (?!our\b|us\b|a (?:mistake|failure|decision) (?:of|by) (?:ours|us))"
    ),
    expression(
        r"\b(?:work|act|actions|fault|doing) of (?:one|a|an) (?:\w+ ){0,2}?(?:person|individual|employee|man|woman|"
        r"contractor|actor|bad apple)\b|\bno longer (?:works|employed|with)\b"
    ),
    expression(
        r"\b(?:an?|the|our|one) (?:[\w-]+ ){0,2}?(?:member of staff|members of staff|third-party vendor|third-party "
        r"supplier|contractor we hired)\b"
    ),
    expression(
        r"\b(?:vendor|supplier|manufacturer|partner|provider|contractor|installer|third party|third-party \w+)'s "
        r"(?:[\w-]+ ){0,3}?(?:firmware|software|update|system|driver|error|mistake|failure|fault|bug|part|code|"
        r"staff)\b"
    ),
    expression(
        r"^(?:unfortunately,? |regrettably,? )?(?:the |our |some |many |most |certain |several )?(?:customers|users|"
        r"members|people|parents|passengers|patients|players|students|readers|tenants|guests|visitors|residents|"
        r"drivers|owners|applicants) (?:(?:who |had |have |did |didn't |chose |failed |ignored |left |forgot |"
        r"entered |should )|\w+ )[^.;]*?\b(?:not read|reus\w+|weak|ignor\w+|forgot\w*|fail\w+|wrong\w*|should have|"
        r"neglect\w+|against|easy|misus\w+|never|exposed|open|set off|without|did not|didn't|had not|incorrect\w*|"
        r"too late)\b(?! log in| reach)"
    ),
    expression(
        rf"^(?:[\w'’,-]+ ){{0,6}}?{THIRD_PARTY}\b(?! (?:has|have|had) (?:now |since |already )?(?:returned|paid|"
        rf"agreed|apologi[sz]ed|restored|fixed))[^.;]*?\b{MISCHIEF}"
    ),
    expression(
        rf"\b(?:due|thanks|owing|down) (?:\w+ )?to (?:[\w'’-]+ ){{0,4}}?{THIRD_PARTY}|\b(?:came|originated|started|"
        rf"began|arose|stemmed) (?:from|with|at|in) (?:[\w'’-]+ ){{0,3}}?{THIRD_PARTY}"
    ),
    expression(
        r"\b(?:courier|supplier|vendor|contractor|carrier|customer|user|bank|provider|other side|board|school|"
        r"airline|weather|union)s?,? (?:and )?(?:not|rather than) (?:us|we|our\w*|the (?:university|company|bank|"
        r"council|hospital|airline|school))\b|\brather than (?:us|with us)\b"
    ),
    expression(rf"^had (?:the )?(?:{OTHERS}|customers|users|members|people|parents|passengers|patients|you)\b"),
    expression(
        r"^(?:the |our |some |many |most |certain )?(?:customers|users|members|people|parents|passengers|patients|"
        r"players|students|readers|tenants|guests) (?:who |had |did |didn't |failed |ignored |forgot |should "
        r")[^.;]*?\b(?:reus\w+|did not|didn't|ignor\w+|forgot|fail\w+|wrong\w*|should have|neglect\w+|against|easy|"
        r"misus\w+|never)\b"
    ),
    expression(
        r"\b(?:driver|employee|manager|engineer|worker|nurse|officer|contractor|member of staff)s? (?:\w+ )?(?:has|"
        r"have|was|were) (?:\w+ )?(?:been )?(?:dismissed|fired|sacked|suspended|let go|disciplined)\b"
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
    expression(rf"{CUSTOMERS} who (?:did not|didn't|had not|failed to|ignored|forgot)\b"),
    expression(r"^(?:nobody|no one) (?:told|warned|informed) us\b"),
    expression(
        r"^(?:a|an|one) (?:\w+ )?(?:employee|intern|trainee|contractor|worker|technician|staff member)s? \w+ed\b"
    ),
]

DO_NOT_BLAME = expression(
    r"\b(?:not|never|n't|cannot|no) (?:to )?blame\b|\b(?:was|is|were) (?:not|never) (?:the|your|their) (?:fault|"
    r"doing)\b|\bcould not (?:log in|reach|use|get|buy|pay)\b"
)
OWN_CHOICE = expression(
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
THANKED_PERSON = expression(
    r"\b(?:who|whose) (?:found|reported|told|warned|wrote|helped|tested|noticed|pointed)|\breported\b|\bfor "
    r"telling\b|\bfor (?:the )?(?:report|photograph|warning|hint|proof)"
)


def any_of(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def unconditional(text: str) -> str:
    """The sentence without its if-clauses; "did not say if …" keeps its object."""
    return text if EMBEDDED_IF.search(text) else IF_CLAUSE.sub(" ", text)


# elements


def takes_responsibility(text: str) -> bool:
    """We or I, with a verb of fault, outside an if-clause."""
    return any_of(RESPONSIBILITY, unconditional(text))


def is_own_regret(text: str) -> bool:
    """Says sorry at all, in our own name and now."""
    return bool(OWN_SORRY.search(text)) and not NOT_SORRY.search(text)


def sorry_objects(text: str) -> list[str]:
    """What stands behind each "sorry", "apologise" or "regret" of ours; again without the person apologised to."""
    objects: list[str] = []
    for found in SORRY.finditer(text):
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
    return bool(BARE_SORRY.search(text)) and (takes_responsibility(following) or takes_responsibility(before))


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
    if COUNTED.search(text):
        return harmful or not NO_HARM.search(text)
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


def owns(clause: str) -> bool:
    """Whether the clause behind a "but" goes on about our own fault rather than excusing it."""
    return bool(OWN_CLAUSE.search(clause)) or (
        takes_responsibility(clause) and not re.search(r"\bhad no choice\b", clause)
    )


def hides_doer(text: str, *beside: str) -> bool:
    """ "Mistakes were made": a fault without anybody who did it, here or in the sentences beside."""
    bare = NO_DOER.sub(" ", text)
    if DOER.search(bare) or UNHARMED.search(bare) or (MENDED.search(bare) and not AGENTLESS[0].search(bare)):
        return False
    if any_of(AGENTLESS[:CANONICAL_AGENTLESS], bare):
        return True
    return any_of(AGENTLESS[CANONICAL_AGENTLESS:], bare) and not any(map(takes_responsibility, beside))


def shrinks(text: str) -> bool:
    """ "Inconvenience", "a small number" with no number: the harm made small."""
    if NOT_SHRINKING.search(text):
        return False
    if QUALITY_SHRINKERS.search(text):
        return not (names_harm(text) and not re.search(r"inconvenien|glitch|hiccup|only|just|merely", text, re.I))
    return (
        bool(QUANTITY_SHRINKERS.search(text)) and not HAS_NUMBER.search(text) and not re.match(r"only we\b", text, re.I)
    )


def praises_itself(text: str) -> bool:
    if NOT_LIKE_US.search(text):
        return True
    return any_of((SELF_PRAISE, MORE_PRAISE), text) and not NOT_PRAISE.search(text) and not OTHERS_DID_WELL.search(text)


def blames(text: str, paragraph: Iterable[str] = ()) -> bool:
    """Somebody else's fault, in a paragraph that owns none."""
    if not any_of(BLAME, text) or FUTURE.search(text) or DO_NOT_BLAME.search(text):
        return False
    return not any(takes_responsibility(sentence) or OWN_CHOICE.search(sentence) for sentence in (text, *paragraph))


def thanks_for_patience(text: str) -> bool:
    found = THANKS.search(text) and THANKED_FOR.search(text)
    return bool(found) and not any_of((THANKED_PERSON, NO_THANKS), text)
