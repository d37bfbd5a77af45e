import { useTranslation } from 'react-i18next';
import type { RecipeStatus } from '@coffee/contract/recipes';
import { Badge, type Tone } from '../../ui/status-mark';

const TONES: Record<RecipeStatus, Tone> = { draft: 'minor', published: 'ok', archived: 'neutral' };

export function RecipeBadge({ status }: { status: RecipeStatus }) {
  const { t } = useTranslation();
  return <Badge tone={TONES[status]}>{t(`recipes.status.${status}`)}</Badge>;
}
