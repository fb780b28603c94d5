# Updates
finding-slot = The box runs version { $version }, from its slot { $slot }.
finding-update-ready = The update to { $version } is ready; restart the node to try it.
finding-update-written = The update to { $version } is being written beside the system that runs.
finding-update-tried = The update to { $version } is being tried.
finding-update-kept = The update to { $version } works and runs.
finding-update-went-back = The update to { $version } went back ({ $why }); nothing is lost.
finding-update-went-back-do = Wait for a newer one.
