const SEED = 0x5eedc0de

/** The 32-bit finalizer of MurmurHash3: a bijection, so different inputs never give the same output. */
export const scramble = (value: number): number => {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A number in [0, 2^32) that depends on nothing but its two arguments, so any line can be drawn without those before it. */
export const draw = (index: number, purpose: number): number => scramble(scramble(index ^ SEED) + Math.imul(purpose, 0x9e3779b1))

/** The same as a fraction in [0, 1). */
export const drawFraction = (index: number, purpose: number): number => draw(index, purpose) / 0x1_0000_0000

export const hex32 = (value: number): string => (value >>> 0).toString(16).padStart(8, '0')
