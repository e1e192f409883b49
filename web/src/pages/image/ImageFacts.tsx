import { useTranslation } from 'react-i18next';
import type { IsoDetail } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { sizeText } from '../../isos/size-text.ts';
import { Card, Facts } from '../../ui/Card.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Name } from '../../ui/Name.tsx';

/** Times as discs have them. */
const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** What an image and its disc are. */
export function ImageFacts({ iso }: { iso: IsoDetail }) {
  const { t, i18n } = useTranslation();
  const nameOf = (fact: string) =>
    i18n.exists(`volumeFacts.${fact}`) ? t(`volumeFacts.${fact}` as 'volumeFacts.systemId') : fact;
  const format = useFormat();
  const { provenance } = iso;
  const disc = provenance?.disc ?? null;
  return (
    <Card title={t('facts.title')}>
      <Facts
        items={[
          [t('disc.kind'), iso.discKind === null ? null : t(`disc.kinds.${iso.discKind}`)],
          [t('disc.label'), iso.discLabel === null ? null : <Name key="label">{iso.discLabel}</Name>],
          [
            t('facts.path'),
            <span key="path" className="with-button">
              <Name>{iso.filePath}</Name>
              <CopyButton text={iso.filePath} what={t('facts.path')} />
            </span>,
          ],
          [t('disc.size'), sizeText(iso, { t, format })],
          [t('jobs.created'), format.dateTime(iso.createdAt)],
          [t('facts.verified'), iso.verifiedAt === null ? null : format.dateTime(iso.verifiedAt)],
          [t('disc.fileSystems'), disc?.fileSystems.join(', ') ?? null],
          [t('disc.uuid'), disc?.volumeUuid ?? null],
          [t('disc.sessions'), disc?.sessionCount == null ? null : format.number(disc.sessionCount)],
          [t('disc.created'), disc?.createdAt == null ? null : format.dateTime(disc.createdAt)],
          ...Object.entries(disc?.volumeFacts ?? {}).map(
            ([name, value]) =>
              [
                nameOf(name),
                <Name key={name}>{isTime.test(value) ? format.dateTime(value) : value}</Name>,
              ] as const,
          ),
        ]}
      />
    </Card>
  );
}
