import { Button, createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = ['#e8f5f7', '#d3e9ed', '#a6d3db', '#7cc4d2', '#5cbfd2', '#2f97ab', '#147f94', '#0b6a7d', '#085767', '#064552'];

/** The kit's dark greys, in the hue of our own. */
const dark: MantineColorsTuple = ['#e4e9eb', '#aeb9bf', '#8b98a0', '#6d7a82', '#2f383e', '#232b30', '#1a2024', '#14191c', '#0f1315', '#0b0e10'];

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { petrol, dark },
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  components: {
    Button: Button.extend({
      styles: { root: { fontWeight: 500 } },
      // The kit chooses the colour of the words by the light scheme alone.
      vars: (_, { variant = 'filled' }) => ({ root: variant === 'filled' ? { '--button-color': 'var(--on-accent)' } : {} }),
    }),
  },
});

/** The kit's own variables, told to follow our tokens. */
export const variables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-3)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--sunken)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-error': 'var(--bad)',
  };
  return { variables: {}, light: both, dark: both };
};
