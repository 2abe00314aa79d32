//! Words of which questions are made, whatever they are about.

use std::{collections::BTreeSet, sync::LazyLock};

/// Question words.
const ASKING: &[&str] = &[
    "quand comment combien quel quelle quels quelles pourquoi qui quoi que ou lequel laquelle",
    "wann wo wie wieviel viel viele was welche welcher welches welchen wer wen wem wessen warum wieso weshalb wohin woher womit wofur",
    "quando dove come quanto quanta quanti quante quale quali chi che cosa perche",
    "when where how what which who whom whose why much many",
];

/// Articles, pronouns, prepositions and conjunctions; the verbs "be", "have", "can", "must", "want", "do", "go", "come",
/// "take", "give", "find", "know".
const HELPING: &[&str] = &[
    "le la les un une des du de au aux ce cet cette ces cela ca je tu il elle on nous vous ils elles me te se moi toi lui leur leurs mon ma mes ton ta tes son sa ses notre nos votre vos y en et mais donc si ne pas plus aussi encore avec sans pour par dans sur sous chez entre vers depuis jusqu jusque apres avant tres bien peux peut puis pourrais pourrait pouvez pourriez pouvoir avez avoir ai as avons ont est suis es etes sommes sont etre etait sera fait faites faire font faut dois doit devez veux veut voulez voudrais vais va allez aller viens vient venez venir prends prend prenez prendre donnez donner trouve trouver trouvez sais savez savoir possible quelque chose",
    "der die das den dem des ein eine einen einem einer eines ich du er sie es wir ihr man mich dich mir dir uns euch ihm ihn ihnen sich mein meine meinen meinem meiner dein deine sein seine unser unsere euer eure euren ihre ihren und oder aber auch noch nicht kein keine mit ohne fur von vom zu zum zur bei beim in im an am auf aus nach vor uber unter um bis ab seit sehr so da dann hier jetzt schon kann kannst konnen konnt konnte darf darfst durfen muss musst mussen soll sollte will wollen mochte ist sind bin bist seid war wird werden wurde hat habt habe haben hatte gibt gebt geben geht gehen macht machen mache komme kommt kommen nimmt nehmt nehmen finde finden findet weiss moglich etwas denn",
    "il lo la i gli le un uno una del dello della dei degli delle al allo alla ai agli alle dal dalla nel nella sul sulla io tu lui lei noi voi loro mi ti si ci vi ne mio mia miei mie tuo tua suo sua nostro nostra vostro vostra vostri vostre e ed o ma se non anche ancora con senza per da di in su tra fra dopo prima molto posso puo possiamo potete potrei poter devo deve dovete vorrei voglio vuole ho ha hai abbiamo avete hanno avere sono sei siamo siete essere era sara faccio fa fate fanno fare vado va andare vengo viene venire venite prendo prende prendete prendere trovo trova trovare trovate danno date so sa sapere possibile qualcosa",
    "a an the i you he she it we they me him her us them my your his its our their this that these those and or but if so not no to for of on in at by from with without about into over under until till after before as than then here there too also any some all very just still can could may might must should would will shall do does did done is are am was were be been being have has had go goes going come comes coming take takes taking give get gets got getting find know let need want possible something",
];

type Set = LazyLock<BTreeSet<&'static str>>;

static ASKING_WORDS: Set = LazyLock::new(|| set(ASKING));
static HELPING_WORDS: Set = LazyLock::new(|| set(HELPING));

fn set(table: &[&'static str]) -> BTreeSet<&'static str> {
    table.iter().flat_map(|line| line.split(' ')).collect()
}

/// "when", "combien": asks, and tells little else.
pub(crate) fn asks(word: &str) -> bool {
    ASKING_WORDS.contains(word)
}

/// "the", "avez", "kann": stands in questions of any kind.
pub(crate) fn helps(word: &str) -> bool {
    HELPING_WORDS.contains(word)
}
