interface Props {
  values: (number | null)[];
}

const WIDTH = 84;
const HEIGHT = 26;

/** A shape beside a number that says the same in words; gaps stay gaps. */
export function Sparkline({ values }: Props) {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2) return null;
  const max = Math.max(...known);
  const min = Math.min(...known, 0);
  const x = (index: number) => (index / (values.length - 1)) * WIDTH;
  const y = (value: number) => HEIGHT - 2 - ((value - min) / (max - min || 1)) * (HEIGHT - 4);
  const path = values
    .map((value, index) => {
      if (value === null) return '';
      const start = index === 0 || values[index - 1] === null;
      return `${start ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path
        d={path}
        fill="none"
        stroke="var(--series-1)"
        strokeWidth="1.75"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
