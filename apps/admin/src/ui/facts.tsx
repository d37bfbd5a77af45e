import type { ReactNode } from 'react';

export interface Fact {
  label: string;
  value: ReactNode;
}

/** Names and values. `list`: one under the other with the names on the left. */
export function Facts({ facts, list = false }: { facts: Fact[]; list?: boolean }) {
  if (list) {
    return (
      <dl className="facts facts-list">
        {facts.map(({ label, value }) => [
          <dt key={`${label}-name`}>{label}</dt>,
          <dd key={`${label}-value`}>{value ?? '–'}</dd>,
        ])}
      </dl>
    );
  }
  return (
    <dl className="facts">
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  );
}
