package alpi.daemon.job;

import alpi.daemon.base.ProfileName;
import java.util.Map;

/// A profile whose jobs are run.
///
/// @param handlers those that serve this profile only, by kind
record Attached(ProfileName profile, Jobs jobs, Map<String, JobHandler> handlers) {}
