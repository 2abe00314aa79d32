//! Italian.

use super::{Table, Tag::*};
use crate::api::Control;

pub(super) const WORDS: Table = &[
    (
        Filler,
        "per favore | per piacere | per cortesia | gentilmente | cortesemente | grazie | grazie mille | molte grazie | tante grazie | buongiorno | buon giorno | buonasera | buona sera | ciao | salve | pronto | signore | signora | arrivederci | a presto | buona giornata | cordiali saluti | prego | scusi | scusa",
    ),
    (
        Filler,
        "vorrei | io vorrei | voglio | desidero | desidererei | mi piacerebbe | prendo | io prendo | prenderei | prenderò | prendiamo | preferisco | preferirei | scelgo | direi | dico | mi dia | dammi | mi dà | datemi | ci dia | ci porti | mi serve | mi servirebbe | mi servono | ho bisogno di | vorremmo | vogliamo | facciamo | fai | faccia | sarebbe | è | sono | allora | dunque | ecco | beh | mah | eh | ehm | boh | solo | soltanto | forse | potrei avere | posso avere | può darmi | potrebbe | puoi | se possibile | subito | adesso | ora | la mia scelta | la mia risposta | penso | credo | e | ed | anche | con",
    ),
    (
        Filler,
        "un | uno | una | il | lo | la | i | gli | le | l | del | dello | della | dei | degli | delle | di | d | da | a | al | alla | alle | ai | per | per me | per noi | mi | ci | io | noi | me | questo | questa | questi | queste | quello | quella | quelli | quelle | mio | mia | opzione | scelta | taglia | misura",
    ),
    (
        Yes,
        "sì | sì sì | sii | siii | sì grazie | sì certo | sì esatto | sì va bene | sì perfetto | certo | certo che sì | certamente | sicuro | sicuramente | ovvio | ovviamente | naturalmente | esatto | esattamente | giusto | è giusto | corretto | è corretto | perfetto | va bene | va benissimo | va bene così | benissimo | d'accordo | sono d'accordo | confermo | confermare | confermato | lo confermo | volentieri | con piacere | assolutamente | assolutamente sì | accetto | perché no | nessun problema | non c'è problema | senza problemi | come no | ci sto | penso di sì | credo di sì | mi sembra di sì | affermativo | okei | okk | bene | ottimo | proprio così | è così | ma certo | magari | procedi | procediamo | proceda | vai | eccome | senz'altro | vero | è vero | tutto ok | per me va bene | mi va bene | direi di sì | penso proprio di sì | ci mancherebbe | pienamente d'accordo | completamente d'accordo | più che d'accordo | ovvio che sì | non ci sono problemi | ok va bene | va bene ok | mi sta bene",
    ),
    (
        No,
        "no no | noo | nooo | no grazie | nono | assolutamente no | certo che no | per niente | per nulla | niente affatto | non va bene | non mi va bene | non mi va | non sono d'accordo | non è giusto | non è corretto | non è così | sbagliato | è sbagliato | errato | scorretto | non voglio | non lo voglio | non la voglio | non mi interessa | rifiuto | rifiutare | mai | giammai | penso di no | credo di no | non credo | non penso | meglio di no | negativo | macché | neanche per sogno | nessuno | nessuna | niente | nulla | non ora | non adesso | per ora no | non serve | ma no | non proprio | falso | è falso | direi di no | non direi | non è vero | in nessun caso | per nessun motivo | sicuramente no | non sono sicuro di volerlo | penso proprio di no | neanche un po' | non mi sta bene | non è esatto | proprio no | no davvero | ovvio che no | nient'affatto",
    ),
    (
        Not,
        "non | non voglio | non lo voglio | non la voglio | senza | tranne | eccetto | nessun | nessuna | niente | invece di | invece della | invece del | al posto di | al posto della | al posto del | piuttosto che",
    ),
    (NotAfter, "no"),
    (But, "ma | però | bensì | invece | piuttosto | anzi | meglio"),
    (
        Correction,
        "anzi | anzi no | meglio | in realtà | veramente | piuttosto | invece | aspetta | aspetti | volevo dire | intendevo | voglio dire | ho sbagliato | mi sono sbagliato | mi sono sbagliata | mi sbaglio | mi correggo | correggo | correzione | errore | scusa volevo dire | scusi volevo dire | ops | ripensandoci | a pensarci bene | ho cambiato idea | cambio idea | alla fine | cambi in | cambia in | cambiare in | cambia con | facciamo invece | pardon | ho detto | dicevo | scusa | scusi | cambiare | cambia | cambi | cambiate | modificare | modifica | modifichi | correggere | correggi | corregga",
    ),
    (
        Word(Control::Stop),
        "stopp | stop stop | fermati | si fermi | fermatevi | smettila | smettetela | la smetta | basta | basta messaggi | disiscrivi | disiscrivermi | cancellami | disdici iscrizione",
    ),
    (
        Request(Control::Stop),
        "basta messaggi | non voglio più messaggi | non voglio più ricevere | non voglio ricevere più | non mi scriva più | non scrivermi più | non scrivetemi più | non mi contatti più | non contattatemi più | non contattarmi più | smettila di scrivermi | smettetela di scrivermi | la smetta di scrivermi | voglio disiscrivermi | vorrei disiscrivermi | mi disiscriva | disiscrivetemi | annullare l'iscrizione | cancellare l'iscrizione | cancellatemi dalla lista | lasciatemi in pace | lasciami in pace | niente più messaggi | basta pubblicità",
    ),
    (
        Word(Control::Human),
        "umano | un umano | essere umano | persona | una persona | persona reale | persona vera | una persona vera | una persona reale | operatore | un operatore | operatrice | assistente | assistenza clienti | servizio clienti | agente | un agente | consulente | un consulente | qualcuno | responsabile | il responsabile | il titolare",
    ),
    (
        Request(Control::Human),
        "parlare con un umano | parlare con una persona | parlare con qualcuno | parlare con un operatore | parlare con un'operatrice | parlare con un operatrice | parlare con un agente | parlare con un consulente | parlare con il responsabile | parlare con il titolare | parlare con l'assistenza | parlare con il servizio clienti | parlare con una persona vera | parlare con una persona reale | parlare con un essere umano | parlare a una persona | contattare un operatore | contattare una persona | una persona vera | una persona reale | un essere umano | un umano vero | mi passi un operatore | passami un operatore | mi passi qualcuno | essere richiamato | essere richiamata | richiamatemi | mi richiami | chiamatemi | voglio un umano | vorrei un umano | voglio un operatore | vorrei un operatore | non un robot | non con un robot | non un bot",
    ),
    (
        Request(Control::DeleteMyData),
        "cancellate i miei dati | cancella i miei dati | cancelli i miei dati | cancellare i miei dati | eliminare i miei dati | elimina i miei dati | eliminate i miei dati | elimini i miei dati | cancellare tutti i miei dati | cancella tutti i miei dati | eliminare tutti i miei dati | elimina tutti i miei dati | cancellazione dei miei dati | cancellazione dei dati | cancellare i miei dati personali | eliminare i miei dati personali | cancellare il mio account | eliminare il mio account | diritto all'oblio | diritto alla cancellazione | dimenticatemi",
    ),
    (
        Word(Control::Cancel),
        "annulla | annullare | annulli | annullate | annulla tutto | annullare tutto | annullo | cancella | cancellare | cancella tutto | lascia stare | lasci stare | lasciamo stare | lascia perdere | lasci perdere | lasciamo perdere | non importa | disdire | disdico | esci | uscire | fine",
    ),
    (
        Request(Control::Cancel),
        "annullare l'ordine | annulla l'ordine | annullare il mio ordine | annullare l'ordinazione | annullare l'appuntamento | annullare la prenotazione | disdire l'appuntamento | disdire la prenotazione | cancellare l'ordine | cancellare la prenotazione | vorrei annullare | voglio annullare | desidero annullare",
    ),
    (
        Word(Control::Back),
        "indietro | torna indietro | tornare indietro | torni indietro | torna | domanda precedente | passo indietro | un passo indietro | precedente",
    ),
    (
        Request(Control::Back),
        "torna indietro | tornare indietro | torniamo indietro | domanda precedente | alla domanda precedente | un passo indietro",
    ),
    (
        Word(Control::Repeat),
        "ripeti | ripetere | ripeta | ripetete | ancora | ancora una volta | di nuovo | come | come scusa | come scusi | cosa | cosa hai detto | cosa ha detto | eh",
    ),
    (
        Request(Control::Repeat),
        "può ripetere | puoi ripetere | ripetere la domanda | ripeti la domanda | ripeta la domanda | qual era la domanda | non ho capito | non ho capito la domanda | non capisco la domanda",
    ),
    (
        Word(Control::Help),
        "aiuto | aiutami | aiutatemi | mi aiuti | ho bisogno di aiuto | mi serve aiuto | cosa posso fare | cosa devo fare | cosa devo rispondere | non capisco | come funziona | come si fa | menu | menù",
    ),
    (
        Request(Control::Help),
        "ho bisogno di aiuto | ho bisogno d'aiuto | mi serve aiuto | mi può aiutare | mi puoi aiutare | puoi aiutarmi | può aiutarmi | cosa devo rispondere | cosa devo scrivere",
    ),
    (
        Word(Control::Restart),
        "ricomincia | ricominciare | ricominciamo | ricominci | da capo | daccapo | dall'inizio | riparti | ripartire | riavvia | riavviare | nuovo ordine",
    ),
    (
        Request(Control::Restart),
        "ricominciare da capo | ricominciare dall'inizio | ricomincia da capo | ricominciamo da capo | ripartire da zero | ripartire da capo | ripartire dall'inizio",
    ),
    (
        Word(Control::Skip),
        "salta | saltare | salti | salto | passa | passo | passare | avanti | prossima | prossima domanda | ignora | fa lo stesso | è uguale | indifferente | non lo so | non so | nessuna idea | niente",
    ),
    (
        Request(Control::Skip),
        "saltare questa domanda | salta questa domanda | salta la domanda | saltare la domanda | prossima domanda | preferisco non rispondere | non voglio rispondere",
    ),
    (
        Word(Control::Thanks),
        "grazie | grazie mille | molte grazie | tante grazie | mille grazie | grazie tante | grazie infinite | ti ringrazio | la ringrazio | vi ringrazio | grz",
    ),
    (
        Question,
        "quando | dove | dov'è | dove siete | com'è | come posso | come faccio | come si | come funziona | come mai | cosa | che cosa | che ora | a che ora | che tipo | perché | chi | quale | quali | qual | qual è | quanto | quanta | quanti | quante | quanto costa | posso | possiamo | puoi | può | potete | potrei | avete | hai | ha | c'è | ci sono | si può | fate | consegnate | siete | siete aperti | accettate | è possibile | devo | dobbiamo | bisogna | fino a che ora | fino a quando | da quando | è vero | sapete | sai",
    ),
];
