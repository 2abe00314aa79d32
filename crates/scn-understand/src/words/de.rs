//! German, with the words of Switzerland and Austria. Umlauts are also understood as "ae", "oe", "ue".

use super::{Table, Tag::*};
use crate::api::Control;

pub(super) const WORDS: Table = &[
    (
        Filler,
        "bitte | bitte schön | bitte sehr | danke | danke schön | danke sehr | vielen dank | besten dank | merci | merci vielmal | hallo | hallöchen | guten tag | guten abend | guten morgen | grüezi | grüessech | grüß gott | hoi | sali | salü | servus | moin | hi | hey | liebe grüsse | freundliche grüsse | mfg | lg | tschüss | herr | frau",
    ),
    (
        Filler,
        "ich möchte | ich möchte gern | ich möchte gerne | möchte | ich hätte gern | ich hätte gerne | hätte gern | hätte gerne | ich würde gern | ich würde gerne | ich will | ich nehme | nehme | ich wünsche | ich bevorzuge | ich wähle | ich brauche | ich bin für | ich sage | wir möchten | wir hätten gern | wir hätten gerne | wir nehmen | wir wollen | wir brauchen | gerne | gern | für mich | für uns | mir | uns | mal | doch | also | dann | nun | naja | äh | ähm | hm | na | so | einfach | nur | vielleicht | das wäre | das ist | es ist | das sind | wäre | könnte ich | könnten sie | können sie | kannst du | könntest du | geben sie mir | gib mir | lieber | wenn möglich | sofort | jetzt | meine antwort | meine wahl | ich glaube | ich denke | und | auch | noch | dazu | haben",
    ),
    (
        Filler,
        "der | die | das | den | dem | des | ein | eine | einen | einem | einer | eines | nen | ne | ich | wir | es | mein | meine | meinen | mich | zu | zum | zur | am | um | von | vom | für | dieser | diese | dieses | diesen | option | wahl | variante",
    ),
    (
        Yes,
        "ja | ja ja | jaja | jaa | jaaa | ja gerne | ja gern | ja bitte | ja genau | ja klar | ja sicher | ja doch | jo | joo | jep | jup | yep | jawohl | jawoll | klar | na klar | klaro | klar doch | sicher | sicherlich | natürlich | selbstverständlich | genau | genau so | stimmt | stimmt so | das stimmt | richtig | ganz richtig | korrekt | exakt | einverstanden | in ordnung | alles klar | geht klar | passt | das passt | passt so | passt gut | perfekt | super | gern | gerne | sehr gern | sehr gerne | unbedingt | auf jeden fall | auf alle fälle | bestätigen | bestätigt | ich bestätige | ich bin einverstanden | ich stimme zu | abgemacht | gut | sehr gut | ist gut | ist ok | das ist ok | ist recht | von mir aus | warum nicht | kein problem | klar gerne | ich glaube ja | ich denke schon | doch | aber sicher | aber klar | aber gerne | machen wir | so ist es | top | freilich | logisch | logo | jau | jou | jä | definitiv | absolut | gewiss | allerdings | bin dabei | bin einverstanden | meinetwegen | na gut | na schön | wahr | voll und ganz | voll einverstanden | völlig einverstanden | ich denke ja | ich glaube schon | ich glaub schon | spricht nichts dagegen | passt mir | passt für mich | isch guet | isch guät | isch ok | isch rächt | gärn | sehr gärn | gärn gscheh | tip top | tiptop",
    ),
    (
        No,
        "nein | nein nein | neinn | nein danke | nee | nö | ne | nä | nein gar nicht | gar nicht | überhaupt nicht | auf keinen fall | auf gar keinen fall | keinesfalls | niemals | nie | nicht nötig | nicht ok | nicht okay | nicht gut | nicht richtig | nicht korrekt | nicht einverstanden | bin nicht einverstanden | stimmt nicht | das stimmt nicht | falsch | das ist falsch | passt nicht | das passt nicht | passt mir nicht | lieber nicht | ich will nicht | will ich nicht | möchte ich nicht | ich möchte nicht | ich glaube nicht | ich denke nicht | leider nein | leider nicht | eher nicht | kein bedarf | kein interesse | keine | keinen | keins | nichts | ohne mich | jetzt nicht | im moment nicht | abgelehnt | ablehnen | ich lehne ab | nei | nei danke | nei merci | nää | naa | nöö | nö danke | nee danke | sicher nicht | bestimmt nicht | natürlich nicht | absolut nicht | keineswegs | mitnichten | in keinem fall | unter keinen umständen | kommt nicht in frage | nicht wirklich | eher nein | ich glaub nicht | ich denk nicht | unwahr | nicht wahr | nicht ganz | uf kei fall | sicher nöd | sicher nid | ganz und gar nicht | das ist nicht richtig | das ist nicht korrekt",
    ),
    (
        Not,
        "nicht | ich will nicht | will ich nicht | ich möchte nicht | möchte ich nicht | kein | keine | keinen | keiner | keinem | ohne | ausser | außer | weder | statt | anstatt | anstelle",
    ),
    (NotAfter, "nicht"),
    (But, "aber | sondern | lieber | doch lieber | dafür | eher"),
    (
        Correction,
        "nein lieber | nein eher | nein doch | eigentlich doch | eigentlich | eigentlich lieber | doch lieber | doch eher | lieber doch | dann doch lieber | dann lieber | besser doch | besser | ich meinte | ich meine | ich habe mich vertan | habe mich vertan | ich habe mich geirrt | habe mich geirrt | ich habe mich verschrieben | vertippt | verschrieben | sorry ich meinte | entschuldigung ich meinte | korrektur | korrigiere | moment | halt moment | warte | warten sie | ändern auf | ändern sie auf | ändere auf | ändern sie das auf | ändern zu | wechseln auf | ups | hoppla | nun doch | jetzt doch | ich habe es mir anders überlegt | habs mir anders überlegt | anders überlegt | doch nicht | ich habe gesagt | ich sagte | ich habe gemeint | gesagt | entschuldigung | sorry | ändern | ändere | ändern sie | wechseln | korrigieren | korrigiere | anpassen",
    ),
    (
        Word(Control::Stop),
        "stopp | stop stop | halt | aufhören | hör auf | hören sie auf | abmelden | abbestellen | austragen | schluss damit",
    ),
    (
        Request(Control::Stop),
        "keine nachrichten mehr | keine weiteren nachrichten | nicht mehr schreiben | schreiben sie mir nicht mehr | schreib mir nicht mehr | nicht mehr kontaktieren | kontaktieren sie mich nicht mehr | nachrichten abbestellen | newsletter abbestellen | nachrichten stoppen | möchte mich abmelden | will mich abmelden | möchte mich austragen | melden sie mich ab | meldet mich ab | tragen sie mich aus | hören sie auf mir zu schreiben | hör auf mir zu schreiben | lassen sie mich in ruhe | lass mich in ruhe | keine werbung mehr",
    ),
    (
        Word(Control::Human),
        "mensch | ein mensch | echter mensch | mitarbeiter | mitarbeiterin | ein mitarbeiter | einen mitarbeiter | berater | beraterin | kundendienst | kundenservice | kundenbetreuer | operator | agent | jemand | jemanden | person | eine person | echte person | eine echte person | chef",
    ),
    (
        Request(Control::Human),
        "mit einem menschen sprechen | mit einem menschen reden | mit einem menschen schreiben | mit einem menschen | mit jemandem sprechen | mit jemandem reden | mit jemanden sprechen | mit jemanden reden | mit einer person sprechen | mit einer person reden | mit einer echten person | mit einem echten menschen | mit einem mitarbeiter sprechen | mit einem mitarbeiter | mit einer mitarbeiterin | mit einem berater sprechen | mit einem berater | mit einer beraterin | mit dem kundendienst | mit dem kundenservice | mit dem chef sprechen | mit einem agenten | einen menschen sprechen | einen mitarbeiter sprechen | echten menschen | echte person | persönlich sprechen | rufen sie mich an | ruft mich an | zurückrufen | rückruf bitte | ich will einen menschen | ich möchte einen menschen | kein roboter | keinen roboter | nicht mit einem roboter | nicht mit einem bot | kein bot",
    ),
    (
        Request(Control::DeleteMyData),
        "meine daten löschen | löschen sie meine daten | lösche meine daten | löscht meine daten | daten löschen | alle meine daten löschen | löschen sie alle meine daten | lösche alle meine daten | meine persönlichen daten löschen | löschung meiner daten | löschen sie meine persönlichen daten | meine angaben löschen | mein konto löschen | löschen sie mein konto | recht auf vergessenwerden | recht auf löschung | vergessen sie mich",
    ),
    (
        Word(Control::Cancel),
        "abbrechen | abbruch | brich ab | brechen sie ab | stornieren | storno | storniere | absagen | vergiss es | vergessen sie es | lass es | lassen sie es | lassen wir es | lass gut sein | annullieren | beenden | ende | schluss | doch nicht",
    ),
    (
        Request(Control::Cancel),
        "bestellung abbrechen | bestellung stornieren | bestellung annullieren | termin absagen | termin stornieren | möchte abbrechen | will abbrechen | möchte stornieren | ich möchte abbrechen | alles abbrechen | alles stornieren | vorgang abbrechen",
    ),
    (
        Word(Control::Back),
        "zurück | einen schritt zurück | ein schritt zurück | schritt zurück | vorherige | vorherige frage | vorheriger schritt | nochmal zurück | geh zurück | gehen sie zurück | rückgängig",
    ),
    (
        Request(Control::Back),
        "einen schritt zurück | einen schritt zurückgehen | zurück zur vorherigen frage | zur vorherigen frage | zur letzten frage zurück | zurück gehen",
    ),
    (
        Word(Control::Repeat),
        "wiederholen | wiederhole | nochmal | noch einmal | nochmals | wie bitte | bitte wiederholen | was | hä | häh | was war die frage | was hast du gesagt | was haben sie gesagt",
    ),
    (
        Request(Control::Repeat),
        "können sie das wiederholen | kannst du das wiederholen | wiederholen sie das | wiederholen sie die frage | frage wiederholen | die frage nochmal | die frage noch einmal | was war die frage | wie war die frage | ich habe das nicht verstanden | habe ich nicht verstanden | hab ich nicht verstanden | ich verstehe die frage nicht",
    ),
    (
        Word(Control::Help),
        "hilfe | hilf mir | helfen sie mir | bitte helfen | ich brauche hilfe | brauche hilfe | was kann ich tun | was soll ich tun | was muss ich tun | ich verstehe nicht | verstehe nicht | verstehe ich nicht | ich verstehe das nicht | wie geht das | wie funktioniert das | menü",
    ),
    (
        Request(Control::Help),
        "ich brauche hilfe | brauche hilfe | können sie mir helfen | kannst du mir helfen | was soll ich antworten | was muss ich antworten | was soll ich schreiben",
    ),
    (
        Word(Control::Restart),
        "neustart | neu starten | von vorne | von vorn | nochmal von vorne | noch einmal von vorne | neu anfangen | neu beginnen | alles neu | von neuem | nochmal neu | neue bestellung",
    ),
    (
        Request(Control::Restart),
        "von vorne anfangen | von vorne beginnen | von vorn anfangen | von vorn beginnen | nochmal von vorne | noch einmal von vorne | neu anfangen | neu beginnen | alles von vorne",
    ),
    (
        Word(Control::Skip),
        "überspringen | überspring | weiter | weglassen | auslassen | nächste frage | nächste | egal | ist mir egal | ist egal | spielt keine rolle | keine angabe | weiss nicht | weiss ich nicht | ich weiss nicht | keine ahnung | nichts | passe",
    ),
    (
        Request(Control::Skip),
        "frage überspringen | diese frage überspringen | nächste frage | möchte ich nicht sagen | möchte nicht antworten | das möchte ich nicht beantworten",
    ),
    (
        Word(Control::Thanks),
        "danke | danke schön | dankeschön | danke sehr | danke vielmals | vielen dank | vielen lieben dank | besten dank | herzlichen dank | tausend dank | merci | merci vielmal | danke dir | danke ihnen | dankä",
    ),
    (
        Question,
        "wann | wo | wie | wie viel | wie viele | wieviel | wieviele | wie lange | wie lang | was | was ist | was kostet | was sind | warum | wieso | weshalb | wer | wen | wem | woher | wohin | welche | welcher | welches | welchen | kann ich | kann man | könnte ich | könnt ihr | können sie | kannst du | haben sie | habt ihr | hast du | gibt es | gibts | ist das | ist es | ist die | ist der | sind sie | sind die | seid ihr | liefern sie | liefert ihr | machen sie | macht ihr | muss ich | muss man | darf ich | darf man | soll ich | bieten sie | akzeptieren sie | nehmen sie | bis wann | ab wann | um wie viel uhr | von wann | stimmt es | weisst du | wissen sie | geht das | geht es",
    ),
];
