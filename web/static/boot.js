// Starts the app. The names, which change with each build, stand on this script's own tag.
const { js, wasm } = document.querySelector("script[data-wasm]").dataset;

try {
  const { default: start } = await import(js);
  await start({ module_or_path: wasm });
} catch (error) {
  // Before the app runs there is no catalogue to take the words from.
  for (const [lang, text] of [
    ["en", "Recinto could not start. Reload the page; if that does not help, use a newer browser."],
    ["it", "Recinto non si è avviato. Ricarica la pagina; se non basta, usa un browser più recente."],
  ]) {
    const line = document.createElement("p");
    line.lang = lang;
    line.setAttribute("role", "alert");
    line.textContent = text;
    document.body.append(line);
  }
  throw error;
}
