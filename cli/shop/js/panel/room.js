/**
 * Keeps the panel and the consent banner apart. The banner lies at the foot of the window, so while it is there the
 * panel stands above it; where that leaves too little room (a telephone), it goes to the end of the page instead.
 */
const LEAST_ROOM = 320;

export const keepClear = (dock) => {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const show = (height) => {
    sheet.replaceSync(`:root { --banner: ${Math.ceil(height)}px }`);
    dock.classList.toggle('crowded', height > 0 && innerHeight - height < LEAST_ROOM);
  };
  let box = null;
  const measure = () => show(box?.isConnected ? box.offsetHeight : 0);
  const size = new ResizeObserver(measure);
  const look = () => {
    const found = document.getElementById('recinto-banner')?.shadowRoot?.querySelector('section') || null;
    if (found !== box) {
      size.disconnect();
      box = found;
      if (box) size.observe(box);
    }
    measure();
  };
  new MutationObserver(look).observe(document.body, { childList: true });
  addEventListener('resize', measure);
  look();
};
