/** Turns an old shape of an event's `data` into the next version's. Old shapes die here and nowhere else. */
export type Upcast = (data: Record<string, unknown>) => Record<string, unknown>

/** For each event name, the step from version 1 to 2, from 2 to 3, and so on; the last step's result is what the codec reads. */
export type Upcasts = { readonly [name: string]: ReadonlyArray<Upcast> }

/** Every event is at version 1, so no step exists yet. */
export const UPCASTS: Upcasts = {}

export const currentVersion = (upcasts: Upcasts, name: string): number => 1 + (upcasts[name]?.length ?? 0)

export const upcast = (upcasts: Upcasts, name: string, version: number, data: Record<string, unknown>): Record<string, unknown> =>
  (upcasts[name] ?? []).slice(version - 1).reduce((shape, step) => step(shape), data)
