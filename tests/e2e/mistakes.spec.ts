/** The mistakes around the first lesson, typed; Docker's own words come back. */
import { expect, test } from '@playwright/test'
import { Naru } from './naru.ts'

test('mistakes get the answers of real Docker', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  const says = async (line: string, ...words: (string | RegExp)[]): Promise<void> => {
    await naru.enter('clear')
    const flat = (await naru.enter(line)).replace(/\s+/g, ' ')
    for (const word of words)
      expect(flat).toMatch(typeof word === 'string' ? new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : word)
  }
  await says('docekr ps', 'docekr: command not found')
  await says('docker rnu', 'docker: unknown command: docker rnu', "Run 'docker --help' for more information")
  await says('docker ps --al', 'unknown flag: --al')
  await says('docker pull nosuchimage', 'pull access denied for nosuchimage, repository does not exist')
  await says('docker pull busybox:9.99', 'manifest for busybox:9.99 not found: manifest unknown')
  await says('docker rm boo', 'Error response from daemon: No such container: boo')
  await says('docker run', "docker: 'docker run' requires at least 1 argument")
  await says('docker run -d --name web -p 818:80 httpd', /[0-9a-f]{64}/)
  await says('docker run -d --name web httpd', 'Conflict. The container name "/web" is already in use by container')
  await says('docker run -d -p 818:80 httpd', 'Bind for 0.0.0.0:818 failed: port is already allocated')
  await says('docker rm web', 'cannot remove container "web": container is running')
  await says('docker rmi httpd', 'conflict: unable to remove repository reference "httpd" (must force)')
  await says('docker exec web nosuch', 'exec: "nosuch": executable file not found in $PATH')
  await says(
    'docker run --rm busybox nosuch; echo "status $?"',
    'exec: "nosuch": executable file not found in $PATH',
    'status 127',
  )

  // Ctrl+C gives the prompt back, at the prompt and out of a running command.
  await naru.focus()
  await page.keyboard.type('half a line')
  await page.keyboard.press('Control+c')
  await naru.prompt()
  await page.keyboard.type('sleep 1000\n')
  await page.waitForTimeout(300)
  await page.keyboard.press('Control+c')
  await naru.prompt()
  expect(await naru.enter('echo "ended $?"')).toContain('ended 130')
  expect(naru.errors).toEqual([])
})
