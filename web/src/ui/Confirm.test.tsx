import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { prepareTestPage, show } from '../testing/show.tsx';
import { useConfirm } from './Confirm.tsx';

prepareTestPage();

function Asking({ onAnswer }: { onAnswer: (yes: boolean) => void }) {
  const confirm = useConfirm();
  const ask = () => confirm({ title: 'Delete A?', text: 'A is lost.', confirm: 'Delete' }).then(onAnswer);
  return (
    <button type="button" onClick={() => void ask()}>
      Ask
    </button>
  );
}

it('asks by name, answers what was pressed, and gives the focus back', async () => {
  const answers: boolean[] = [];
  await show(<Asking onAnswer={(yes) => answers.push(yes)} />);
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: 'Ask' }));
  expect(screen.getByRole('dialog', { name: 'Delete A?' })).toBeDefined();
  expect(document.activeElement?.textContent).toBe('Cancel');
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  await user.click(screen.getByRole('button', { name: 'Ask' }));
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(answers).toEqual([true, false]);
  expect(document.activeElement?.textContent).toBe('Ask');
});
