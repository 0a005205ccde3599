/** The plain tables of buildx: Go's own tabwriter, with spaces or with tabs. */
import { tabulate } from '../../base/go/tabwriter.ts'

const runes = (text: string): number => [...text].length
/** tabwriter.NewWriter(out, 0, 0, 1, ' ', 0) */
export const spaced = (text: string): string => tabulate(text, { minWidth: 0, padding: 1, width: runes })
/** tabwriter.NewWriter(out, 1, 8, 1, '\t', 0) */
export const tabbed = (text: string): string => tabulate(text, { minWidth: 1, padding: 1, width: runes, tabWidth: 8 })
