//! The project in IndexedDB: one, the last. Read back after it was written.

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, Query, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

const DATABASE: &str = "recinto-desk";
const STORE: &str = "project";
const KEY: &str = "current";

/// A saved project.
pub struct Kept {
    /// The project file's bytes.
    pub bytes: Vec<u8>,
    /// When, ms since epoch.
    pub at_ms: f64,
}

async fn open() -> Result<Database, idb::Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(1))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    request.await
}

fn field(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Writes the project and reads back that it is there.
pub async fn save(kept: Kept) -> Result<(), String> {
    let write = async {
        let object = js_sys::Object::new();
        let bytes = js_sys::Uint8Array::from(kept.bytes.as_slice());
        for (name, value) in [
            ("bytes", JsValue::from(bytes)),
            ("at_ms", JsValue::from_f64(kept.at_ms)),
        ] {
            let _ = js_sys::Reflect::set(&object, &JsValue::from_str(name), &value);
        }
        let database = open().await?;
        let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
        transaction
            .object_store(STORE)?
            .put(&object, Some(&JsValue::from_str(KEY)))?
            .await?;
        transaction.commit()?.await?;
        database.close();
        Ok::<(), idb::Error>(())
    };
    write.await.map_err(|error| error.to_string())?;
    match load().await? {
        Some(back) if back.at_ms == kept.at_ms => Ok(()),
        _ => Err("the project was not found again after saving".to_owned()),
    }
}

/// The saved project, if there is one.
pub async fn load() -> Result<Option<Kept>, String> {
    let read = async {
        let database = open().await?;
        let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
        let found = transaction
            .object_store(STORE)?
            .get(Query::Key(JsValue::from_str(KEY)))?
            .await?;
        transaction.await?;
        database.close();
        Ok::<_, idb::Error>(found)
    };
    let found = read.await.map_err(|error| error.to_string())?;
    Ok(found.map(|object| Kept {
        bytes: field(&object, "bytes")
            .dyn_into::<js_sys::Uint8Array>()
            .map(|bytes| bytes.to_vec())
            .unwrap_or_default(),
        at_ms: field(&object, "at_ms").as_f64().unwrap_or_default(),
    }))
}

/// Erases the saved project and its database.
pub async fn forget() -> Result<(), String> {
    let erase = async { Factory::new()?.delete(DATABASE)?.await };
    erase.await.map_err(|error: idb::Error| error.to_string())
}
