import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/card';
import { Icon } from '../../ui/icon';
import { StatusMark } from '../../ui/status-mark';
import { moved, newStep, type StepDraft } from './recipe-draft';
import type { RecipeEditor } from './use-recipe-editor';

/** The steps in their order: moved by buttons, and by dragging where there is a mouse. */
export function StepsPane({ editor, disabled }: { editor: RecipeEditor; disabled: boolean }) {
  const { t } = useTranslation();
  const { draft, selected, select, change, issues } = editor;
  const [dragged, setDragged] = useState<number | null>(null);
  const move = (from: number, to: number) => change({ steps: moved(draft.steps, from, to) });
  const add = () => {
    const step = newStep(draft.steps, t('stepType.pour'));
    change({ steps: [...draft.steps, step] });
    select(step.key);
  };
  const isBroken = (index: number) => issues.some(({ field }) => field.startsWith(`steps.${index}.`));
  const isGeneralBroken = issues.some(({ field }) => !/^steps\./.test(field));
  return (
    <Card title={t('recipes.steps')} flush>
      <ol className="step-list">
        <li>
          <button
            type="button"
            className="step-open"
            aria-current={selected === null}
            onClick={() => select(null)}
          >
            <Icon name="sliders" />
            <span className="cell-main">{t('recipes.general')}</span>
            {isGeneralBroken && <StatusMark tone="critical" />}
          </button>
        </li>
        {draft.steps.map((step, index) => (
          <li
            key={step.key}
            draggable={!disabled}
            className={dragged === index ? 'is-dragged' : undefined}
            onDragStart={() => setDragged(index)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) move(dragged, index);
              setDragged(null);
            }}
          >
            <button
              type="button"
              className="step-open"
              aria-current={selected === step.key}
              onClick={() => select(step.key)}
            >
              <span className="wizard-number">{index + 1}</span>
              <span>
                <span className="cell-main">{step.name}</span>
                <span className="cell-sub">{t(`stepType.${step.type}`)}</span>
              </span>
              {isBroken(index) && <StatusMark tone="critical" />}
            </button>
            {!disabled && <StepButtons editor={editor} step={step} index={index} onMove={move} />}
          </li>
        ))}
      </ol>
      {!disabled && (
        <div className="card-foot">
          <button type="button" className="btn btn-plain" onClick={add}>
            <Icon name="plus-lg" />
            {t('recipes.addStep')}
          </button>
        </div>
      )}
    </Card>
  );
}

interface ButtonsProps {
  editor: RecipeEditor;
  step: StepDraft;
  index: number;
  onMove: (from: number, to: number) => void;
}

function StepButtons({ editor, step, index, onMove }: ButtonsProps) {
  const { t } = useTranslation();
  const { draft, change, select } = editor;
  const of = { name: step.name };
  const remove = () => {
    change({ steps: draft.steps.filter(({ key }) => key !== step.key) });
    select(null);
  };
  return (
    <span className="step-buttons">
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-dense"
        disabled={index === 0}
        aria-label={t('recipes.moveUp', of)}
        onClick={() => onMove(index, index - 1)}
      >
        <Icon name="arrow-up" />
      </button>
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-dense"
        disabled={index === draft.steps.length - 1}
        aria-label={t('recipes.moveDown', of)}
        onClick={() => onMove(index, index + 1)}
      >
        <Icon name="arrow-down" />
      </button>
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-dense"
        aria-label={t('recipes.removeStep', of)}
        onClick={remove}
      >
        <Icon name="x-lg" />
      </button>
    </span>
  );
}
