import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The first of the names that PATH has, as an absolute path.
 * @param {...string} names
 * @returns {string | undefined}
 */
export function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => path.resolve(folder, name))).find(isExecutable);
}

/**
 * A program named by an environment variable.
 * @param {string} variable
 * @returns {string | undefined}
 * @throws {Error} when the variable names something that cannot be run
 */
export function fromEnvironment(variable) {
  const value = process.env[variable];
  if (!value) return undefined;
  const file = value.includes(path.sep) ? path.resolve(value) : onPath(value);
  if (!file || !isExecutable(file)) throw new Error(`${variable} is ${value}, which is no program that can be run`);
  return file;
}
