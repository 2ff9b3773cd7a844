/** The examples below a command's help. */
export const examples = (...commands: ReadonlyArray<string>): string =>
  `\n${commands.length === 1 ? 'Example' : 'Examples'}:\n${commands.map((command) => `  ${command}`).join('\n')}`
