"use strict";

// What the page says, in the languages of its readers.
const WORDS = {
  en: { clock: "Clock", plusHour: "+1 h", plusDay: "+1 day", plusThreeDays: "+3 days", minutes: "minutes", hours: "hours", days: "days", forward: "Forward",
    customer: "Customer", newCustomer: "New customer", chat: "Conversation", message: "Message", send: "Send", reply: "Reply to this message",
    stopReply: "Do not reply to a message", close: "Close", tools: "Clock and customers", amount: "How far", unit: "Unit", you: "You", today: "Today",
    yesterday: "Yesterday", online: "online", typing: "typing…", noAnswer: "does not answer, trying again", connected: "Connected",
    offline: "No connection to the sandbox, trying again", accepted: "Waiting", sent: "Sent", delivered: "Delivered", read: "Read", failed: "Not delivered",
    refused: "Refused by the platform", empty: "Write the first message, as a customer would.", windowNone: "The customer has not written yet.",
    windowOpen: "The business may write freely for another {0}.", windowClosed: "More than 24 hours since the customer wrote: only templates arrive.",
    sendMore: "Send", cart: "Cart", event: "Event", fire: "Tell it", params: "Parameters", noJson: "The parameters are not JSON.", react: "React to this message",
    types: { order: "Order", template: "Template", image: "Picture", video: "Video", audio: "Voice", document: "Document", sticker: "Sticker", location: "Place", contacts: "Contact" } },
  fr: { clock: "Horloge", plusHour: "+1 h", plusDay: "+1 jour", plusThreeDays: "+3 jours", minutes: "minutes", hours: "heures", days: "jours", forward: "Avancer",
    customer: "Client", newCustomer: "Nouveau client", chat: "Conversation", message: "Message", send: "Envoyer", reply: "Répondre à ce message",
    stopReply: "Ne plus répondre à un message", close: "Fermer", tools: "Horloge et clients", amount: "De combien", unit: "Unité", you: "Vous", today: "Aujourd’hui",
    yesterday: "Hier", online: "en ligne", typing: "écrit…", noAnswer: "ne répond pas, nouvel essai", connected: "Connecté",
    offline: "Pas de connexion au bac à sable, nouvel essai", accepted: "En attente", sent: "Envoyé", delivered: "Distribué", read: "Lu", failed: "Non distribué",
    refused: "Refusé par la plateforme", empty: "Écrivez le premier message, comme un client.", windowNone: "Le client n’a pas encore écrit.",
    windowOpen: "L’entreprise peut écrire librement pendant encore {0}.", windowClosed: "Plus de 24 heures sans message du client : seuls les modèles arrivent.",
    sendMore: "Envoyer", cart: "Panier", event: "Événement", fire: "Déclencher", params: "Paramètres", noJson: "Les paramètres ne sont pas du JSON.", react: "Réagir à ce message",
    types: { order: "Commande", template: "Modèle", image: "Image", video: "Vidéo", audio: "Audio", document: "Document", sticker: "Autocollant", location: "Lieu", contacts: "Contact" } },
  de: { clock: "Uhr", plusHour: "+1 h", plusDay: "+1 Tag", plusThreeDays: "+3 Tage", minutes: "Minuten", hours: "Stunden", days: "Tage", forward: "Vorstellen",
    customer: "Kunde", newCustomer: "Neuer Kunde", chat: "Gespräch", message: "Nachricht", send: "Senden", reply: "Auf diese Nachricht antworten",
    stopReply: "Nicht auf eine Nachricht antworten", close: "Schliessen", tools: "Uhr und Kunden", amount: "Wie weit", unit: "Einheit", you: "Du", today: "Heute",
    yesterday: "Gestern", online: "online", typing: "schreibt …", noAnswer: "antwortet nicht, neuer Versuch", connected: "Verbunden",
    offline: "Keine Verbindung zur Sandbox, neuer Versuch", accepted: "Wartet", sent: "Gesendet", delivered: "Zugestellt", read: "Gelesen", failed: "Nicht zugestellt",
    refused: "Von der Plattform abgelehnt", empty: "Schreib die erste Nachricht, wie ein Kunde.", windowNone: "Der Kunde hat noch nicht geschrieben.",
    windowOpen: "Das Geschäft darf noch {0} frei schreiben.", windowClosed: "Mehr als 24 Stunden ohne Nachricht des Kunden: nur Vorlagen kommen an.",
    sendMore: "Senden", cart: "Warenkorb", event: "Ereignis", fire: "Auslösen", params: "Parameter", noJson: "Die Parameter sind kein JSON.", react: "Auf diese Nachricht reagieren",
    types: { order: "Bestellung", template: "Vorlage", image: "Bild", video: "Video", audio: "Sprache", document: "Dokument", sticker: "Sticker", location: "Ort", contacts: "Kontakt" } },
  it: { clock: "Orologio", plusHour: "+1 h", plusDay: "+1 giorno", plusThreeDays: "+3 giorni", minutes: "minuti", hours: "ore", days: "giorni", forward: "Avanti",
    customer: "Cliente", newCustomer: "Nuovo cliente", chat: "Conversazione", message: "Messaggio", send: "Invia", reply: "Rispondi a questo messaggio",
    stopReply: "Non rispondere a un messaggio", close: "Chiudi", tools: "Orologio e clienti", amount: "Di quanto", unit: "Unità", you: "Tu", today: "Oggi",
    yesterday: "Ieri", online: "online", typing: "sta scrivendo…", noAnswer: "non risponde, nuovo tentativo", connected: "Connesso",
    offline: "Nessuna connessione alla sandbox, nuovo tentativo", accepted: "In attesa", sent: "Inviato", delivered: "Consegnato", read: "Letto", failed: "Non consegnato",
    refused: "Rifiutato dalla piattaforma", empty: "Scrivi il primo messaggio, come un cliente.", windowNone: "Il cliente non ha ancora scritto.",
    windowOpen: "L’azienda può scrivere liberamente ancora per {0}.", windowClosed: "Più di 24 ore senza messaggi del cliente: arrivano solo i modelli.",
    sendMore: "Invia", cart: "Carrello", event: "Evento", fire: "Attiva", params: "Parametri", noJson: "I parametri non sono JSON.", react: "Reagisci a questo messaggio",
    types: { order: "Ordine", template: "Modello", image: "Immagine", video: "Video", audio: "Audio", document: "Documento", sticker: "Sticker", location: "Luogo", contacts: "Contatto" } },
};
const language = (navigator.languages || [navigator.language]).map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in WORDS) || "en";
const words = WORDS[language];
const locale = (navigator.language || "").toLowerCase().startsWith(language) ? navigator.language : language;
