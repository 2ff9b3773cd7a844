/** One line of `earnback doctor`: what was looked at, what was found, and what to do where that is not well. */
export interface Check {
  readonly check: string
  readonly ok: boolean
  readonly found: string
  readonly advice: string | null
}

export const passed = (check: string, found: string): Check => ({ check, ok: true, found, advice: null })

export const failed = (check: string, found: string, advice: string): Check => ({ check, ok: false, found, advice })
