import { InvalidArgumentError } from 'commander'

const PORT_MAX = 65_535

export const portOption = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= PORT_MAX)) throw new InvalidArgumentError(`Expected a port from 0 to ${PORT_MAX}; 0 takes a free one.`)
  return port
}
