// What several checks share. Evaluated in the page by the test, so that the page's own policy stays as it is.
(() => {
  const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable="true"], ' +
    '[role=button], [role=link], [role=checkbox], [role=tab], [role=menuitem], [role=switch], [role=slider]';

  const shown = (el) => el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
    && el.getClientRects().length > 0;

  const one_line = (text) => (text || '').replace(/\s+/g, ' ').trim();

  const describe = (el) => {
    if (!el || el === document.body || el === document.documentElement) return 'the page itself';
    const id = el.id ? `#${el.id}` : '';
    const name = el.getAttribute('name') ? `[name=${el.getAttribute('name')}]` : '';
    const cls = typeof el.className === 'string' && el.className ? `.${el.className.trim().split(/\s+/).join('.')}` : '';
    const text = one_line(el.getAttribute('aria-label') || el.textContent).slice(0, 40);
    return `<${el.localName}${id}${cls}${name}> “${text}”`;
  };

  // The radio buttons of one group are one stop.
  const tabbable = () => {
    const groups = new Set();
    return [...document.querySelectorAll(CONTROLS)].filter((el) => {
      if (el.tabIndex < 0 || el.disabled || !shown(el) || el.closest('[inert]')) return false;
      if (el.type === 'hidden') return false;
      if (el.localName === 'summary' && el.parentElement.querySelector('summary') !== el) return false;
      if (el.type === 'radio') {
        const key = `${el.form?.id}/${el.name}`;
        const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(el.name)}"]`)]
          .filter((other) => other.form === el.form);
        const chosen = group.find((other) => other.checked);
        if (chosen && chosen !== el) return false;
        if (groups.has(key)) return false;
        groups.add(key);
      }
      return true;
    });
  };

  const box = (el) => {
    const { left, top, right, bottom, width, height } = el.getBoundingClientRect();
    return { left, top: top + scrollY, right, bottom: bottom + scrollY, width, height };
  };

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const part = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (one, other) => {
    const [a, b] = [luminance(rgba(one)), luminance(rgba(other))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const ground = (el) => {
    for (; el; el = el.parentElement) {
      const color = getComputedStyle(el).backgroundColor;
      if (rgba(color)[3] === 255) return color;
    }
    return 'Canvas';
  };

  window.__tools = { CONTROLS, shown, one_line, describe, tabbable, box, contrast, ground };
})();
