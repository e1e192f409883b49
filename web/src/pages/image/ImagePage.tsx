import { IconDownload, IconRestore, IconShieldCheck, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { queries } from '../../api/queries.ts';
import type { IsoDetail } from '../../api/types.ts';
import { ArchiveButtons } from '../../archive/ArchiveButtons.tsx';
import { useFormat } from '../../format/use-format.ts';
import { IsoBadges } from '../../isos/IsoBadges.tsx';
import { isoTitle } from '../../isos/iso-title.ts';
import { sizeText } from '../../isos/size-text.ts';
import { useIsoActions } from '../../isos/use-iso-actions.ts';
import { ImproveCard } from '../../rework/ImproveCard.tsx';
import { SendButton } from '../../targets/SendButton.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { QueryView } from '../../ui/States.tsx';
import { NotFoundPage } from '../NotFoundPage.tsx';
import { CopiesCard } from './CopiesCard.tsx';
import { DamageCard } from './DamageCard.tsx';
import { FilesCard } from './FilesCard.tsx';
import { ImageFacts } from './ImageFacts.tsx';
import { InsideCard } from './InsideCard.tsx';
import { KnownDumpCard } from './KnownDumpCard.tsx';
import { OriginCard } from './OriginCard.tsx';
import { TracksCard } from './TracksCard.tsx';
import { VerificationsCard } from './VerificationsCard.tsx';
import { WordsCard } from './WordsCard.tsx';

/** One image: what it is, how good it is, where it came from. */
export function ImagePage() {
  const { id } = useParams({ from: '/library/$id' });
  return /^[1-9]\d{0,14}$/.test(id) ? <KnownImage id={Number(id)} /> : <NotFoundPage />;
}

function KnownImage({ id }: { id: number }) {
  const query = useQuery(queries.iso(id));
  return (
    <QueryView query={query} lines={8}>
      {(iso) => <ImageView iso={iso} />}
    </QueryView>
  );
}

function ImageView({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = isoTitle(iso);
  useWindowTitle(name);
  return (
    <Page
      title={<bdi>{name}</bdi>}
      subtitle={
        <span className="subline">
          <IsoBadges iso={iso} />
          <span>{sizeText(iso, { t, format })}</span>
          <span>{format.ago(iso.createdAt)}</span>
        </span>
      }
      actions={<ImageActions iso={iso} />}
    >
      <div className="columns">
        <div className="stack">
          <DamageCard iso={iso} />
          <ImproveCard iso={iso} />
          <FilesCard iso={iso} />
          <InsideCard iso={iso} />
          <TracksCard iso={iso} />
          <VerificationsCard iso={iso} />
          <CopiesCard iso={iso} />
        </div>
        <div className="stack">
          <WordsCard iso={iso} />
          <KnownDumpCard iso={iso} />
          <ImageFacts iso={iso} />
          <OriginCard iso={iso} />
        </div>
      </div>
    </Page>
  );
}

function ImageActions({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const { verify, trash, restore, isBusy } = useIsoActions();
  const canDownload = iso.isPresent && iso.trashedAt === null;
  return (
    <>
      {canDownload ? (
        <a className="btn btn-primary" href={`/api/isos/${iso.id}/download`} download>
          <IconDownload size={18} aria-hidden="true" /> {t('iso.download')}
        </a>
      ) : null}
      {iso.jobUuid === null ? null : (
        <Link to="/jobs/$uuid" params={{ uuid: iso.jobUuid }} className="btn">
          {t('iso.toJob')}
        </Link>
      )}
      {may('operator') && iso.trashedAt === null ? (
        <>
          <button type="button" className="btn" disabled={isBusy} onClick={() => verify([iso])}>
            <IconShieldCheck size={18} aria-hidden="true" /> {t('iso.verify')}
          </button>
          <ArchiveButtons isos={[iso]} />
          {iso.isPresent ? <SendButton isos={[iso]} /> : null}
          <button type="button" className="btn" disabled={isBusy} onClick={() => void trash([iso])}>
            <IconTrash size={18} aria-hidden="true" /> {t('iso.delete')}
          </button>
        </>
      ) : null}
      {may('operator') && iso.trashedAt !== null ? (
        <button type="button" className="btn btn-primary" disabled={isBusy} onClick={() => restore([iso])}>
          <IconRestore size={18} aria-hidden="true" /> {t('iso.restore')}
        </button>
      ) : null}
    </>
  );
}
