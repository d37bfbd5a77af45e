import { useTranslation } from 'react-i18next';
import { STEP_TYPES } from '@coffee/contract/recipes';
import { Card } from '../../ui/card';
import { Icon } from '../../ui/icon';
import { AmountsField } from './amounts-field';
import { PlainSelect, PlainText } from './plain-inputs';
import { totalsOf, type RecipeDraft, type StepDraft } from './recipe-draft';
import type { RecipeEditor } from './use-recipe-editor';

interface Props {
  editor: RecipeEditor;
  disabled: boolean;
}

/** The selected step, or what is said of the recipe as a whole. */
export function FormPane({ editor, disabled }: Props) {
  const index = editor.draft.steps.findIndex(({ key }) => key === editor.selected);
  const step = editor.draft.steps[index];
  return step ? (
    <StepForm key={step.key} editor={editor} disabled={disabled} step={step} index={index} />
  ) : (
    <GeneralForm editor={editor} disabled={disabled} />
  );
}

function GeneralForm({ editor, disabled }: Props) {
  const { t } = useTranslation();
  const { draft, change, issueOf, materials } = editor;
  const field = (
    name: Exclude<keyof RecipeDraft, 'steps' | 'materials' | 'metadata'>,
    issue: string = name,
  ) => ({
    label: t(`recipes.${name}`),
    value: draft[name],
    issue: issueOf(issue),
    disabled,
    onChange: (value: string) => change({ [name]: value }),
  });
  return (
    <Card title={t('recipes.general')}>
      <div className="form-grid">
        <PlainText {...field('name')} />
        <div className="form-cols">
          <PlainText {...field('version')} />
          <PlainText {...field('category')} optional />
        </div>
        <div className="form-cols">
          <PlainText {...field('price')} inputMode="decimal" optional hint={t('recipes.priceHint')} />
          <PlainText
            {...field('cup_ml', 'metadata.cup_ml')}
            inputMode="decimal"
            optional
            hint={t('recipes.cupHint')}
          />
        </div>
        <PlainText {...field('prep_time')} inputMode="decimal" optional hint={t('recipes.seconds')} />
        <PlainText {...field('description')} lines={2} optional />
        <AmountsField
          label={t('recipes.perCup')}
          amounts={draft.materials}
          materials={materials}
          disabled={disabled}
          issueOf={(index, name) => issueOf(`materials.${index}.${name}`)}
          onChange={(next) => change({ materials: next })}
          make={(material_code) => ({ material_code, amount: '' })}
        />
        {!disabled && (
          <button
            type="button"
            className="btn btn-plain"
            onClick={() => change({ materials: totalsOf(draft.steps) })}
          >
            <Icon name="arrow-repeat" />
            {t('recipes.sumSteps')}
          </button>
        )}
      </div>
    </Card>
  );
}

function StepForm({ editor, disabled, step, index }: Props & { step: StepDraft; index: number }) {
  const { t } = useTranslation();
  const { changeStep, issueOf, materials } = editor;
  const field = (name: 'name' | 'duration' | 'temperature') => ({
    label: t(`recipes.step_${name}`),
    value: step[name],
    issue: issueOf(`steps.${index}.${name}`),
    disabled,
    onChange: (value: string) => changeStep(step.key, { [name]: value }),
  });
  const rename = (type: StepDraft['type']) => {
    // A step that still has the name of its type follows it.
    const isPlain = step.name === t(`stepType.${step.type}`);
    changeStep(step.key, { type, ...(isPlain ? { name: t(`stepType.${type}`) } : {}) });
  };
  return (
    <Card title={t('recipes.stepNumber', { number: index + 1 })}>
      <div className="form-grid">
        <PlainText {...field('name')} />
        <PlainSelect
          label={t('recipes.step_type')}
          value={step.type}
          issue={issueOf(`steps.${index}.type`)}
          disabled={disabled}
          options={STEP_TYPES.map((value) => ({ value, label: t(`stepType.${value}`) }))}
          onChange={(value) => rename(value as StepDraft['type'])}
        />
        <div className="form-cols">
          <PlainText {...field('duration')} inputMode="decimal" optional hint={t('recipes.seconds')} />
          <PlainText {...field('temperature')} inputMode="decimal" optional hint={t('recipes.celsius')} />
        </div>
        <AmountsField
          label={t('recipes.takes')}
          amounts={step.materials}
          materials={materials}
          disabled={disabled}
          issueOf={(at, name) => issueOf(`steps.${index}.materials.${at}.${name}`)}
          onChange={(next) => changeStep(step.key, { materials: next })}
          make={(material_code) => ({ material_code, amount: '' })}
        />
      </div>
    </Card>
  );
}
