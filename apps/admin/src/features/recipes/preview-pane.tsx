import { useTranslation } from 'react-i18next';
import { cupCost, cupVolume, makingSeconds } from '@coffee/contract/recipes';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { Facts } from '../../ui/facts';
import { useRuleText } from '../../ui/forms/field';
import { Notice } from '../../ui/notice';
import { Progress } from '../../ui/progress';
import type { RecipeEditor } from './use-recipe-editor';

/** What a cup comes to, while it is typed. */
export function PreviewPane({ editor }: { editor: RecipeEditor }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { schema, materials, issues } = editor;
  const ruleText = useRuleText();
  const { millilitres, cupMillilitres } = cupVolume(schema, materials);
  const cost = cupCost(schema, materials);
  const price = Number(schema.price ?? NaN);
  const hasMargin = cost !== null && price > 0;
  const seconds = makingSeconds(schema);
  const isOver = millilitres > cupMillilitres;
  const volume = {
    volume: format.number(millilitres, 1),
    cup: format.number(cupMillilitres),
  };
  const cup = issues.find(({ field }) => field === 'materials' || field === 'steps');
  return (
    <Card title={t('recipes.preview')}>
      <div className="stack">
        <div>
          <div className="meta">{t('recipes.volumeOf', volume)}</div>
          <Progress
            label={t('recipes.volumeOf', volume)}
            percent={(millilitres / cupMillilitres) * 100}
            tone={isOver ? 'critical' : 'ok'}
          />
        </div>
        {cup && (
          <Notice tone="critical" alert>
            {ruleText({ type: cup.rule, message: cup.message })}
          </Notice>
        )}
        <Facts
          list
          facts={[
            {
              label: t('recipes.time'),
              value: Number.isFinite(seconds) ? format.unit(seconds, 'second') : '–',
            },
            {
              label: t('recipes.cost'),
              value: cost === null ? t('recipes.costUnknown') : format.price(cost),
            },
            {
              label: t('recipes.margin'),
              value: hasMargin ? format.percent((price - cost) / price) : '–',
            },
            ...schema.materials.map(({ material_code: code, amount, unit }, index) => ({
              label: materials.get(code)?.name ?? `${code} ${index + 1}`,
              value: `${amount} ${unit}`,
            })),
          ]}
        />
      </div>
    </Card>
  );
}
