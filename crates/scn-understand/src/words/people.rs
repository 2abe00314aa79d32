//! People: how a party is counted, and how one says one's name.

use super::listed::Listed;

/// Counted with a number: "4 adults".
pub(crate) static COUNTED: Listed = Listed::new(
    "personne | personnes | gens | adulte | adultes | enfant | enfants | gamin | gamins | bébé | bébés | nourrisson | nourrissons | ado | ados | adolescent | adolescents | senior | seniors | retraité | retraités | homme | hommes | femme | femmes | dame | dames | messieurs | garçon | garçons | fille | filles | fils | frères | soeurs | cousins | cousines | parents proches | petits-enfants | ami | amis | amie | amies | copains | copines | collègue | collègues | invité | invités | hôtes | convive | convives | client | clients | membre | membres | participant | participants | étudiant | étudiants | élèves | voyageur | voyageurs | passager | passagers | autres | couvert | couverts | place | places | têtes",
    "person | personen | leute | erwachsene | erwachsenen | erwachsener | kind | kinder | kindern | baby | babys | säugling | säuglinge | kleinkind | kleinkinder | jugendliche | jugendlichen | teenager | senioren | rentner | mann | männer | männern | frau | frauen | damen | herren | junge | jungen | jungs | mädchen | söhne | töchter | brüder | schwestern | geschwister | cousins | cousinen | verwandte | verwandten | enkel | enkelkinder | freund | freunde | freunden | freundin | freundinnen | kollege | kollegen | kollegin | kolleginnen | gast | gäste | gästen | kunden | mitglieder | teilnehmer | studenten | studierende | schüler | reisende | passagiere | andere | anderen | gedecke | platz | plätze | köpfe",
    "persona | persone | gente | adulto | adulti | bambino | bambini | bambina | bambine | bimbo | bimbi | neonato | neonati | adolescente | adolescenti | anziano | anziani | pensionati | uomo | uomini | donna | donne | signore | signori | ragazzo | ragazzi | ragazza | ragazze | figlio | figli | figlie | fratelli | sorelle | cugini | cugine | parenti | nipoti | nipotini | amico | amici | amica | amiche | collega | colleghi | colleghe | ospite | ospiti | commensali | cliente | clienti | membri | partecipante | partecipanti | studente | studenti | alunni | viaggiatore | viaggiatori | passeggero | passeggeri | altri | altre | coperto | coperti | posto | posti | teste",
    "person | persons | people | folks | adult | adults | child | children | kid | kids | baby | babies | infant | infants | toddler | toddlers | teenager | teenagers | teen | teens | senior | seniors | pensioners | man | men | woman | women | lady | ladies | gentleman | gentlemen | boy | boys | girl | girls | sons | daughters | brothers | sisters | siblings | cousins | relatives | grandchildren | grandkids | friend | friends | colleague | colleagues | coworker | coworkers | guest | guests | diner | diners | customers | member | members | participant | participants | attendees | student | students | pupils | traveller | travellers | travelers | passenger | passengers | others | pax | covers | seat | seats | heads",
);

/// One person, behind "my" or "a": "my wife".
pub(crate) static ONE: Listed = Listed::new(
    "femme | mari | épouse | époux | conjoint | conjointe | partenaire | compagnon | compagne | copain | copine | petit ami | petite amie | fiancé | fiancée | mère | père | maman | papa | fils | fille | frère | soeur | ami | amie | patron | patronne | chef | cheffe | collègue | grand-mère | grand-père | mamie | papi | tante | oncle | cousin | cousine | neveu | nièce | bébé | enfant | belle-mère | beau-père | beau-frère | belle-soeur | colocataire | voisin | voisine | client | cliente | invité | invitée | dame | homme | garçon | professeur",
    "frau | mann | ehefrau | ehemann | gattin | gatte | partner | partnerin | lebensgefährte | lebensgefährtin | freund | freundin | verlobte | verlobter | verlobten | mutter | vater | mama | papa | sohn | tochter | bruder | schwester | kumpel | chef | chefin | kollege | kollegen | kollegin | grossmutter | grossvater | oma | opa | tante | onkel | cousin | cousine | neffe | nichte | baby | kind | schwiegermutter | schwiegervater | schwager | schwägerin | mitbewohner | mitbewohnerin | nachbar | nachbarin | kunde | kundin | gast | dame | junge | mädchen | lehrer | lehrerin",
    "moglie | marito | coniuge | partner | compagno | compagna | ragazzo | ragazza | fidanzato | fidanzata | madre | padre | mamma | papà | babbo | figlio | figlia | fratello | sorella | amico | amica | capo | collega | nonna | nonno | zia | zio | cugino | cugina | nipote | neonato | bambino | bambina | suocera | suocero | cognato | cognata | coinquilino | coinquilina | vicino | vicina | cliente | ospite | signora | uomo | donna | insegnante",
    "wife | husband | spouse | partner | girlfriend | boyfriend | fiance | fiancee | mother | father | mom | mum | dad | son | daughter | brother | sister | friend | mate | buddy | boss | colleague | coworker | grandmother | grandfather | grandma | grandpa | gran | nan | aunt | auntie | uncle | cousin | nephew | niece | baby | infant | toddler | child | kid | mother in law | father in law | brother in law | sister in law | roommate | flatmate | neighbour | neighbor | client | customer | guest | lady | man | woman | boy | girl | teacher",
);

/// Two people in a word: "a couple", "my parents".
pub(crate) static TWO: Listed = Listed::new(
    "couple | parents | grands-parents | beaux-parents | jumeaux | jumelles",
    "paar | ehepaar | pärchen | eltern | grosseltern | schwiegereltern | zwillinge | zwillingen",
    "coppia | genitori | nonni | suoceri | gemelli | gemelle",
    "couple | parents | grandparents | parents in law | twins",
);

/// The one who writes.
pub(crate) static SELF: Listed =
    Listed::new("moi | moi-même", "mich | mir | mich selbst", "me stesso | me stessa", "me | myself");

/// The same, at the end of a list only: "my wife and I".
pub(crate) static I: Listed = Listed::new("je", "ich", "io", "i");

/// "my wife", "une amie": stands before one person.
pub(crate) static MY: Listed = Listed::new(
    "mon | ma | mes | notre | nos | son | sa | ses | leur | leurs | un | une | le | la | les",
    "mein | meine | meinem | meinen | meiner | unser | unsere | unserem | unseren | unserer | sein | seine | seinem | seinen | ihr | ihre | ihrem | ihren | ein | eine | einem | einen | einer | der | die | das | dem | den",
    "mio | mia | miei | mie | nostro | nostra | nostri | nostre | suo | sua | suoi | sue | uno | una | il | lo | i | gli",
    "my | our | his | her | their | a | an | one | another | the",
);

/// "4 small children", "2 other adults"
pub(crate) static BETWEEN: Listed = Listed::new(
    "autres | petits | petites | jeunes | grands | grandes | vieux | vieilles",
    "andere | anderen | weitere | weiteren | kleine | kleinen | junge | jungen | grosse | grossen | ältere | älteren",
    "altri | altre | piccoli | piccole | giovani | grandi | vecchi | vecchie",
    "other | more | additional | extra | small | little | young | older | old | elderly",
);

/// Joins people: "me and my wife", "2 adults plus a child".
pub(crate) static AND: Listed =
    Listed::new("et | plus | avec", "und | plus | mit", "e | ed | più | con", "and | plus | with | n");

/// A number behind these counts people: "table for 4", "wir sind zu fünft".
pub(crate) static BEFORE: Listed = Listed::new(
    "pour | groupe de | famille de | équipe de | table de | nous sommes | sommes | nous serons | serons | on est | on sera | nombre de personnes | total de",
    "für | gruppe von | familie von | team von | tisch zu | wir sind | sind wir | wir wären | wir werden | es sind | anzahl personen | personenzahl | insgesamt",
    "per | gruppo di | famiglia di | squadra di | tavolo da | siamo in | siamo | saremo in | saremo | ci sono | ci saranno | numero di persone | totale di",
    "for | group of | party of | family of | team of | table of | we are | we're | we will be | we'll be | there are | there will be | there'll be | there is | there's | number of people | party size | total of",
);

/// A number before these counts people: "11 of us".
pub(crate) static BEHIND: Listed = Listed::new(
    "d'entre nous | d'entre eux | d'entre vous | en tout | au total",
    "von uns | von ihnen | von euch | insgesamt | im ganzen",
    "di noi | di loro | di voi | in tutto | in totale",
    "of us | of them | of you | altogether | in all | total | in total",
);

/// The name of a slot that counts people.
pub(crate) static COUNTS: Listed = Listed::new(
    "nombre de personnes",
    "personenzahl | personenanzahl | gästezahl | gästeanzahl",
    "numero di persone",
    "headcount | party | pax | covers",
);

/// What the name of a slot can say about names.
pub(crate) static FIRST_NAME: Listed = Listed::new(
    "prénom",
    "vorname",
    "nome proprio | nome di battesimo",
    "first name | firstname | given name | forename",
);
pub(crate) static LAST_NAME: Listed = Listed::new(
    "nom de famille",
    "nachname | familienname",
    "cognome",
    "last name | lastname | surname | family name",
);
pub(crate) static NAME: Listed =
    Listed::new("nom | nom complet", "name | vollständiger name", "nome | nome completo", "name | full name");

/// What follows is a name, whoever writes.
pub(crate) static INTRODUCES: Listed = Listed::new(
    "je m'appelle | on m'appelle | appelez-moi | mon nom est | mon nom c'est | le nom est | nom complet est | moi c'est | au nom de | sous le nom de | nom de famille",
    "ich heisse | man nennt mich | nennen sie mich | mein name ist | mein name lautet | der name ist | name ist | vollständiger name ist | auf den namen | unter dem namen | im namen von",
    "mi chiamo | mi chiamano | chiamami | mi chiami | il mio nome è | il nome è | nome completo è | a nome di | a nome | sotto il nome di | sotto il nome",
    "i am called | i'm called | i go by | known as | call me | my name is | my name's | my names | the name is | the name | name is | name's | full name is | under the name of | under the name | under | in the name of | in the name | by the name of",
);

/// What follows is a name when it is written as one.
pub(crate) static MAY_INTRODUCE: Listed = Listed::new(
    "je suis | c'est moi | ici",
    "ich bin | hier ist | hier spricht",
    "sono | io sono | qui è",
    "i am | i'm | im | this is",
);

/// What follows is a name when it is written as one, of two words at least.
pub(crate) static SELDOM_INTRODUCE: Listed = Listed::new(
    "pour | par | c'est",
    "für | von | das ist | es ist",
    "per | da | è",
    "for | by | with | it's | it is",
);

/// What stands before is a name: "Ada Brown is my name".
pub(crate) static FOLLOWS: Listed = Listed::new(
    "est mon nom | c'est mon nom | à l'appareil",
    "ist mein name | ist der name | hier | am apparat",
    "è il mio nome | è il nome | al telefono",
    "is my name | is the name | here | speaking",
);

/// Small words within a name.
pub(crate) static PARTICLES: Listed = Listed::new(
    "de | du | des | la | le",
    "von | van | der | den | zu",
    "di | da | del | della | lo",
    "el | al | bin",
);

/// "My first name is …"
pub(crate) static INTRODUCES_FIRST: Listed = Listed::new(
    "mon prénom est | prénom est | prénom",
    "mein vorname ist | vorname ist | vorname",
    "il mio nome di battesimo è | nome di battesimo è | nome di battesimo",
    "first name is | first name | given name is | given name",
);
pub(crate) static INTRODUCES_LAST: Listed = Listed::new(
    "mon nom de famille est | nom de famille est | nom de famille",
    "mein nachname ist | nachname ist | nachname | familienname ist | familienname",
    "il mio cognome è | cognome è | cognome",
    "last name is | last name | surname is | surname | family name is | family name",
);

/// Stand before a name and are none.
pub(crate) static TITLES: Listed = Listed::new(
    "monsieur | madame | mademoiselle | m | mme | mlle | docteur | dr | professeur",
    "herr | herrn | frau | fräulein | doktor | dr | professor | prof",
    "signor | signore | signora | signorina | sig | dottor | dottore | dottoressa | dott | professore | professoressa",
    "mr | mrs | ms | mx | miss | sir | madam | doctor | dr | professor",
);
