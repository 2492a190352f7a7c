import { MantineProvider } from '@mantine/core';
import { render, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { MessageView } from './MessageView';

describe('a message', () => {
  it('marks a refusal as one, and is not empty with it', () => {
    render(
      <MantineProvider>
        <MessageView message={{ role: 'assistant', refusal: 'I cannot help with that.' }} />
      </MantineProvider>,
    );
    const refusal = screen.getByRole('region', { name: 'Refusal' });
    expect(within(refusal).getByText('Refused')).toBeDefined();
    expect(within(refusal).getByText('I cannot help with that.')).toBeDefined();
    expect(screen.queryByText('empty')).toBeNull();
  });
});
