/** A value that no JSON, no log and no inspection shows; only asking for it does. */
export type Secret = () => string

export const secret =
  (value: string): Secret =>
  () =>
    value
