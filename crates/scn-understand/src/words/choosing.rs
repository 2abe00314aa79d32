//! How people choose without a name: the same again, all, none, no matter which.

/// What was said before is meant again.
pub(crate) const SAME: &[&str] = &[
    // French
    "la même chose | même chose | pareil | pareille | idem | tout pareil | comme avant | comme d'habitude | comme d'hab | comme toujours | comme la dernière fois | comme l'autre fois | que la dernière fois | comme la fois passée | que la fois passée",
    // German
    "gleich | wie letztes mal | wie das letzte mal | wie beim letzten mal | wie vorher | wie zuvor | wie immer | wie gehabt | wie üblich | wie sonst",
    // Italian
    "la stessa cosa | stessa cosa | uguale | uguali | idem | come prima | come sempre | come al solito | come l'ultima volta | dell'ultima volta | come la volta scorsa | come l'altra volta | uguale a prima",
    // English
    "same again | the same again | same thing | the same thing | as before | like before | as usual | as always | like always | as last time | like last time | than last time | from last time | ditto",
];

/// The same, on its own or before what is to be the same: "la même", "dieselbe Adresse".
pub(crate) const SAME_OF: &[&str] = &[
    "le même | la même | les mêmes | encore la même | encore le même | toujours la même | toujours le même",
    "das gleiche | den gleichen | die gleiche | die gleichen | der gleiche | dasselbe | dieselbe | dieselben | denselben | derselbe | nochmal das gleiche | nochmal dasselbe",
    "lo stesso | la stessa | gli stessi | le stesse | il solito | la solita | i soliti | le solite",
    "the same | same | the same one | same one | the usual | my usual",
];

/// Any of what is offered will do.
pub(crate) const NO_MATTER: &[&str] = &[
    // French
    "peu importe | peu m'importe | n'importe | n'importe quoi | n'importe lequel | n'importe laquelle | n'importe lesquels | n'importe lesquelles | égal | c'est égal | ça m'est égal | cela m'est égal | tout m'est égal | comme vous voulez | comme tu veux | comme vous préférez | comme tu préfères | ce que vous voulez | ce que tu veux | à vous de choisir | à toi de choisir | à vous de voir | choisissez pour moi | choisis pour moi | au choix | au hasard | surprenez-moi | surprends-moi | pas de préférence | aucune préférence | sans préférence | je n'ai pas de préférence | j'ai pas de préférence | je n'ai aucune préférence | je m'en fiche | l'un ou l'autre | l'une ou l'autre | les deux me vont | tout me va",
    // German
    "egal | ganz egal | völlig egal | ist egal | das ist egal | ist mir egal | mir egal | mir ist es egal | das ist mir egal | es ist mir egal | egal welche | egal welcher | egal welches | egal welchen | egal was | gleichgültig | ist mir gleich | mir gleich | wurst | ist mir wurst | mir wurst | spielt keine rolle | das spielt keine rolle | keine präferenz | keine vorliebe | irgendeine | irgendeiner | irgendeines | irgendeins | irgendeinen | irgendwas | irgendetwas | irgendwelche | beliebig | eine beliebige | ein beliebiges | einen beliebigen | was sie wollen | was du willst | wie sie wollen | wie du willst | wie sie möchten | wie du möchtest | suchen sie aus | such du aus | such aus | entscheiden sie | entscheide du | wählen sie für mich | überraschen sie mich | überrasch mich | überrasche mich | beides geht | das eine oder das andere",
    // Italian
    "qualsiasi | qualunque | uno qualsiasi | una qualsiasi | uno qualunque | una qualunque | qualsiasi cosa | indifferente | è indifferente | mi è indifferente | per me è indifferente | è uguale | per me è uguale | mi è uguale | è lo stesso | per me è lo stesso | fa lo stesso | non importa | non mi importa | poco importa | scegli tu | scelga lei | scegliete voi | decidi tu | decida lei | decidete voi | come vuole | come vuoi | come volete | come preferisce | come preferisci | quello che vuole | quello che vuoi | nessuna preferenza | non ho preferenze | senza preferenze | l'uno o l'altro | l'una o l'altra | a caso | mi sorprenda | sorprendimi | sorprendetemi | va bene tutto",
    // English
    "either | either one | either way | either is fine | either works | either of them | any | any one | any of them | any of these | anything | any is fine | anything is fine | anything goes | whichever | whatever | whichever one | whatever you like | whatever you want | whatever you have | whichever you like | as you like | as you wish | i don't mind | don't mind | i don't care | don't care | i do not mind | i do not care | no preference | i have no preference | without preference | it doesn't matter | doesn't matter | it does not matter | no matter | you choose | you pick | you decide | your choice | your pick | up to you | surprise me | random | all the same to me | it's all the same | makes no difference | one or the other",
];

/// Nothing of what is offered.
pub(crate) const NONE: &[&str] = &[
    // French
    "aucun | aucune | aucun des deux | aucune des deux | aucun des trois | aucune des trois | aucun d'eux | aucune d'elles | aucun d'entre eux | aucune d'entre elles | aucun de ceux-là | aucune de celles-là | ni l'un ni l'autre | ni l'une ni l'autre | pas un seul | pas une seule | rien | rien du tout | rien de tout ça | rien de tout cela | rien de ça | rien de cela | rien de ceci",
    // German
    "keine | keiner | keines | keins | keinen | gar keine | gar keinen | gar keins | keine davon | keiner davon | keines davon | keins davon | keinen davon | keine von beiden | keiner von beiden | keines von beiden | keins von beiden | keinen von beiden | keine von denen | keines von denen | weder noch | weder das eine noch das andere | nichts | gar nichts | nichts davon | nichts von alledem",
    // Italian
    "nessuno | nessuna | nessuno dei due | nessuna delle due | nessuno dei tre | nessuna delle tre | nessuno di loro | nessuna di loro | nessuno di questi | nessuna di queste | né l'uno né l'altro | né l'una né l'altra | niente | proprio niente | niente di tutto questo | niente di questo | nulla",
    // English
    "none | none of them | none of these | none of those | none of the above | none of the two | none at all | neither | neither one | neither of them | neither of these | neither of the two | not any | not any of them | nothing | nothing at all | nothing of that",
];

/// All there is.
pub(crate) const ALL: &[&str] = &[
    "tout | tous | toute | toutes | le tout",
    "alle | alles | sämtliche | allesamt",
    "tutto | tutti | tutta | tutte | ogni",
    "all | everything | every one | each | all of it",
];

/// Two, three or four of as many.
pub(crate) const ALL_OF: [&[&str]; 3] = [
    &[
        "les deux | tous les deux | toutes les deux",
        "beide | beides | beiden | alle beide | alle zwei",
        "entrambi | entrambe | tutti e due | tutte e due | tutt'e due | ambedue",
        "both | the two | all two",
    ],
    &[
        "les trois | tous les trois | toutes les trois",
        "alle drei | die drei",
        "tutti e tre | tutte e tre",
        "the three | all three",
    ],
    &[
        "les quatre | tous les quatre | toutes les quatre",
        "alle vier | die vier",
        "tutti e quattro | tutte e quattro",
        "the four | all four",
    ],
];

/// What is left out of all.
pub(crate) const EXCEPT: &[&str] = &[
    "sauf | excepté | à l'exception de | à l'exception du | à part | hormis | hors | moins | mais pas",
    "ausser | ausgenommen | mit ausnahme von | bis auf | ohne | aber nicht",
    "tranne | eccetto | salvo | escluso | esclusa | a parte | meno | all'infuori di | ma non",
    "except | except for | but | but not | apart from | other than | excluding | without | minus | bar",
];
