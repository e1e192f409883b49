import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cells } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { drawMap, layoutOf } from './draw-map.ts';
import { MapLegend } from './MapLegend.tsx';
import { MapText } from './MapText.tsx';
import { cellsOf, sectorBytes } from './map-cells.ts';
import { useThemeChange } from './use-theme-change.ts';
import { useWidth } from './use-width.ts';

/** The whole disc at a glance: each square is a part of it, coloured by its worst state. */
export function SectorMap({ map, name }: { map: Cells; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const width = useWidth(box);
  const theme = useThemeChange();
  const layout = useMemo(() => layoutOf(width, map.sizeBytes), [width, map.sizeBytes]);
  const squares = useMemo(() => cellsOf(map, layout.count), [map, layout.count]);
  useEffect(() => {
    if (canvas.current !== null) drawMap(canvas.current, { squares, layout, chosen, theme });
  }, [squares, layout, chosen, theme]);

  const last = squares.length - 1;
  const index = chosen === null ? null : Math.min(chosen, last);
  const square = index === null ? undefined : squares[index];
  const words =
    square === undefined
      ? t('map.hint')
      : t('map.readout', {
          state: t(`map.states.${square.state}`),
          first: format.number(square.from / sectorBytes),
          last: format.number(Math.ceil(square.to / sectorBytes) - 1),
          size: format.bytes(square.to - square.from),
          at: format.bytes(square.from),
        });
  const indexAt = (event: React.PointerEvent<HTMLElement>) => {
    const area = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - area.left) / layout.pitch);
    const row = Math.floor((event.clientY - area.top) / layout.pitch);
    const at = row * layout.columns + column;
    return column < 0 || column >= layout.columns || at < 0 || at > last ? null : at;
  };
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: layout.columns,
    ArrowUp: -layout.columns,
    PageDown: layout.columns * 4,
    PageUp: -layout.columns * 4,
    Home: -squares.length,
    End: squares.length,
  };
  const press = (event: React.KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined || last < 0) return;
    event.preventDefault();
    setChosen(Math.max(0, Math.min(last, (index ?? (step > 0 ? -1 : last + 1)) + step)));
  };
  return (
    <div className="map">
      <div ref={box} className="map-box">
        <div
          className="map-slider"
          role="slider"
          tabIndex={0}
          aria-label={t('map.label', { name })}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, last)}
          aria-valuenow={index ?? 0}
          aria-valuetext={words}
          onKeyDown={press}
          onPointerMove={(event) => setChosen(indexAt(event))}
          onPointerDown={(event) => setChosen(indexAt(event))}
          onPointerLeave={() => setChosen(null)}
        >
          <canvas ref={canvas} />
        </div>
      </div>
      <p className="map-readout figure">{words}</p>
      <MapLegend map={map} />
      <MapText map={map} />
    </div>
  );
}
