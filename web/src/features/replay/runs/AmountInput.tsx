import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';
import { amountOf } from './amount';

type Props = Omit<NumberInputProps, 'value' | 'defaultValue' | 'onChange'> & { amount: number | undefined; onAmount: (amount: number | undefined) => void };

/** A number as it is typed. The text stays what was typed, since `1.` and `0.50` are numbers on their way, and the amount is what it says by now. */
export function AmountInput({ amount, onAmount, ...rest }: Props) {
  const [typed, setTyped] = useState<number | string>(amount ?? '');
  const change = (next: number | string) => {
    setTyped(next);
    onAmount(amountOf(next));
  };
  return <NumberInput {...rest} value={typed} onChange={change} />;
}
