/** The driver gives exact numerics as text; amounts of material fit into a number, and sums are made in SQL. */
export const numeric = {
  to: (value: number | null | undefined): number | null | undefined => value,
  from: (value: string | number | null): number | null => (value === null ? null : Number(value)),
};
