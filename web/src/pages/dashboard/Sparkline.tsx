const width = 240;
const height = 44;

/** A small picture of how a figure went, with its name and its newest value in words. */
export function Sparkline({
  name,
  text,
  values,
  max,
}: {
  name: string;
  text: string;
  values: readonly (number | null)[];
  /** The value at the top; `null`: the largest there is. */
  max: number | null;
}) {
  const top = Math.max(max ?? 0, ...values.map((value) => value ?? 0), Number.EPSILON);
  const points = values.map((value, index) => {
    const x = values.length < 2 ? width : (index / (values.length - 1)) * width;
    return [x, height - 2 - ((value ?? 0) / top) * (height - 6)] as const;
  });
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return (
    <div className="spark">
      <div className="spark-text">
        <span className="text-secondary">{name}</span>
        <span className="figure">{text}</span>
      </div>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {points.length > 1 ? (
          <>
            <polygon className="spark-area" points={`0,${height} ${line} ${width},${height}`} />
            <polyline className="spark-line" points={line} />
          </>
        ) : null}
      </svg>
    </div>
  );
}
