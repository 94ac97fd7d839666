const NEEDED = ['MEDIA_CONVERT_ROLE_ARN', 'AWS_REGION'] as const;

/** Names of the settings that are missing, of those the backend MEDIACONVERT can't do without. */
export const missingForMediaConvert = (env: { [name in (typeof NEEDED)[number]]?: string | undefined }): string[] =>
  NEEDED.filter((name) => !env[name]);
