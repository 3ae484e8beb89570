// All flashing frames go on and off together: every flash animation is counted from the page's beginning.

/** Puts each alarm animation that starts on the one clock; returns what undoes it. */
export function flashTogether(): () => void {
  const align = (event: AnimationEvent): void => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    for (const animation of target.getAnimations({ subtree: true })) {
      if (animation instanceof CSSAnimation && animation.animationName.startsWith("flash")) animation.startTime = 0;
    }
  };
  document.addEventListener("animationstart", align);
  return () => document.removeEventListener("animationstart", align);
}
