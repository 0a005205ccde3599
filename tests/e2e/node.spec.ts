/** node and npm in the page: a web server with express that answers, a loop that ends, a session at node's prompt. */
import { expect, test } from '@playwright/test'
import { Naru } from './naru.ts'

test('node runs programs, installs packages and serves', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50))
  })
  await naru.enter('docker pull -q node:22-alpine')
  expect(await naru.enter('clear; docker run --rm node:22-alpine node -p "6 * 7"')).toMatch(/^42$/m)
  // An endless loop neither freezes the page nor outlives Ctrl+C.
  await naru.enter(`clear; docker run --rm -it --init node:22-alpine node -e "console.log(1); while (true);"`, /^1$/m)
  await page.keyboard.press('Control+c')
  await naru.prompt()
  await naru.enter('clear; docker run --rm -it node:22-alpine', />$/)
  await naru.enter('[1, 2].map((n) => n * 2)', /\[ 2, 4 \]\n>$/)
  await naru.enter('.exit')
  await naru.enter('mkdir web && cd web && echo \'{"dependencies":{"express":"^4.18.2"}}\' > package.json')
  await naru.enter('echo \'require("express")().get("/",(q,r)=>r.send("hello "+q.query.n)).listen(3000)\' > app.js')
  await naru.enter(
    'printf \'FROM node:22-alpine\\nWORKDIR /app\\nCOPY . .\\nRUN npm install\\nCMD ["node", "app.js"]\\n\' > Dockerfile',
  )
  await naru.enter('clear; docker build -q -t web .')
  await naru.enter('docker run -d --name web -p 3000:3000 web')
  expect(await naru.enter('clear; until curl -s "localhost:3000/?n=5"; do sleep 1; done; echo')).toMatch(/^hello 5$/m)
  expect(await naru.enter('clear; docker kill web && docker wait web')).toMatch(/^137$/m)
  expect(naru.errors).toEqual([])
})
