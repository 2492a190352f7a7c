using Microsoft.Extensions.Logging;

namespace Reprise.Client.Commands;

/// <summary>How commands are recorded.</summary>
public sealed class CommandTrackingOptions
{
    /// <summary>Whether the values of arguments are recorded, those that look like secrets masked. Default false: their number and the names of options only.</summary>
    public bool RecordArguments { get; set; }

    /// <summary>Where a scope with the ids of the command is opened while it runs; null for none.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
