/**
 * The page starts here, with as little as possible: the machine's worker is asked for first, so that it loads and starts while the rest of
 * the page is still on its way.
 */
import './ui/shared/base.css'
import { startWorker } from './ui/machine/early-worker.ts'

startWorker()
void import('./ui/start.ts')
