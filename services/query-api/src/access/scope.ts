/** What a caller may ask for. Source: docs/guides/api-keys.md. */
export const SCOPES = [
  'coupons:read',
  'activations:write',
  'findings:read',
  'deliveries:read',
  'quarantine:read',
  'quarantine:write',
  'metrics:read',
] as const

export type Scope = (typeof SCOPES)[number]

export const isScope = (text: string): text is Scope => (SCOPES as ReadonlyArray<string>).includes(text)

/** Whoever may write to a queue may read it. */
const IMPLIED_BY: { readonly [scope in Scope]?: Scope } = { 'quarantine:read': 'quarantine:write' }

export const grants = (held: ReadonlySet<Scope>, needed: Scope): boolean => {
  const wider = IMPLIED_BY[needed]
  return held.has(needed) || (wider !== undefined && held.has(wider))
}
