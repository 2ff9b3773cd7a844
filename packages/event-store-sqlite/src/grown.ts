/** The array where it is long enough; else one of at least twice its length that begins with it. */
export const grown = <A extends Uint32Array | Float64Array>(array: A, length: number): A => {
  if (length <= array.length) return array
  const larger = new (array.constructor as new (length: number) => A)(Math.max(length, array.length * 2))
  larger.set(array)
  return larger
}
