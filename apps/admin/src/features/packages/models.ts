/** Models as they are typed: by comma. */
export function modelsOf(text: string): string[] {
  return [...new Set(text.split(/[,;，；]/).map((part) => part.trim()))].filter((part) => part !== '');
}
