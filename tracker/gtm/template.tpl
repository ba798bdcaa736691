___TERMS_OF_SERVICE___

By creating or modifying this file you agree to Google Tag Manager's Community
Template Gallery Developer Terms of Service available at
https://developers.google.com/tag-manager/gallery-tos (or such other URL as
Google may provide), as modified from time to time.


___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "Recinto",
  "categories": ["PERSONALIZATION", "ANALYTICS"],
  "brand": {
    "id": "brand_dummy",
    "displayName": ""
  },
  "description": "Audience segments computed on the visitor's device after consent. Loads the gate from your own site and, if you wish, tells it the consent that Tag Manager knows.",
  "containerContexts": [
    "WEB"
  ]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "TEXT",
    "name": "src",
    "displayName": "Address of gate.js on your site",
    "simpleValueType": true,
    "help": "You host the files of Recinto yourself, for example https://www.example.org/recinto/gate.js. Allow this address in the template's permission to inject scripts.",
    "valueValidators": [
      {
        "type": "NON_EMPTY"
      },
      {
        "type": "REGEX",
        "args": [
          "^https://[^?#]+/gate\\.js$"
        ]
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "site",
    "displayName": "Name of the site at the collector",
    "simpleValueType": true,
    "valueValidators": [
      {
        "type": "REGEX",
        "args": [
          "^[a-z0-9-]{1,24}$"
        ]
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "collector",
    "displayName": "Origin of the collector",
    "simpleValueType": true,
    "valueValidators": [
      {
        "type": "REGEX",
        "args": [
          "^https://[^/]+$"
        ]
      }
    ]
  },
  {
    "type": "SELECT",
    "name": "asks",
    "displayName": "Who asks the visitor",
    "simpleValueType": true,
    "defaultValue": "platform",
    "selectItems": [
      {
        "value": "platform",
        "displayValue": "A consent platform of the page (found by Recinto)"
      },
      {
        "value": "manager",
        "displayValue": "A consent platform, through Tag Manager (all four types of advertising and analytics are denied by default)"
      },
      {
        "value": "banner",
        "displayValue": "Recinto's banner"
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "chosen",
    "displayName": "The platform's event when the visitor has chosen",
    "simpleValueType": true,
    "help": "Tag Manager does not tell of a refusal that leaves every type denied as it was. If your platform sends an event to the dataLayer after a choice, name it here and add it to this tag's triggers.",
    "enablingConditions": [
      {
        "paramName": "asks",
        "paramValue": "manager",
        "type": "EQUALS"
      }
    ]
  }
]


___SANDBOXED_JS_FOR_WEB_TEMPLATE___

const addConsentListener = require('addConsentListener');
const callLater = require('callLater');
const copyFromDataLayer = require('copyFromDataLayer');
const createQueue = require('createQueue');
const injectScript = require('injectScript');
const isConsentGranted = require('isConsentGranted');
const setInWindow = require('setInWindow');

// A tag that Tag Manager injects has no attributes: the stub carries what they would say.
setInWindow('recinto', {q: []}, false);
const set = {site: data.site, collector: data.collector};
if (data.asks === 'banner') {
  set.consent = 'none';
}

// What Tag Manager knows becomes an update of Consent Mode, in a layer of its own which the gate then listens to. Until one
// stands there the gate waits, as on any page with Consent Mode: a default is no answer, so nothing starts and nothing is
// erased.
if (data.asks === 'manager') {
  set.consent = 'gcm';
  set.layer = 'recintoConsent';
  set.banner = 'off';
  const push = createQueue('recintoConsent');
  const asked = ['analytics_storage', 'ad_storage', 'ad_user_data', 'ad_personalization'];
  const types = asked.concat('personalization_storage');
  let waiting = false;
  const tell = () => {
    const update = {};
    types.forEach((type) => {
      update[type] = isConsentGranted(type) ? 'granted' : 'denied';
    });
    waiting = false;
    push(['consent', 'update', update]);
  };
  // A listener hears of one type and of nothing but a change: all the types of one update are told together.
  types.forEach((type) => {
    addConsentListener(type, () => {
      if (!waiting) {
        waiting = true;
        callLater(tell);
      }
    });
  });
  // All that is asked for is denied by default: what is granted when this tag comes, the platform brought back. A denial
  // that changes nothing is known by the platform's event alone.
  if (asked.some((type) => isConsentGranted(type)) || (data.chosen && data.chosen === copyFromDataLayer('event'))) {
    tell();
  }
}
setInWindow('recinto.set', set, true);

injectScript(data.src, data.gtmOnSuccess, data.gtmOnFailure, 'recinto');


___WEB_PERMISSIONS___

[
  {
    "instance": {
      "key": {
        "publicId": "access_globals",
        "versionId": "1"
      },
      "param": [
        {
          "key": "keys",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "recinto"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "recinto.set"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "recintoConsent"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "access_consent",
        "versionId": "1"
      },
      "param": [
        {
          "key": "consentTypes",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "analytics_storage"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "personalization_storage"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "ad_storage"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "ad_user_data"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "ad_personalization"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "read_data_layer",
        "versionId": "1"
      },
      "param": [
        {
          "key": "allowedKeys",
          "value": {
            "type": 1,
            "string": "specific"
          }
        },
        {
          "key": "keyPatterns",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 1,
                "string": "event"
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "inject_script",
        "versionId": "1"
      },
      "param": [
        {
          "key": "urls",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 1,
                "string": "https://*/recinto/gate.js"
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  }
]


___TESTS___

scenarios: []


___NOTES___

injectScript cannot carry the hash of what it loads (integrity): through Tag Manager an altered gate.js would start. Where
that matters, put the tag with its hash into the page. What the gate loads is checked by it either way.
