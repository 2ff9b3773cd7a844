/** What one process may do of the engine's work. */
export const PARTS = ['ingester', 'calculator', 'projector', 'publisher'] as const
export type Part = (typeof PARTS)[number]

const isPart = (text: string): text is Part => PARTS.some((part) => part === text)

/** Reads names with commas between them; undefined where one of them names no part. */
export const partsIn = (text: string): ReadonlySet<Part> | undefined => {
  const named = text.split(',').map((part) => part.trim())
  return named.every(isPart) ? new Set(named) : undefined
}
