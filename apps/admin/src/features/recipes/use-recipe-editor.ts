import { useMemo, useState } from 'react';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { useQuery } from '@tanstack/react-query';
import type { ValidationIssue } from '@coffee/contract/errors';
import type { Material } from '@coffee/contract/materials';
import { WriteRecipe, type Recipe, type RecipeSchema } from '@coffee/contract/recipes';
import { toApiError, type ApiError } from '../../api/api-error';
import { draftOf, EMPTY_RECIPE, schemaOf, type RecipeDraft, type StepDraft } from './recipe-draft';
import { materialsQuery } from './recipes.queries';

/** The key of a step, or the recipe as a whole. */
export type Selected = string | null;

function issuesOf(errors: ValidationError[], prefix = ''): ValidationIssue[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const field = prefix + property;
    const [first] = Object.entries(constraints ?? {});
    const own = first ? [{ field, rule: first[0], message: first[1] }] : [];
    return [...own, ...issuesOf(children ?? [], `${field}.`)];
  });
}

/** What breaks the rules that browser and server share. */
function judge(schema: RecipeSchema): ValidationIssue[] {
  return issuesOf(validateSync(plainToInstance(WriteRecipe, schema), { forbidUnknownValues: false }));
}

function useMaterials() {
  const { data } = useQuery(materialsQuery);
  return useMemo(
    () => new Map((data?.items ?? []).map((each): [string, Material] => [each.code, each])),
    [data],
  );
}

/** The state of the editor: what is typed, what of it is selected, and what is wrong with it. */
export function useRecipeEditor(recipe: Recipe | null) {
  const saved = useMemo(() => (recipe ? draftOf(recipe.schema) : EMPTY_RECIPE), [recipe]);
  const [typed, setTyped] = useState<{ from: RecipeDraft; draft: RecipeDraft } | null>(null);
  const [selected, setSelected] = useState<Selected>(null);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [isJudged, setJudged] = useState(false);
  const materials = useMaterials();
  // What was typed about a version that has been saved since is in that version.
  const draft = typed?.from === saved ? typed.draft : saved;
  const schema = useMemo(
    () => schemaOf(draft, (code) => materials.get(code)?.unit ?? 'g'),
    [draft, materials],
  );
  const broken = useMemo(() => judge(schema), [schema]);
  const change = (patch: Partial<RecipeDraft>) => {
    setRefusal(null);
    setTyped({ from: saved, draft: { ...draft, ...patch } });
  };
  const told =
    refusal?.issues.map((issue) => ({ ...issue, field: issue.field.replace(/^schema\./, '') })) ?? [];
  const issues = [...(isJudged ? broken : []), ...told];
  return {
    draft,
    schema,
    materials,
    selected,
    select: setSelected,
    isDirty: draft !== saved,
    refusal,
    issues,
    change,
    changeStep: (key: string, patch: Partial<StepDraft>) =>
      change({ steps: draft.steps.map((step) => (step.key === key ? { ...step, ...patch } : step)) }),
    /** True when nothing that the browser can see is wrong; from then on faults are shown while they are typed. */
    judge: () => {
      setJudged(true);
      return broken.length === 0;
    },
    refuse: (error: unknown) => setRefusal(toApiError(error)),
    issueOf: (field: string) => issues.find((issue) => issue.field === field),
  };
}

export type RecipeEditor = ReturnType<typeof useRecipeEditor>;
