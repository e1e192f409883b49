import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { prepareTestPage, show } from '../testing/show.tsx';
import { SectorMap } from './SectorMap.tsx';

prepareTestPage();

it('the sector map is read by keyboard, and told in words', async () => {
  const map = {
    sizeBytes: 100 * 2048,
    rescuedBytes: 99 * 2048,
    cells: [
      ['rescued', 0, 99 * 2048],
      ['bad', 99 * 2048, 2048],
    ] as ['rescued' | 'bad', number, number][],
  };
  await show(<SectorMap map={map} name="DISC" />);
  const user = userEvent.setup();
  const slider = await screen.findByRole('slider', { name: 'Sector map of DISC' });
  slider.focus();
  await user.keyboard('{Home}');
  expect(slider.getAttribute('aria-valuetext')).toMatch(/^read: sectors 0–/);
  await user.keyboard('{End}');
  expect(slider.getAttribute('aria-valuetext')).toMatch(/^unreadable: sectors .*99 /);
  await user.click(screen.getByText('The map in words'));
  expect(screen.getByText('1 unreadable area')).toBeDefined();
});
