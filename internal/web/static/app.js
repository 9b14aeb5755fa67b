// Joins the parts of the dashboard. Pages are made on the server; these scripts keep them current and within reach of the keyboard.
import { watchBranches } from './branches.js';
import { watchCostNotice } from './cost-notice.js';
import { watchDrawer } from './drawer.js';
import { watchKeyboard } from './keyboard.js';
import { Live } from './live.js';
import { watchNotices } from './notice.js';
import { watchPictures } from './pictures.js';
import { Refresh } from './refresh.js';
import { watchTabs } from './tabs.js';
import { watchTheme } from './theme-switch.js';
import { watchTimes } from './times.js';

const refresh = new Refresh();
const live = new Live((count) => refresh.changed(count));

watchTimes();
watchTabs();
watchBranches();
watchDrawer();
watchKeyboard();
watchNotices();
watchCostNotice();
watchPictures();
watchTheme();
refresh.watch();
live.watch();
