// The rest of the page is loaded once its shell has been painted. A page in the
// background is not painted.

const load = () => import("./app.js");
if (document.hidden) load();
else requestAnimationFrame(() => setTimeout(load));
