/** The name of a row that opens for editing, or plain text for those who may not. */
export function RowButton<T>({
  row,
  label,
  onOpen,
}: {
  row: T;
  label: string;
  onOpen: ((row: T) => void) | null;
}) {
  if (!onOpen) return <span className="cell-main">{label}</span>;
  return (
    <button type="button" className="row-button" onClick={() => onOpen(row)}>
      {label}
    </button>
  );
}
