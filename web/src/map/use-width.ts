import { type RefObject, useLayoutEffect, useState } from 'react';

/** Width of an element without padding in CSS pixels: right from the first picture, and as it changes. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(320);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const take = (pixels: number) => setWidth(Math.max(120, Math.floor(pixels)));
    // Otherwise the page would jump when the observer reports, after something was painted.
    if (element.clientWidth > 0) take(element.clientWidth);
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) take(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
