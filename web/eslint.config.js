import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// The one direction of imports: app → features → ui, api, lib. No feature imports another; what combines two is put together in app.
const features = readdirSync('src/features');
const closed = (files, folders, message) => ({
  files: [files],
  ignores: ['**/*.test.ts', '**/*.test.tsx'],
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: folders.flatMap((f) => [`**/${f}/**`]), message }] }],
  },
});

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.d.ts', 'scripts'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  hooks.configs.flat.recommended,
  { languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] }, tsconfigRootDir: import.meta.dirname } } },
  {
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // The virtual list keeps its own store; React Compiler is not used here.
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    // A cast is a claim nobody checks. Only the edge, where bytes become types, may make one.
    files: ['src/{app,features,ui,lib}/**'],
    ignores: ['**/*.test.ts', '**/*.test.tsx'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  closed('src/lib/**', ['app', 'features', 'ui', 'api', 'testing'], 'lib stands alone.'),
  closed('src/api/**', ['app', 'features', 'ui', 'testing'], 'api → lib only.'),
  closed('src/ui/**', ['app', 'features', 'testing', 'api/!(types)'], 'ui → lib and api/types only: no fetching.'),
  ...features.map((feature) =>
    closed(`src/features/${feature}/**`, ['app', 'testing', ...features.filter((f) => f !== feature)], 'A feature imports ui, api and lib only.'),
  ),
  { files: ['eslint.config.js'], ...tseslint.configs.disableTypeChecked },
);
