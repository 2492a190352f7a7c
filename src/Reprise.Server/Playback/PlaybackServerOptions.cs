using Reprise.Playback;

namespace Reprise.Server.Playback;

/// <summary>How to run the playback server.</summary>
public sealed record PlaybackServerOptions
{
    public const string DefaultUrl = "http://127.0.0.1:5090";

    /// <summary>Addresses to listen on; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];
    public PlaybackMode Mode { get; init; } = PlaybackMode.Play;

    /// <summary>The tape in memory; null to read <see cref="File"/>.</summary>
    public Tape? Tape { get; init; }

    /// <summary>The tape's file; needed for recording.</summary>
    public string? File { get; init; }

    /// <summary>Whether <see cref="PlaybackMode.Record"/> may write over a tape that is there.</summary>
    public bool Force { get; init; }
    public PlaybackOptions Matching { get; init; } = new();

    /// <summary>Applied to what is written to a new tape; null for nothing.</summary>
    public ITapeRedaction? Redaction { get; init; }

    /// <summary>The lane of callers who name none; empty for the default lane.</summary>
    public string Lane { get; init; } = "";

    /// <summary>Recorded delays are divided by this: 1 plays at recorded speed, 10 ten times as fast. Null answers at once.</summary>
    public double? Speed { get; init; }

    /// <summary>Whether a recorded answer keeps its content encoding.</summary>
    public bool ExactEncoding { get; init; }

    /// <summary>Makes played answers fail on purpose; null for none. Recording is left alone.</summary>
    public IPlaybackFaults? Faults { get; init; }

    /// <summary>Settings of providers and access, as <c>Section:Name=value</c>, and the folder of <c>reprise.json</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
    public string? DataFolder { get; init; }

    /// <summary>Is told each miss.</summary>
    public Action<PlaybackMiss>? Missed { get; init; }

    internal TapeDeckOptions Deck => new() { Mode = Mode, Tape = Tape, File = File, Force = Force, Redaction = Redaction, Matching = Matching };
}
