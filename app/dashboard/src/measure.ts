// Faces differ in width: the widest pressure is measured once, so that a value never wraps, clips or shrinks by itself.

/** Measures "200/120" in the page's own face and tells the style sheet its width in em. */
export function fitPressure(): void {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return;
  context.font = `700 100px ${getComputedStyle(document.documentElement).getPropertyValue("--font")}`;
  document.documentElement.style.setProperty("--bp-em", String(context.measureText("200/120").width / 100));
}
