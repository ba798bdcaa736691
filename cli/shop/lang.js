/* Sets the document's language before anything is drawn, the consent banner included, which reads it from here.
   The visitor's pick travels in the address (?lang=): before consent nothing may be stored, not even a language. */
document.documentElement.lang = ((picked) => {
  if (picked === 'it' || picked === 'en') return picked;
  for (const tag of navigator.languages || [navigator.language]) {
    const known = /^(it|en)\b/i.exec(tag || '');
    if (known) return known[1].toLowerCase();
  }
  return 'it';
})(new URLSearchParams(location.search).get('lang'));
