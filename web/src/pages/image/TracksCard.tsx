import { useTranslation } from 'react-i18next';
import type { IsoDetail } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { Name } from '../../ui/Name.tsx';

/** Sectors of a CD that play in a second (CD_SECTORS_PER_SECOND of the server). */
const sectorsPerSecond = 75;

/** The tracks of a disc of music, and how well each was read. */
export function TracksCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cd = iso.provenance?.cd ?? null;
  if (cd === null || cd.audio.length === 0) return null;
  const titles = new Map(cd.tags.tracks.map(({ number, text }) => [number, text.title]));
  return (
    <Card title={t('tracks.title')} isFlush>
      <div className="scroll-x">
        <table className="table">
          <thead>
            <tr>
              <th>{t('tracks.number')}</th>
              <th>{t('tracks.name')}</th>
              <th>{t('tracks.length')}</th>
              <th>{t('tracks.quality')}</th>
              <th>AccurateRip</th>
            </tr>
          </thead>
          <tbody>
            {cd.audio.map((track) => (
              <tr key={track.number}>
                <td className="figure">{track.number}</td>
                <td>
                  <Name>{titles.get(track.number) ?? track.fileName ?? '–'}</Name>
                </td>
                <td className="figure">{format.duration(track.sectorCount / sectorsPerSecond)}</td>
                <td>{t(`tracks.qualities.${track.quality}`)}</td>
                <td>
                  <code>{track.accurateRipV2 ?? '–'}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
