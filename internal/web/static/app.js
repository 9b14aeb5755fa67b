// Starts the scripts of the dashboard. The server renders the pages; the scripts keep them up to date and add keyboard shortcuts.
import { watchBranches } from './branches.js';
import { watchCostNotice } from './cost-notice.js';
import { watchDays } from './days.js';
import { watchDrawer } from './drawer.js';
import { watchKeyboard } from './keyboard.js';
import { Live } from './live.js';
import { watchNotices } from './notice.js';
import { watchNow } from './now.js';
import { watchPictures } from './pictures.js';
import { watchReader } from './reader.js';
import { Refresh } from './refresh.js';
import { watchTabs } from './tabs.js';
import { watchTheme } from './theme-switch.js';
import { watchTimes } from './times.js';
import { watchZone } from './zone.js';

const refresh = new Refresh();
const live = new Live((count) => refresh.changed(count));

watchTimes();
watchDays();
watchTabs();
watchBranches();
watchDrawer();
watchKeyboard();
watchNotices();
watchCostNotice();
watchNow();
watchPictures();
watchTheme();
watchZone();
watchReader();
refresh.watch();
live.watch();
