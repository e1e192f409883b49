import type { Texts } from './text-types.ts';

const reasons = {
  user: 'Jemand hat ihn angehalten.',
  no_space: 'Es ist nicht genug Platz frei. Sobald welcher da ist, geht es weiter.',
  disc_missing: 'Die Disc fehlt. Bitte wieder einlegen, gleich in welches Laufwerk.',
  drive_missing: 'Das Laufwerk fehlt. Bitte wieder anschließen oder die Disc in ein anderes legen.',
  target_missing:
    'Der Speicher, zu dem das Image geschickt wird, ist nicht zu erreichen. Sobald er wieder da ist, geht es weiter.',
  output_missing: 'Der Ordner für das Image fehlt. Sobald er wieder da ist, geht es weiter.',
} as const;

/** German. */
export const de: Texts = {
  events: {
    'job.completed': ({ disc, image }) => ({
      title: `Fertig: ${disc ?? image ?? 'Auftrag'}`,
      text: 'Alles wurde gelesen und geprüft.',
    }),
    'job.damaged': ({ disc, image, bad }) => ({
      title: `Unvollständig: ${disc ?? image ?? 'Image'}`,
      text: `Ein Image ist da, aber ${bad ?? 'ein Teil'} der Disc war nicht zu lesen.`,
    }),
    'job.failed': ({ disc, image }) => ({
      title: `Fehlgeschlagen: ${disc ?? image ?? 'Auftrag'}`,
      text: 'Der Auftrag ist fehlgeschlagen. Was gelesen wurde, bleibt erhalten.',
    }),
    'job.waiting': ({ disc, image, reason }) => ({
      title: `Wartet: ${disc ?? image ?? 'Auftrag'}`,
      text: reasons[reason ?? 'user'],
    }),
    'image.damaged': ({ image }) => ({
      title: `Image hat sich verändert: ${image ?? 'unbekannt'}`,
      text: 'Das Image passt nicht mehr zu seinen Prüfsummen. Bitte aus einer Kopie wiederherstellen oder die Disc neu lesen.',
    }),
    'disc.inserted': ({ disc, drive }) => ({
      title: `Disc in ${drive ?? 'einem Laufwerk'}: ${disc ?? 'ohne Namen'}`,
      text: 'Eine Disc wurde eingelegt und erkannt.',
    }),
    'drive.faulty': ({ drive }) => ({
      title: `Laufwerk antwortet nicht: ${drive ?? 'unbekannt'}`,
      text: 'Aufträge lassen es in Ruhe, bis es wieder antwortet. Wenn nicht, hilft Aus- und Einschalten.',
    }),
    'drive.gone': ({ drive }) => ({
      title: `Laufwerk ist weg: ${drive ?? 'unbekannt'}`,
      text: 'Das Laufwerk ist nicht mehr angeschlossen.',
    }),
    'space.low': ({ path, free }) => ({
      title: `Wenig Platz: ${path ?? 'unbekannt'}`,
      text: `Nur noch ${free ?? 'wenig'} frei. Aufträge, die mehr brauchen, werden warten.`,
    }),
    'backup.failed': () => ({
      title: 'Sicherung fehlgeschlagen',
      text: 'Die Sicherung nach Zeitplan kam nicht zustande. In einer Stunde wird sie noch einmal versucht.',
    }),
    test: () => ({
      title: 'disk2iso: Test',
      text: 'Dies ist ein Test. Wer ihn liest, bekommt Nachrichten.',
    }),
  },
  names: {
    disc: 'Disc',
    drive: 'Laufwerk',
    image: 'Image',
    size: 'Größe',
    bad: 'Nicht gelesen',
    message: 'Was geschah',
    path: 'Ordner',
    free: 'Frei',
    at: 'Zeit',
  },
  open: 'In disk2iso öffnen',
  footer: 'Diese Nachricht kommt, weil sie in disk2iso unter Benachrichtigungen so eingestellt ist.',
};
