//! IndexedDB requests as futures.
//!
//! A request's and a transaction's handlers are the promise's own functions: no closure to keep
//! alive, little code, and the transaction stays active, since promises of a request's event are
//! answered before it goes idle.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, IdbDatabase, IdbIndexParameters, IdbObjectStoreParameters, IdbOpenDbRequest, IdbRequest,
    IdbTransaction,
};

pub const DATABASE: &str = "recinto";
pub const EVENTS: &str = "events";
pub const LEDGER: &str = "ledger";
pub const KEPT: &str = "kept";
pub const EXPIRES: &str = "expires";

/// An issued request. Its handlers are in place from the start, so several can be issued at once.
pub struct Asked(IdbRequest, JsFuture);

impl Asked {
    pub fn new(request: IdbRequest) -> Self {
        let promise = Promise::new(&mut |resolve: Function, reject: Function| {
            request.set_onsuccess(Some(&resolve));
            request.set_onerror(Some(&reject));
        });
        Self(request, JsFuture::from(promise))
    }

    pub async fn answer(self) -> Result<JsValue, JsValue> {
        match self.1.await {
            Ok(_) => self.0.result(),
            Err(_) => Err(self.0.error().ok().flatten().map_or(JsValue::NULL, JsValue::from)),
        }
    }
}

/// Resolves once the transaction is on its way to disk. To be called before its last request is
/// answered.
pub fn committed(transaction: &IdbTransaction) -> JsFuture {
    JsFuture::from(Promise::new(&mut |resolve: Function, reject: Function| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    }))
}

/// Opens the database, making it if it is not there: only ever called under the purpose `segment`.
pub async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = super::js::window()
        .ok_or(JsValue::NULL)?
        .indexed_db()?
        .ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(DATABASE, 1)?;
    let upgrade = Closure::once(|event: Event| {
        if let Some(request) = event.target().and_then(|t| t.dyn_into::<IdbOpenDbRequest>().ok())
            && let Ok(database) = request.result()
        {
            let _ = create(&database.unchecked_into());
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let database: IdbDatabase = Asked::new(request.into()).answer().await?.unchecked_into();
    // Another tab erases: let go at once. `close` itself is the handler, so it works without us.
    if let Ok(close) = js_sys::Reflect::get(&database, &"close".into()) {
        let close: Function = close.unchecked_into();
        database.set_onversionchange(Some(close.bind0(&database).unchecked_ref()));
    }
    Ok(database)
}

fn create(database: &IdbDatabase) -> Result<(), JsValue> {
    let keyed = |path: &str| {
        let parameters = IdbObjectStoreParameters::new();
        parameters.set_key_path(&path.into());
        parameters
    };
    database
        .create_object_store_with_optional_parameters(EVENTS, &keyed("id"))?
        .create_index_with_str_and_optional_parameters(EXPIRES, EXPIRES, &IdbIndexParameters::new())?;
    database.create_object_store_with_optional_parameters(LEDGER, &keyed("seq"))?;
    database.create_object_store(KEPT)?;
    Ok(())
}
