import { useFormat } from '../i18n/format';

export function Money({ amount, currency }: { amount: number; currency: string }) {
  const format = useFormat();
  return <span className="nowrap">{format.money(amount, currency)}</span>;
}
