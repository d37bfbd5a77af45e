// The document's title: what must be seen in a row of tabs first, then the page and the product.
let page = '';
let count = 0;

function write(): void {
  document.title = count > 0 ? `(${count}) ${page}` : page;
}

/** `title` as it is shown, with the product's name. */
export function setPageTitle(title: string): void {
  page = title;
  write();
}

/** Critical alarms that are open: a tab in the background shows them too. */
export function setTitleCount(next: number): void {
  if (next === count) return;
  count = next;
  write();
}
