//! Orders: how they begin and end, how one is divided, and the small words between what is ordered.

use super::listed::Listed;

/// "nothing more".
pub(crate) static ENDS: Listed = Listed::new(
    "c'est tout | cest tout | ce sera tout | ça sera tout | c'est tout bon | c'est bon | cest bon | c'est bon comme ça | ça suffit | ça ira | ça ira comme ça | rien d'autre | rien de plus | plus rien | j'ai fini | c'est fini | c'est complet | on a tout",
    "das ist alles | das war alles | das wäre alles | das wars | das war's | das wars dann | das wär's | das ist genug | mehr nicht | nichts mehr | nichts weiter | sonst nichts | sonst nichts mehr | das reicht | das genügt | passt so | das passt so | bin fertig | ich bin fertig | wir haben alles",
    "è tutto | questo è tutto | sarà tutto | basta così | va bene così | a posto così | sono a posto | siamo a posto | nient'altro | niente altro | nulla più | niente più | ho finito | abbiamo tutto",
    "that's all | thats all | that is all | that'll be all | that will be all | that's it | thats it | that is it | that's everything | that's enough | nothing else | nothing more | no more | i'm done | im done | i'm good | all done | we're good | we have everything",
);

/// These end the list when they are the whole message.
pub(crate) static ENDS_ALONE: Listed = Listed::new(
    "tout | rien | fini | terminé | complet",
    "alles | nichts | fertig | schluss",
    "tutto | niente | finito | termine | basta",
    "all | nothing | done | finished | stop",
);

/// "juste un coca": this, and then nothing more; only where a message begins.
pub(crate) static ONLY: Listed = Listed::new(
    "juste | seulement | uniquement | simplement",
    "nur | bloss | lediglich | einfach",
    "solo | soltanto | solamente | semplicemente",
    "just | only | simply",
);

pub(crate) static AND: Listed = Listed::new(
    "et | ou | ni | plus | puis | ainsi",
    "und | oder | noch | sowie | plus | dann | dazu",
    "e | ed | o | oppure | né | più | poi | oltre",
    "and | or | nor | plus | then | also | along | together | well",
);

/// Ends what a marker covers: "ohne Zwiebeln, aber mit Käse".
pub(crate) static BUT: Listed =
    Listed::new("mais | sinon", "aber | sondern | jedoch", "ma | però | bensì", "but | however | otherwise");

pub(crate) static ALL: Listed = Listed::new(
    "tous | toutes | chacun | chacune | chaque",
    "alle | beide | beiden | jede | jeder | jedes | jeweils",
    "tutti | tutte | entrambi | entrambe | ognuno | ognuna | ciascuno | ciascuna",
    "all | both | each | every",
);

/// These mean all records only before what is said of them: "alles ohne Zwiebeln", "tout sans oignons".
pub(crate) static ALL_BEFORE: Listed = Listed::new("tout", "alles", "tutto", "everything");

pub(crate) static ALL_OF_TWO: Listed = Listed::new(
    "les deux | les trois | les quatre",
    "die zwei | die drei | die vier",
    "tutti e due | tutte e due | tutti e tre | tutte e tre",
    "the two | the three | the four",
);

/// A clause that begins so is no item of a list.
pub(crate) static BREAKERS: Listed = Listed::new(
    "je | j | c | ce | il | elle | on | nous | vous | ils | pour | merci | svp",
    "ich | es | wir | ihr | das | für | bitte | danke",
    "io | vorrei | voglio | noi | per | grazie | prego",
    "i | we | it | you | that | for | thanks | please",
);

pub(crate) static WITH: Listed = Listed::new("avec", "mit", "con", "with");

/// "2 x margherita", "margherita fois deux"
pub(crate) static TIMES: Listed = Listed::new("fois", "mal", "volte", "times | x");

/// "the other with oat milk": one more of the same.
pub(crate) static OTHER: Listed =
    Listed::new("autre", "andere | anderer | anderes | anderen", "altro | altra", "other | another");

/// "three pizzas, one with ham and the rest with olives"
pub(crate) static REST: Listed = Listed::new(
    "le reste | les autres",
    "der rest | den rest | die anderen | die übrigen | die restlichen",
    "il resto | gli altri | le altre | i restanti | le restanti",
    "the rest | the others | the remaining",
);

/// "a dozen rolls, half of them whole wheat"
pub(crate) static HALF: Listed = Listed::new(
    "la moitié",
    "die hälfte | die hälfte davon",
    "la metà | metà",
    "half | half of them | half of those",
);

/// "einer mit Käse, noch einer ohne"
pub(crate) static ONE_MORE: Listed = Listed::new(
    "encore un | encore une | un autre | une autre | l'un | l'une | l'autre",
    "noch ein | noch eine | noch einen | noch einer | noch eins | ein anderer | eine andere | einen anderen | der andere | die andere | das andere | den anderen",
    "ancora un | ancora uno | ancora una | un altro | un'altra | l'uno | l'una | l'altro | l'altra",
    "one more | another one | the other one",
);

/// "in a vase", "on a sesame bun": an article behind one of these counts nothing.
pub(crate) static IN: Listed = Listed::new(
    "dans | sur | comme",
    "in | im | auf | am | als",
    "in | nel | nella | su | sul | sulla | come",
    "in | into | on | as",
);

/// "the same but small"
pub(crate) static SAME: Listed = Listed::new(
    "le même | la même | les mêmes | la même chose | pareil | idem",
    "dasselbe | dieselbe | denselben | das gleiche | das selbe | die gleiche | den gleichen | ebenso",
    "lo stesso | la stessa | gli stessi | le stesse | uguale | idem",
    "the same | same again | same thing | the same again",
);

/// "a margherita and a calzone, two of each"
pub(crate) static EACH: Listed = Listed::new(
    "de chaque | chacun | chacune",
    "von jedem | von jeder | je",
    "di ciascuno | di ciascuna | di ognuno | di ognuna | per tipo | ciascuno | ciascuna",
    "of each | each",
);

/// "a pump of caramel": joins an amount to what it measures.
pub(crate) static OF: Listed =
    Listed::new("de | d | du | des", "von | vom", "di | del | della | dello | dell | al", "of");

/// Measures of what is in something, never of what is ordered: "a dash of milk".
pub(crate) static SMALL: Listed = Listed::new(
    "goutte | gouttes | pincée | pincées | cuillère | cuillères | cuillerée | cuillerées | trait | traits | filet | giclée | soupçon | pointe | nuage | noisette | couche | dose | doses | pompe | pompes",
    "tropfen | prise | prisen | löffel | löffeln | teelöffel | esslöffel | messerspitze | schuss | spritzer | hauch | klecks | schicht | dosis | pumpstoss",
    "goccia | gocce | pizzico | pizzichi | cucchiaio | cucchiai | cucchiaino | cucchiaini | spruzzo | spruzzi | spruzzata | filo | punta | velo | strato | dose | dosi",
    "drop | drops | pinch | pinches | spoon | spoons | spoonful | spoonfuls | teaspoon | teaspoons | tablespoon | tablespoons | dash | dashes | splash | touch | hint | bit | squeeze | squirt | drizzle | dollop | layer | shot | shots | pump | pumps",
);

/// Ways to say what a marker says: one of a kind among the markers of a field stands for the others, before its own items.
pub(crate) static ALIKE: [&Listed; 4] = [&WITHOUT, &MORE, &LESS, &APART];

pub(crate) static WITHOUT: Listed = Listed::new(
    "sans | sans aucun | sans aucune | pas de | pas d | sauf | excepté | moins | enlevez | enlève | enlever | retirez | retire | retirer | évitez",
    "ohne | ohne jede | kein | keine | keinen | nicht mit | ausser | minus | weglassen | lassen sie weg | lass weg | nehmen sie weg | entfernen",
    "senza | senza alcun | senza alcuna | niente | non con | tranne | eccetto | meno | togli | tolga | togliere | togliete | evitare",
    "without | without any | no | with no | but no | not any | except | except for | minus | hold | hold the | leave off | leave off the | leave out | leave out the | take off the | skip the | avoid",
);

static MORE: Listed = Listed::new(
    "extra | supplément | supplément de | avec supplément | plus de | davantage de | beaucoup de | plein de | double | en plus",
    "extra | extra viel | zusätzlich | zusätzliche | zusätzlichen | mehr | viel | viele | reichlich | doppelt | doppelte",
    "extra | aggiunta di | con aggiunta di | supplemento di | più | molto | molta | molti | molte | tanto | tanta | doppio | doppia",
    "extra | additional | more | much | lots of | a lot of | plenty of | loads of | heavy on | heavy on the | double | double the",
);

static LESS: Listed = Listed::new(
    "un peu de | peu de | très peu de | juste un peu de | moins de | pas trop de | pas beaucoup de | léger en",
    "wenig | nur wenig | weniger | ein wenig | ein bisschen | etwas | nicht viel | nicht zu viel",
    "un po di | poco | poca | pochi | poche | solo un po di | meno | non troppo | non molto | leggero di",
    "a little | little | just a little | a little bit of | less | not much | not too much | light | light on | light on the | easy on | easy on the | go easy on | go easy on the",
);

static APART: Listed = Listed::new(
    "à part | à côté | séparément",
    "separat | getrennt | extra dazu | daneben",
    "a parte | separatamente | a lato",
    "on the side | separately | apart",
);

/// Words between the things of an order that say nothing by themselves: prepositions, what is done to food, helping verbs,
/// pronouns.
pub(crate) static LINKS: Listed = Listed::new(
    "avec | sur | dans | en | à | a | au | aux | du | des | comme | par | chez | que | aussi | garni | garnie | fait | faite | contenant | compris | est | être | soit | doit | devrait | prends | prendre | prendrai | vous | tu | ce | moi | mon | ma",
    "mit | auf | in | im | an | am | als | vom | bei | zum | zur | für | noch | auch | dann | belegt | gemacht | enthaltend | inklusive | ist | sein | soll | sollte | nehme | nehmen | sie | du | ihr | mein | meine",
    "con | col | su | sul | sulla | in | nel | nella | come | al | alla | alle | allo | agli | ai | da | dal | dalla | che | anche | guarnito | guarnita | fatto | fatta | contenente | compreso | è | sia | essere | dovrebbe | prendo | prendere | lei | dia | mi | mio | mia",
    "with | on | in | as | of | from | by | some | any | too | topped | made | added | comes | containing | including | having | is | be | should | would | want | like | need | take | make | order | let | do | top | s | you | them | this",
);

/// "deux margheritas, dont une sans olives"
pub(crate) static WITHIN: Listed =
    Listed::new("dont", "davon | darunter | wovon", "cui | quali", "those | them | which");

/// "Can I get …", "je peux avoir …": asks for something, and is no question.
pub(crate) static GET: Listed = Listed::new(
    "avoir | recevoir | prendre | commander | mettre | ajouter | donner | faire | préparer | servir | envoyer | apporter | passer | utiliser",
    "haben | bekommen | kriegen | nehmen | bestellen | dazugeben | hinzufügen | geben | machen | zubereiten | servieren | schicken | bringen | reservieren | aufgeben | verwenden",
    "avere | ricevere | prendere | ordinare | mettere | aggiungere | dare | fare | preparare | servire | mandare | portare | passare | usare",
    "have | get | take | order | put | add | give | do | make | prepare | fix | serve | send | bring | place | use",
);

/// "can", "may": asks whether one may have it.
pub(crate) static CAN: Listed = Listed::new(
    "puis | peux | peut | pouvons | pouvez | pourrais | pourrait | pourrions | pourriez",
    "kann | kannst | können | könnt | könnte | könntest | könnten | könntet | darf | dürfen | dürfte | dürften",
    "posso | puoi | può | possiamo | potete | potrei | potresti | potrebbe | potremmo | potreste",
    "can | could | may | might | will | would",
);

pub(crate) static ME: Listed = Listed::new(
    "je | j | moi | nous",
    "ich | mir | wir | uns",
    "io | mi | noi | ci | posso | potrei | possiamo",
    "i | me | we | us",
);
