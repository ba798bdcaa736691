// The page's own script loads the engine: a driver's script stands outside the page in Firefox, and loads as nobody's.
'use strict';

window.loadEngine = () => import('/recinto/engine.js');
