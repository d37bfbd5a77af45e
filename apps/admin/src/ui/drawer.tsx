import type { ReactNode } from 'react';
import Offcanvas from 'react-bootstrap/Offcanvas';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  placement?: 'start' | 'end';
}

export function Drawer({ title, open, onClose, children, placement = 'end' }: Props) {
  const { t } = useTranslation();
  return (
    <Offcanvas show={open} onHide={onClose} placement={placement} aria-label={title}>
      <Offcanvas.Header closeButton closeLabel={t('common.close')}>
        <Offcanvas.Title as="h2">{title}</Offcanvas.Title>
      </Offcanvas.Header>
      <Offcanvas.Body>{children}</Offcanvas.Body>
    </Offcanvas>
  );
}
