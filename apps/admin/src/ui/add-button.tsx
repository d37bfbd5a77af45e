import { Icon } from './icon';

export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className="btn btn-primary" onClick={onClick}>
      <Icon name="plus-lg" />
      {label}
    </button>
  );
}
