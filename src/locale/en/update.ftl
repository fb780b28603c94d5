# Updates
finding-slot = The card carries the system twice, so that an update can go again. Version { $version } runs, from slot { $slot }.
finding-update-ready = The update to { $version } is ready. It is tried when Nichoir starts next.
finding-update-ready-do = Restart the service when it suits you.
finding-update-written = The update to { $version } is being written beside the system that runs.
finding-update-tried = The update to { $version } is being tried.
finding-update-kept = The update to { $version } works and runs.
finding-update-went-back = The update to { $version } went back ({ $why }). Nothing is lost, and what ran before runs again.
finding-update-went-back-do = There is nothing to repair: wait for a newer update.
