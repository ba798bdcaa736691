// @ts-check
/**
 * The words of the banner. They are what the visitor consents to: when their meaning changes, raise `TEXT_VERSION`
 * in `gate/choice.js`, so that everybody is asked again. (To be checked by counsel before use on a real site.)
 */
export const TEXTS = {
  it: {
    title: 'La tua privacy su questo sito',
    intro:
      'Questo sito usa strumenti tecnici e, solo se acconsenti, strumenti di profilazione che lavorano dentro il tuo browser: ' +
      'quello che fai qui non lascia il tuo dispositivo; al più, se lo permetti, il nome di un gruppo.',
    closing: 'Chiudendo con la X restano le impostazioni predefinite: continui senza dare alcun consenso.',
    closingLater: 'Chiudendo con la X le tue scelte restano come sono.',
    policy: 'Leggi l’informativa sulla privacy',
    close: 'Chiudi e continua senza acconsentire',
    closeLater: 'Chiudi senza cambiare le scelte',
    accept: 'Accetta tutto',
    refuse: 'Rifiuta tutto',
    customise: 'Scegli',
    save: 'Salva le scelte',
    choices: 'Le tue scelte',
    none: 'Stato attuale: nessun consenso.',
    some: 'Stato attuale: hai acconsentito a ',
    gpc: 'Il tuo browser chiede di non essere profilato (Global Privacy Control): ogni finalità è rifiutata.',
    purposes: {
      segment: [
        'Riconoscere i miei interessi',
        'Le tue azioni su questo sito restano nel tuo browser: i dettagli per 48 ore, un riassunto in numeri per il tempo indicato nell’informativa. ' +
          'Servono a dire alla pagina a quale gruppo di visitatori somigli. Le altre finalità funzionano solo insieme a questa.',
      ],
      report: [
        'Contare i visitatori per gruppo',
        'Al più una volta per periodo (di solito un giorno) il tuo browser invia il nome di un gruppo, di norma reso incerto dal caso, senza nulla che ti identifichi.',
      ],
      position: [
        'Usare la mia posizione',
        'Se il sito la chiede e tu la concedi, la posizione resta nel tuo browser per 48 ore al massimo.',
      ],
      activate: [
        'Mostrare il gruppo agli strumenti pubblicitari',
        'Il nome del tuo gruppo può essere letto dagli strumenti pubblicitari della pagina, che potrebbero sapere chi sei.',
      ],
    },
  },
  en: {
    title: 'Your privacy on this site',
    intro:
      'This site uses technical tools and, only if you consent, profiling tools that work inside your browser: ' +
      'what you do here does not leave your device; at most, if you allow it, the name of a group does.',
    closing: 'Closing with the X keeps the default settings: you go on without giving any consent.',
    closingLater: 'Closing with the X leaves your choices as they are.',
    policy: 'Read the privacy notice',
    close: 'Close and continue without consent',
    closeLater: 'Close without changing the choices',
    accept: 'Accept all',
    refuse: 'Refuse all',
    customise: 'Choose',
    save: 'Save choices',
    choices: 'Your choices',
    none: 'Present state: no consent.',
    some: 'Present state: you consented to ',
    gpc: 'Your browser asks not to be profiled (Global Privacy Control): every purpose is refused.',
    purposes: {
      segment: [
        'Recognise my interests',
        'Your actions on this site stay in your browser: the details for 48 hours, a summary in numbers for the time stated in the privacy notice. ' +
          'They tell the page which group of visitors you resemble. The other purposes work only together with this one.',
      ],
      report: [
        'Count visitors by group',
        'At most once per period (usually a day) your browser sends the name of a group, as a rule blurred by chance, with nothing that identifies you.',
      ],
      position: [
        'Use my position',
        'If the site asks for it and you allow it, your position stays in your browser for 48 hours at most.',
      ],
      activate: [
        'Show the group to advertising tools',
        'The name of your group can be read by the advertising tools on the page, which may know who you are.',
      ],
    },
  },
};

/** Before the names of the third parties, which are the site's own words. */
export const TO = { it: ' A chi: ', en: ' To whom: ' };
