import { useTranslation } from 'react-i18next';
import type { Material } from '@coffee/contract/materials';
import type { ValidationIssue } from '@coffee/contract/errors';
import { useRuleText } from '../../ui/forms/field';
import { Icon } from '../../ui/icon';
import { StatusMark } from '../../ui/status-mark';
import type { AmountDraft } from './recipe-draft';

interface Props<A extends AmountDraft> {
  label: string;
  amounts: A[];
  materials: ReadonlyMap<string, Material>;
  /** Of the field of the entry at this place. */
  issueOf: (index: number, field: 'material_code' | 'amount' | 'unit') => ValidationIssue | undefined;
  disabled: boolean;
  onChange: (amounts: A[]) => void;
  make: (code: string) => A;
}

/** Materials with their amounts, one a row. */
export function AmountsField<A extends AmountDraft>(props: Props<A>) {
  const { label, amounts, materials, issueOf, disabled, onChange, make } = props;
  const { t } = useTranslation();
  const ruleText = useRuleText();
  const change = (index: number, patch: Partial<AmountDraft>) =>
    onChange(amounts.map((each, at) => (at === index ? { ...each, ...patch } : each)));
  const free = [...materials.values()].find(
    ({ code, enabled }) => enabled && !amounts.some(({ material_code }) => material_code === code),
  );
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      {amounts.map(({ material_code: code, amount }, index) => {
        const issue = issueOf(index, 'material_code') ?? issueOf(index, 'amount') ?? issueOf(index, 'unit');
        return (
          <div key={index}>
            <div className="amount-row">
              <select
                className="form-select"
                aria-label={t('recipes.materialNumber', { number: index + 1 })}
                value={code}
                disabled={disabled}
                onChange={(event) => change(index, { material_code: event.target.value })}
              >
                {!materials.has(code) && <option value={code}>{code}</option>}
                {[...materials.values()].map((material) => (
                  <option key={material.code} value={material.code}>
                    {material.name}
                  </option>
                ))}
              </select>
              <input
                className={`form-control ${issue ? 'is-invalid' : ''}`}
                inputMode="decimal"
                autoComplete="off"
                aria-label={t('recipes.amountNumber', { number: index + 1 })}
                aria-invalid={issue ? true : undefined}
                value={amount}
                readOnly={disabled}
                onChange={(event) => change(index, { amount: event.target.value })}
              />
              <span className="meta">{materials.get(code)?.unit ?? ''}</span>
              {!disabled && (
                <button
                  type="button"
                  className="btn btn-quiet btn-icon"
                  aria-label={t('recipes.removeMaterial', { number: index + 1 })}
                  onClick={() => onChange(amounts.filter((_, at) => at !== index))}
                >
                  <Icon name="x-lg" />
                </button>
              )}
            </div>
            {issue && (
              <span className="field-error">
                <StatusMark tone="critical" />
                {ruleText({ type: issue.rule, message: issue.message })}
              </span>
            )}
          </div>
        );
      })}
      {amounts.length === 0 && <p className="meta mb-0">{t('recipes.noMaterials')}</p>}
      {!disabled && free && (
        <button
          type="button"
          className="btn btn-plain btn-dense"
          onClick={() => onChange([...amounts, make(free.code)])}
        >
          <Icon name="plus-lg" />
          {t('recipes.addMaterial')}
        </button>
      )}
    </fieldset>
  );
}
