namespace Reprise.Demo;

/// <summary>How the scripted upstream behaves.</summary>
public sealed record ScriptedUpstreamOptions
{
    /// <summary>Port on the loopback address; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The same seed and the same request give the same answer, whatever came before. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long answers take: 1 is like a real provider, 0.5 twice as fast, 0 (the default) never waits. Must not be negative.</summary>
    public double Pace { get; init; }

    /// <summary>Where the time in answers comes from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
