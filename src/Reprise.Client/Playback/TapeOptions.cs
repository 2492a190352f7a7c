using Reprise.Playback;
using Reprise.Playback.Redaction;

namespace Reprise.Client.Playback;

/// <summary>How a <see cref="TapeHandler"/> plays and records.</summary>
public sealed record TapeOptions
{
    /// <summary>The environment variable that overrides <see cref="Mode"/>: <c>play</c>, <c>record</c>, <c>play-or-record</c> or <c>record-new</c>.</summary>
    public const string ModeVariable = "REPRISE_TAPE_MODE";

    /// <summary>Default <see cref="PlaybackMode.Play"/>: a test never asks a provider unless somebody says so. <see cref="PlaybackMode.Record"/> takes the place of a tape that is there.</summary>
    public PlaybackMode Mode { get; init; } = PlaybackMode.Play;
    public MatchBy Match { get; init; } = MatchBy.Normalised;
    public AfterLast AfterLast { get; init; } = AfterLast.Repeat;

    /// <summary>What does not count when requests are compared, beside what the tape says: <c>/metadata/run</c>, <c>?trace</c>, <c>uuid</c>.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>The lane of requests without the header <c>Reprise-Session</c>; empty for the default lane.</summary>
    public string Lane { get; init; } = "";

    /// <summary>Recorded delays are divided by this: 1 plays at recorded speed. Null (usual) answers at once.</summary>
    public double? Speed { get; init; }

    /// <summary>Makes played answers fail on purpose; null for none.</summary>
    public IPlaybackFaults? Faults { get; init; }

    /// <summary>Base URLs of providers by their names on the tape, beside those everybody knows. A request below one is of that provider, its path what follows.</summary>
    public IReadOnlyDictionary<string, Uri> Providers { get; init; } = new Dictionary<string, Uri>();

    /// <summary>What is taken out of a new tape: by default all built-in kinds; also JSON pointers and patterns of one's own, as <see cref="TapeRedaction"/> reads them. Empty for nothing.</summary>
    public IReadOnlyList<string> Redact { get; init; } = TapeRedaction.BuiltIn;

    /// <summary>Asks the providers when recording; null for a plain one. Not disposed with the tape. Must not decompress or follow redirects differently from the program's own.</summary>
    public HttpMessageHandler? Inner { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The mode in force.</summary>
    /// <exception cref="FormatException">The environment variable has a word that is no mode.</exception>
    internal PlaybackMode ModeInForce => Environment.GetEnvironmentVariable(ModeVariable) switch
    {
        null or "" => Mode,
        "play" => PlaybackMode.Play,
        "record" => PlaybackMode.Record,
        "play-or-record" => PlaybackMode.PlayOrRecord,
        "record-new" => PlaybackMode.RecordNew,
        _ => throw new FormatException($"{ModeVariable} is none of play, record, play-or-record and record-new."),
    };
}
