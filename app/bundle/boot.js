// Makes the islands on this page live. Loaded only by pages that have one:
//   <script type="module" src="/pkg/<hash>/boot.js"></script>
//
// Leptos' own HydrationScripts does the same with an inline script, which our content security
// policy would have to allow, so this file takes its place (compare leptos' island_script.js).
import init, * as islands from "./paraat.js";

await init({ module_or_path: new URL("./paraat_bg.wasm", import.meta.url) });
islands.hydrate();

// Document order puts an outer island before the ones inside it. An island that takes children
// leaves a `$$on_hydrate` on its <leptos-children>; it gives the islands in there the outer one's
// context, and must be called just before each of them.
for (const island of document.querySelectorAll("leptos-island")) {
  const hydrate = islands[island.dataset.component];
  if (hydrate) {
    island.parentElement?.closest("leptos-children")?.$$on_hydrate?.();
    await hydrate(island);
  } else {
    console.warn(`No island ${island.dataset.component} in this bundle: is the page older than it?`);
  }
}
