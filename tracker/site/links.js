// @ts-check
/**
 * Links that lead elsewhere: another site, a call, a letter, a file. As GA4 tells them: `click`, or `file_download`. Of where
 * they lead only the site's name and the kind of file, for an address or a number may name a person.
 */
import { call } from './call.js';

/** Google Analytics help, "Enhanced measurement events", file downloads. */
const FILES =
  /\.(pdf|xlsx?|docx?|txt|rtf|csv|exe|key|pp(?:s|t|tx)|7z|pkg|rar|gz|zip|avi|mov|mp4|mpe?g|wmv|midi?|mp3|wav|wma)$/i;

const bare = (host) => host.replace(/^www\./, '');
/** One of a site's two names may stand under the other: shop.example.it, example.it. */
const within = (one, other) => one === other || one.endsWith('.' + other);

/** @param {any} link */
const told = ({ href }) => {
  const to = new URL(href?.baseVal ?? href, location.href);
  if (/^(tel|mailto):$/.test(to.protocol)) return call('track', 'click', { props: { link: to.protocol.slice(0, -1) } });
  if (!/^https?:$/.test(to.protocol)) return;
  const file = FILES.exec(to.pathname)?.[1].toLowerCase();
  if (file) return call('track', 'custom:file_download', { props: { file_extension: file } });
  const [there, here] = [to, location].map(({ hostname }) => bare(hostname));
  if (!within(there, here) && !within(here, there)) call('track', 'click', { props: { outbound: 'true', link_domain: to.hostname } });
};

export const watchLinks = () => {
  const heard = (/** @type {any} */ { target, button }) => {
    try {
      const link = button < 2 && target.closest?.('a[href], area[href]');
      /* What the markup tells is told by attributes.js. */
      if (link && !link.closest('[data-recinto-track]')) told(link);
    } catch {
      /* An address that is none leads nowhere. */
    }
  };
  document.addEventListener('click', heard, true);
  document.addEventListener('auxclick', heard, true);
};
