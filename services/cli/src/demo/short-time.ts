const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026-09-30T18:00:00.000Z` → `30 Sep 18:00`, in UTC; for tables, where a year says nothing. */
export const shortTime = (canonical: string): string =>
  `${Number(canonical.slice(8, 10))} ${MONTHS[Number(canonical.slice(5, 7)) - 1] ?? ''} ${canonical.slice(11, 16)}`
