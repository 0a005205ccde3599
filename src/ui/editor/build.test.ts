import { expect, test } from 'vitest'
import { buildCommand, defaultTag, validTag } from './build.svelte.ts'
import { nameTrouble, shellWord } from './files/paths.ts'
import { isCompose, isDockerfile, languageOf } from './languages.ts'

test('the command is what a learner would type in that directory', () => {
  const home = '/home/student'
  expect(buildCommand(`${home}/app/Dockerfile`, 'app', `${home}/app`)).toBe('docker build -t app .')
  expect(buildCommand(`${home}/app/Dockerfile`, 'app:1', home)).toBe('docker build -t app:1 ~/app')
  expect(buildCommand(`${home}/my app/Dockerfile.dev`, 'app', null)).toBe(
    "docker build -t app -f ~/'my app/Dockerfile.dev' ~/'my app'",
  )
  expect(buildCommand(`${home}/Dockerfile`, 'app', null)).toBe('docker build -t app ~')
})
test('names of images', () => {
  for (const tag of ['app', 'app:1.0', 'student/my-app:latest', 'localhost:5000/a/b_c:v1'])
    expect(validTag(tag), tag).toBe(true)
  for (const tag of ['', 'App', 'a b', 'a:', '-a', 'a..b', 'a/']) expect(validTag(tag), tag).toBe(false)
  expect(defaultTag('/home/student/My App')).toBe('my-app')
  expect(defaultTag('/home/student/한글')).toBe('app')
})
test('languages by name; words and names', () => {
  expect(['Dockerfile', 'Dockerfile.dev', 'web.Dockerfile', 'Containerfile'].every(isDockerfile)).toBe(true)
  expect(['Dockerfile.dockerignore', 'docker-compose.yml', 'mydockerfile'].some(isDockerfile)).toBe(false)
  expect(isCompose('/x/compose.prod.yaml') && isCompose('docker-compose.yml')).toBe(true)
  expect(['a.py', '.dockerignore', 'nginx.conf', '.bashrc', 'x'].map(languageOf)).toEqual([
    'python',
    'ignore',
    'conf',
    'shell',
    'plaintext',
  ])
  expect(shellWord("~/it's")).toBe(`~/'it'\\''s'`)
  expect(['', 'a/b', '..', 'x'.repeat(256), '가'.repeat(85)].map(nameTrouble)).toEqual([
    'empty',
    'slash',
    'dots',
    'long',
    null,
  ])
})
