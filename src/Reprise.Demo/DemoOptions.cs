namespace Reprise.Demo;

/// <summary>How much traffic the demo makes.</summary>
public sealed record DemoOptions
{
    /// <summary>Scenes played at once at the start, so that the page is full within seconds. A scene is one chat, one agent run, one batch … Default 40.</summary>
    public int BurstScenes { get; init; } = 40;

    /// <summary>Scenes started per minute after that, until cancelled. Default 30; 0 ends the run after the burst.</summary>
    public double ScenesPerMinute { get; init; } = 30;

    /// <summary>Most scenes at a time. Default 16.</summary>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>The same seed plays the same scenes in the same order. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Project the traffic belongs to; null for the server's default.</summary>
    public string? Project { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told after every call to the server.</summary>
    public IProgress<DemoProgress>? Progress { get; init; }
}

/// <param name="Scenes">Scenes that have ended.</param>
/// <param name="Calls">Calls to models and records sent.</param>
/// <param name="Refused">Calls the server itself could not be reached for; anything but zero means the demo does not work.</param>
public readonly record struct DemoProgress(long Scenes, long Calls, long Refused);
