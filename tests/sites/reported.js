// Asks for what the page's policy forbids: the address does not leave as a request, but in the browser's own report of it.
'use strict';
new Image().src = '/' + location.hash.slice(1);
